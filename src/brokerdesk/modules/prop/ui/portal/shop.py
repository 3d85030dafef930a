"""What a brand sells, in words and figures, and buying it."""

from collections import defaultdict
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.texts import money_text, number_text
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.cashier.queries import wallet
from brokerdesk.modules.clients.queries import client as client_of

from ...commerce_errors import OfferNotFound
from ...pricing import Price
from ...queries.catalogue import AddOnRow, OfferRow, offers, rules_of
from ...services.checkout import Wish, quote
from ...services.orders import Sale, create_order
from ..programmes.sentences import clock_text, told
from .conditions import conditions
from .reach import MONEY, to_order


class OfferForm(forms.Form):
    """What goes with a programme."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)
    product_id = forms.ChoiceField(label=_("Platform"), widget=forms.RadioSelect)
    addons = forms.MultipleChoiceField(
        label=_("Add-ons"), required=False, widget=forms.CheckboxSelectMultiple
    )
    coupon = forms.CharField(
        label=_("Coupon"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, offer: OfferRow, **options: Any) -> None:
        super().__init__(*args, **options)
        shown = [(one.public_id, f"{translated(one.platform)} · {one.title}")
                 for one in offer.products]  # fmt: skip
        set_choices(self, "product_id", shown)
        self.fields["product_id"].initial = shown[0][0] if shown else ""
        if offer.addons:
            set_choices(
                self, "addons", [(one.code, _addon_text(one, offer)) for one in offer.addons]
            )
        else:
            del self.fields["addons"]

    def wish(self, programme_id: str) -> Wish:
        """What was put together."""
        values = self.cleaned_data
        return Wish(
            programme_id, values["product_id"], tuple(values.get("addons", ())), values["coupon"]
        )


def _addon_text(addon: AddOnRow, offer: OfferRow) -> str:
    if addon.percent is None:
        price = money_text(addon.money or Decimal(0), offer.terms.fee.currency)
    else:
        price = _t("%(percent)s %% of the fee") % {"percent": number_text(addon.percent)}
    return f"{addon.title} (+ {price})"


def _offered(request: UiRequest) -> list[OfferRow]:
    return offers(request.client.brand_pk, client_of(request.client.public_id))


def the_offer(request: UiRequest, programme_id: str) -> OfferRow:
    """What a client may buy.

    Raises:
        OfferNotFound: it is not sold, or not to him.
    """
    found = next((one for one in _offered(request) if one.programme_id == programme_id), None)
    if found is None:
        raise OfferNotFound(_t("This programme is not offered to you."))
    return found


@page("portal", "challenges/shop/", name="prop.portal_shop", title=_("Programmes"), live=MONEY)
def shop_page(request: UiRequest) -> HttpResponse:
    """All programmes that a client may buy, the sizes of each beside one another."""
    families: dict[str, list[OfferRow]] = defaultdict(list)
    for offer in _offered(request):
        families[offer.family].append(offer)
    context = {"families": [(name, sorted(rows, key=lambda row: row.size))
                            for name, rows in families.items()]}  # fmt: skip
    return render_page(request, "prop/portal/shop.html", context)


def _form(request: UiRequest, *, data: Any, files: Any, programme_id: str) -> OfferForm:
    return OfferForm(data=data, offer=the_offer(request, programme_id))


def _priced(request: UiRequest, wish: Wish) -> dict[str, Any]:
    try:
        price: Price = quote(client_of(request.client.public_id), wish, at=now()).price
    except DomainError as error:
        return {"refusal": translated(error)}
    held = wallet(request.client.pk, price.currency).available
    return {"price": price, "held": held, "missing": max(price.total - held, Decimal(0))}


def _context(request: UiRequest, programme_id: str) -> dict[str, Any]:
    offer = the_offer(request, programme_id)
    rules = rules_of(offer.document)
    first = offer.products[0].public_id if offer.products else ""
    return {
        "offer": offer,
        "told": told(rules),
        "clock": clock_text(rules),
        "conditions": conditions(offer.terms, offer.size),
        "price_url": url("portal", "prop.portal_price", programme_id=programme_id),
        **_priced(request, Wish(programme_id, first)),
    }


@page(
    "portal", "challenges/shop/<str:programme_id>/price/",
    name="prop.portal_price", title=_("Price"),
)  # fmt: skip
def price_part(request: UiRequest, programme_id: str) -> HttpResponse:
    """What the wish would cost: a part of the offer's page that follows what is chosen."""
    offer = the_offer(request, programme_id)
    form = OfferForm(data=request.GET, offer=offer)
    context: dict[str, Any] = {"offer": offer, "refusal": _t("Choose a platform.")}
    if form.is_valid():
        context = {"offer": offer, **_priced(request, form.wish(programme_id))}
    return render(request, "prop/portal/price.html", context)


def _buy(request: UiRequest, form: OfferForm, programme_id: str) -> str:
    wish, client = form.wish(programme_id), client_of(request.client.public_id)
    price = quote(client, wish, at=now()).price
    suffices = wallet(client.pk, price.currency).available >= price.total
    sale = Sale(f"portal:{form.cleaned_data['key']}", pay_now=suffices)
    order = create_order(client.public_id, wish, sale, actor=request.actor, at=now())
    return to_order(order.public_id)


register_form(
    FormPage(
        surface="portal",
        path="challenges/shop/<str:programme_id>/",
        name="prop.portal_offer",
        title=_("Programme"),
        form=_form,
        submit=_buy,
        submit_label=_("Order with the obligation to pay"),
        template="prop/portal/offer.html",
        context=_context,
        back=lambda request, programme_id: url("portal", "prop.portal_shop"),
    )
)
