"""Competitions: which there are, joining one, and who stands where."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui import Closed, FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.texts import money_text
from brokerdesk.kit.clock import now
from brokerdesk.modules.cashier.queries import wallet
from brokerdesk.modules.trading.queries import products_by_id

from ...commerce_errors import CompetitionNotFound
from ...models import Attempt, Competition, Order
from ...queries.catalogue import rules_of
from ...queries.competitions import competitions, version_of
from ...services.competitions.holding import join
from ...services.competitions.leaderboard import leaderboard
from ...services.orders import Sale
from ...terms import Terms, read_terms
from ...types import OrderState
from ..programmes.sentences import clock_text, told
from .reach import LIVE, to_order

SHOWN = ("open", "running", "ended")
MOST_ROWS = 100


class JoinForm(forms.Form):
    """On which platform."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)
    product_id = forms.ChoiceField(label=_("Platform"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, terms: Terms, brand_pk: int, **options: Any) -> None:
        super().__init__(*args, **options)
        products = products_by_id(brand_pk, terms.products)
        shown = [(one, f"{translated(row.platform)} · {row.title}")
                 for one, row in products.items()]  # fmt: skip
        set_choices(self, "product_id", shown)
        self.fields["product_id"].initial = shown[0][0] if shown else ""


def the_competition(request: UiRequest, competition_id: str) -> Competition:
    """A competition of the client's brand.

    Raises:
        CompetitionNotFound: there is none, or it is not told of yet.
    """
    rows = competitions().filter(brand_id=request.client.brand_pk, state__in=SHOWN)
    found = rows.filter(public_id=competition_id).first()
    if found is None:
        raise CompetitionNotFound(_t("There is no such competition."))
    return found


def own_order_of(request: UiRequest, row: Competition) -> Order | None:
    """His place in a competition, paid or waiting for its payment."""
    orders = Order.objects.filter(client_id=request.client.pk, competition=row)
    return orders.filter(state__in=(OrderState.AWAITING_PAYMENT, OrderState.PAID)).first()


@page(
    "portal", "challenges/competitions/", name="prop.portal_competitions",
    title=_("Competitions"), live=LIVE,
)  # fmt: skip
def competitions_page(request: UiRequest) -> HttpResponse:
    """All competitions that a client is told of, the newest first."""
    rows = competitions().filter(brand_id=request.client.brand_pk, state__in=SHOWN)
    context = {"competitions": rows.order_by("-starts_at")[:50]}
    return render_page(request, "prop/portal/competitions.html", context)


@page(
    "portal", "challenges/competitions/<str:competition_id>/",
    name="prop.portal_competition", title=_("Competition"), live=LIVE,
)  # fmt: skip
def competition_page(request: UiRequest, competition_id: str) -> HttpResponse:
    """Rules, prizes, and the ranking with his own row marked."""
    row, at = the_competition(request, competition_id), now()
    version, mine = version_of(row), own_order_of(request, row)
    rules = rules_of(version.document)
    terms = read_terms(version.terms)
    context = {
        "competition": row,
        "told": told(rules),
        "clock": clock_text(rules),
        "currency": rules.currency,
        "size": rules.initial_balance,
        "fee": terms.fee,
        "mine": mine,
        "may_join": mine is None and row.state == "open" and row.opens_at <= at < row.starts_at,
        "board": _board(request, row),
        "as_of": at,
        "over_time": row.state == "running" and row.ends_at <= at,
    }
    return render_page(request, "prop/portal/competition.html", context, title=row.title)


def _board(request: UiRequest, row: Competition) -> list[dict[str, Any]]:
    """The ranking; who is not himself is shown by the name that he allows."""
    if row.state == "open":
        return []
    client_id = request.client.public_id
    if row.state == "ended":
        attempts = [one["attempt"] for one in row.result]
        known = Attempt.objects.filter(public_id__in=attempts, client_id=request.client.pk)
        mine = set(known.values_list("public_id", flat=True))
        rows = [{**one, "own": one["attempt"] in mine, "prize": Decimal(one["prize"]),
                 "profit": Decimal(one["profit"]), "score": Decimal(one["score"])}
                for one in row.result]  # fmt: skip
    else:
        rows = [
            {"rank": one.place.rank, "name": one.name, "score": one.place.score,
             "profit": one.place.profit, "prize": one.prize, "own": one.client_id == client_id}
            for one in leaderboard(row)
        ]  # fmt: skip
    return [one for one in rows if one["rank"] <= MOST_ROWS or one["own"]]


def _form(request: UiRequest, *, data: Any, files: Any, competition_id: str) -> JoinForm:
    row = the_competition(request, competition_id)
    terms = read_terms(version_of(row).terms)
    return JoinForm(data=data, terms=terms, brand_pk=row.brand_id)


def _closed(request: UiRequest, competition_id: str) -> Closed | None:
    row, at = the_competition(request, competition_id), now()
    way = (_("Competition"), url("portal", "prop.portal_competition", competition_id=row.public_id))
    if own_order_of(request, row) is not None:
        return Closed(title=_("You have joined already"), way=way)
    if row.state != "open" or not row.opens_at <= at < row.starts_at:
        return Closed(title=_("The competition cannot be joined now"), way=way)
    return None


def _intro(request: UiRequest, competition_id: str) -> str:
    fee = read_terms(version_of(the_competition(request, competition_id)).terms).fee
    if not fee.amount:
        return _t("Taking part is free.")
    return _t("Taking part costs %(price)s.") % {"price": money_text(fee.amount, fee.currency)}


def _join(request: UiRequest, form: JoinForm, competition_id: str) -> str:
    row = the_competition(request, competition_id)
    fee = read_terms(version_of(row).terms).fee
    suffices = wallet(request.client.pk, fee.currency).available >= fee.amount
    sale = Sale(f"portal:{form.cleaned_data['key']}", pay_now=suffices)
    order = join(
        row.public_id, request.client.public_id, form.cleaned_data["product_id"], sale,
        actor=request.actor, at=now(),
    )  # fmt: skip
    return to_order(order.public_id)


register_form(
    FormPage(
        surface="portal",
        path="challenges/competitions/<str:competition_id>/join/",
        name="prop.portal_join",
        title=_("Take part"),
        form=_form,
        submit=_join,
        intro=_intro,
        closed=_closed,
        submit_label=_("Take part"),
        back=lambda request, competition_id: url(
            "portal", "prop.portal_competition", competition_id=competition_id
        ),
    )
)
