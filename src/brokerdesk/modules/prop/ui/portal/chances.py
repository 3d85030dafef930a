"""Second chances and growth: reset, retry, extension, a larger account."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Closed, FormPage, UiRequest, page, register_form, url
from brokerdesk.core.ui.acting import acted
from brokerdesk.core.ui.texts import money_text, number_text
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.cashier.queries import wallet

from ...commerce_errors import ScaleOfferNotFound
from ...models import ScaleOffer
from ...pricing import Part
from ...queries.payouts import scale_offers
from ...services.offering import Chance, chances
from ...services.orders import Sale
from ...services.retries import order_chance
from ...services.scaling import accept_offer, decline_offer
from ...terms import read_terms
from ...types import OrderKind
from .reach import own_attempt, to_attempt, to_order


class ChanceForm(forms.Form):
    """Nothing but a key, so that sending twice does once."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)


class GrowForm(forms.Form):
    """Whether profit that was not paid is given up."""

    give_up_profit = forms.BooleanField(
        required=False, label=_("I give up profit that was not paid out")
    )


def _chance(request: UiRequest, attempt_id: str, kind: str) -> Chance | None:
    attempt = own_attempt(request, attempt_id)
    return next((one for one in chances(attempt, at=now()) if one.kind == kind), None)


def price_of(request: UiRequest, attempt_id: str, chance: Chance) -> Decimal:
    """What a second chance costs."""
    fee = read_terms(own_attempt(request, attempt_id).terms).fee
    part = Part(str(chance.kind), str(chance.kind), "", percent=chance.percent)
    return part.of(fee.amount, fee.currency)


def _closed(request: UiRequest, attempt_id: str, kind: str) -> Closed | None:
    if _chance(request, attempt_id, kind) is not None:
        return None
    return Closed(title=_("This is not offered now"), way=(_("Challenge"), to_attempt(attempt_id)))


def _form(request: UiRequest, *, data: Any, files: Any, attempt_id: str, kind: str) -> forms.Form:
    own_attempt(request, attempt_id)
    if kind not in set(OrderKind):
        raise NotFound(_t("There is no such second chance."))
    return ChanceForm(data=data)


def _intro(request: UiRequest, attempt_id: str, kind: str) -> str:
    chance = _chance(request, attempt_id, kind)
    if chance is None:
        return ""
    price = price_of(request, attempt_id, chance)
    currency = read_terms(own_attempt(request, attempt_id).terms).fee.currency
    held = wallet(request.client.pk, currency).available
    said = _t("%(kind)s: %(percent)s %% of the fee, %(price)s. In your wallet: %(held)s.")
    return said % {
        "kind": words(kind), "percent": number_text(chance.percent),
        "price": money_text(price, currency), "held": money_text(held, currency),
    }  # fmt: skip


def _order(request: UiRequest, form: forms.Form, attempt_id: str, kind: str) -> str:
    own, chance = own_attempt(request, attempt_id), _chance(request, attempt_id, kind)
    fee = read_terms(own.terms).fee
    price = price_of(request, attempt_id, chance) if chance is not None else Decimal(0)
    suffices = wallet(request.client.pk, fee.currency).available >= price
    sale = Sale(f"portal:{form.cleaned_data['key']}", pay_now=suffices)
    row = order_chance(own.public_id, OrderKind(kind), sale, actor=request.actor, at=now())
    return to_order(row.public_id)


def _own_offer(request: UiRequest, offer_id: str) -> ScaleOffer:
    rows = scale_offers().filter(attempt__client_id=request.client.pk)
    found = rows.filter(public_id=offer_id).first()
    if found is None:
        raise ScaleOfferNotFound(_t("There is no such offer."))
    return found


def _growth(request: UiRequest, offer_id: str) -> dict[str, Any]:
    offer = _own_offer(request, offer_id)
    stage = offer.attempt.stages.order_by("-pk").first()
    return {"offer": offer, "stage": stage}


def _grow_form(request: UiRequest, *, data: Any, files: Any, offer_id: str) -> forms.Form:
    _own_offer(request, offer_id)
    return GrowForm(data=data)


def _grow_closed(request: UiRequest, offer_id: str) -> Closed | None:
    offer = _own_offer(request, offer_id)
    if offer.state == "offered":
        return None
    return Closed(
        title=_("The offer does not stand any more"),
        way=(_("Challenge"), to_attempt(offer.attempt.public_id)),
    )


def _accept(request: UiRequest, form: forms.Form, offer_id: str) -> str:
    offer = _own_offer(request, offer_id)
    accept_offer(
        offer.public_id, give_up_profit=form.cleaned_data["give_up_profit"],
        actor=request.actor, at=now(),
    )  # fmt: skip
    messages.success(request, _t("Your larger account is being opened."))
    return to_attempt(offer.attempt.public_id)


@page(
    "portal", "challenges/growth/<str:offer_id>/decline/",
    name="prop.portal_growth_decline", title=_("Stay"),
)  # fmt: skip
def decline_page(request: UiRequest, offer_id: str) -> HttpResponse:
    """Stay with the present account."""
    offer = _own_offer(request, offer_id)
    return acted(
        request, to_attempt(offer.attempt.public_id), _t("You stay with your account."),
        lambda: decline_offer(offer.public_id, actor=request.actor, at=now()),
    )  # fmt: skip


register_form(
    FormPage(
        surface="portal",
        path="challenges/attempts/<str:attempt_id>/chances/<str:kind>/",
        name="prop.portal_chance",
        title=_("Second chance"),
        form=_form,
        submit=_order,
        intro=_intro,
        closed=_closed,
        submit_label=_("Order with the obligation to pay"),
        back=lambda request, attempt_id, kind: to_attempt(attempt_id),
    )
)
register_form(
    FormPage(
        surface="portal",
        path="challenges/growth/<str:offer_id>/",
        name="prop.portal_growth",
        title=_("A larger account"),
        form=_grow_form,
        submit=_accept,
        closed=_grow_closed,
        submit_label=_("Take it"),
        template="prop/portal/growth.html",
        context=_growth,
        back=lambda request, offer_id: url("portal", "prop.portal_challenges"),
    )
)
