"""Rewards: the queue, one reward with its conditions and trades, and what is decided."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require, scoped
from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.ui import (
    ListPage,
    Nav,
    UiRequest,
    counter,
    page,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.columns import (
    RIGHT,
    AgeColumn,
    CodeColumn,
    MoneyColumn,
    StateColumn,
    WhenColumn,
)
from brokerdesk.core.ui.days import days
from brokerdesk.core.words import words
from brokerdesk.modules.clients.queries import actor_names

from ...models import Payout, Signal
from ...queries.payouts import payouts as all_payouts
from ...services.money_back import money_went_back
from ...services.results import gains_of
from .reach import APPROVE, ASSESS, GROUP, LIVE, VIEW, may, the_row

STATES = (
    "requested", "freezing", "review", "escalated", "approved", "unresolved", "paid", "rejected",
    "cancelled",
)  # fmt: skip
OPEN = ("review", "escalated")
MOST_TRADES = 200


class PayoutFilter(filters.FilterSet):
    """Rewards by state and kind."""

    state = filters.ChoiceFilter(
        choices=lambda: [(one, words(one)) for one in STATES], label=_("State")
    )
    trouble = filters.ChoiceFilter(
        choices=[("yes", _("Yes"))], method="in_trouble", label=_("To be cleared up")
    )
    kind = filters.ChoiceFilter(
        choices=lambda: [(one, words(one)) for one in ("reward", "breach")], label=_("Kind")
    )
    requested_at = filters.DateFromToRangeFilter(label=_("Asked for"), widget=days())

    class Meta:
        model = Payout
        fields = ("state", "kind")

    def in_trouble(self, rows: QuerySet[Payout], name: str, value: str) -> QuerySet[Payout]:
        """What staff have to clear up: unclear profit, or trouble afterwards."""
        return rows.filter(unclear())


class PayoutTable(tables.Table):
    """Rewards, newest first."""

    requested_at = AgeColumn(verbose_name=_("Asked for"))
    client = tables.Column(accessor="attempt__client", verbose_name=_("Client"), orderable=False)
    title = tables.Column(accessor="attempt__title", verbose_name=_("Programme"), orderable=False)
    number = tables.Column(verbose_name=_("No."), attrs=RIGHT)
    kind = CodeColumn(verbose_name=_("Kind"))
    profit = MoneyColumn(verbose_name=_("Profit"))
    trader = MoneyColumn(verbose_name=_("Trader's part"))
    firm = MoneyColumn(verbose_name=_("House's part"))
    paid_at = WhenColumn(verbose_name=_("Paid"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = Payout
        fields = (
            "requested_at", "client", "title", "number", "kind", "profit", "trader", "firm",
            "paid_at", "state",
        )  # fmt: skip
        order_by = "-requested_at"

    def render_client(self, record: Payout) -> str:
        href = to_payout(record.public_id)
        return format_html('<a href="{}">{}</a>', href, record.attempt.client)

    def value_client(self, record: Payout) -> str:
        return str(record.attempt.client)

    def render_number(self, value: int, record: Payout) -> int | str:
        return value if record.counts else "–"


def unclear() -> Q:
    """Rewards of which people have to say what became of the profit."""
    return Q(state="unresolved") | ~Q(trouble="")


def payouts(request: UiRequest, permission: str = VIEW) -> QuerySet[Payout]:
    """Rewards on which the actor holds a permission."""
    return scoped(request.actor, permission, all_payouts(), brand="attempt__brand_id")


def the_payout(request: UiRequest, payout_id: str, permission: str) -> Payout:
    """One reward on which the actor holds a permission.

    Raises:
        NotFound: there is none, or not for him.
    """
    found = the_row(request, payouts(request), payout_id)
    require(request.actor, permission, brand_id=found.attempt.brand_id)
    return found


def to_payout(payout_id: str) -> str:
    """The page of a reward."""
    return url("backoffice", "prop.payout", payout_id=payout_id)


register_list(
    ListPage(
        surface="backoffice",
        path="prop/payouts/",
        name="prop.payouts",
        title=_("Rewards"),
        permission=VIEW,
        nav=Nav(GROUP, 25, icon="cash"),
        queryset=payouts,
        table=PayoutTable,
        filterset=PayoutFilter,
        live=LIVE,
        empty=_("Nobody asked for a reward"),
    )
)


@counter(
    "prop_payouts",
    title=_("Rewards that wait for a decision"),
    url_name="prop.payouts",
    permission=ASSESS,
    live=LIVE,
)
def waiting(request: UiRequest) -> int:
    """Rewards in review."""
    return payouts(request, ASSESS).filter(state__in=OPEN).count()


@counter(
    "prop_payouts_unclear",
    title=_("Rewards whose profit is unclear"),
    url_name="prop.payouts",
    permission=APPROVE,
    live=LIVE,
)
def unclear_ones(request: UiRequest) -> int:
    """Rewards to be cleared up."""
    return payouts(request, APPROVE).filter(unclear()).count()


@page(
    "backoffice", "prop/payouts/<str:payout_id>/", name="prop.payout", title=_("Reward"),
    permission=VIEW, live=LIVE,
)  # fmt: skip
def payout_page(request: UiRequest, payout_id: str) -> HttpResponse:
    """Conditions as they stood, the trades behind the profit, signals, and what may be done."""
    found = the_payout(request, payout_id, VIEW)
    brand_pk, waits = found.attempt.brand_id, found.state in OPEN
    assessed = found.state == "review" and bool(found.assessed_by)
    mine = person_behind(found.assessed_by) == person_behind(request.actor.ref)
    decides = waits and may(request, ASSESS, brand_pk)
    back = money_went_back(found.attempt) if waits else None
    assesses = decides and back is None
    names = actor_names([found.assessed_by, found.approved_by])
    context: dict[str, Any] = {
        "payout": found,
        "attempt": found.attempt,
        "trades": _trades(found),
        "signals": Signal.objects.filter(attempt=found.attempt).order_by("-pk")[:20],
        "assessed_name": names.get(found.assessed_by, ""),
        "approved_name": names.get(found.approved_by, ""),
        "unmet": [words(one) for one in found.figures.get("unmet", ())],
        "difference": found.figures.get("difference", ""),
        "may_resolve": found.state == "unresolved"
        and not found.figures.get("difference")
        and may(request, APPROVE, brand_pk),
        "may_clear": bool(found.trouble) and may(request, APPROVE, brand_pk),
        "may_assess": assesses and found.kind == "reward",
        "may_assess_breach": assesses and found.kind == "breach",
        "may_escalate": assesses,
        "may_reject": decides,
        "gone_back": words(back) if back is not None else "",
        "fee_back": found.refund if found.counts and back is None else None,
        "may_approve": back is None and assessed and not mine and may(request, APPROVE, brand_pk),
        "waits_for_other": back is None and assessed and mine,
    }
    return render_page(request, "prop/office/payout.html", context)


def _trades(payout: Payout) -> list[dict[str, Any]]:
    """What each position brought, the largest gain first, with why it does not count."""
    removed = {one["position"]: one["reason"] for one in payout.removed}
    news = {one["position"]: one for one in payout.figures.get("news", ())}
    rows = sorted(gains_of(payout.stage).items(), key=lambda row: -row[1])
    return [
        {
            "position": name,
            "amount": amount,
            "reason": removed.get(name, ""),
            "news": None if name in removed else news.get(name),
        }
        for name, amount in rows[:MOST_TRADES]
    ]
