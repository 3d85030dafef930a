"""REST: what is sold, and what a wish would cost and be judged by."""

from typing import Any

from brokerdesk.core.rest import Amount, ApiRequest, In, Out, scope
from brokerdesk.kit.clock import now

from ..pricing import PriceLine
from ..queries.catalogue import OfferRow, offers
from ..services.checkout import Quote, Wish, quote
from ..terms import terms_json
from .shop import READ, Id, client_for, r


class ProductChoiceOut(Out):
    """A platform on which a programme is offered."""

    id: str
    title: str
    platform: str
    currency: str


class AddOnOut(Out):
    """What can be bought with it: percent of the fee, or an amount."""

    code: str
    title: str
    changes: dict[str, Any]
    percent: Amount | None
    money: Amount | None


class OfferOut(Out):
    """A programme with its rules and terms, every default written out."""

    id: str
    version_id: str
    code: str
    title: str
    family: str
    summary: str
    kind: str
    currency: str
    size: Amount
    fee: Amount
    rules: dict[str, Any]
    terms: dict[str, Any]
    products: list[ProductChoiceOut]
    addons: list[AddOnOut]


class WishIn(In):
    """What a client puts together; add-ons and coupon by code."""

    client_id: Id
    programme_id: Id
    product_id: Id
    addons: list[Id] = []
    coupon: str = ""

    def wish(self) -> Wish:
        """The wish as the room takes it."""
        return Wish(self.programme_id, self.product_id, tuple(self.addons), self.coupon[:40])


class PriceLineOut(Out):
    """One line of a price. what: fee, addon, coupon, or the kind of a second chance."""

    what: str
    code: str
    title: str
    amount: Amount


class QuoteOut(Out):
    """What would be bought; `fingerprint` names the frozen rules."""

    version_id: str
    fingerprint: str
    price: Amount
    currency: str
    lines: list[PriceLineOut]
    rules: dict[str, Any]
    terms: dict[str, Any]


@r.get("/prop/offers", response=list[OfferOut])
@scope(READ)
def list_offers(request: ApiRequest, client_id: str = "") -> list[OfferOut]:
    """List what the key's brand sells; for a client, what he may buy."""
    client = client_for(request, client_id) if client_id else None
    brand_pk = client.brand_pk if client else request.brand_id
    return [_offer_out(one) for one in offers(brand_pk, client)] if brand_pk else []


@r.post("/prop/quotes", response=QuoteOut)
@scope(READ)
def make_quote(request: ApiRequest, body: WishIn) -> QuoteOut:
    """Say what a wish costs and what it would be judged by; nothing is kept."""
    return _quote_out(quote(client_for(request, body.client_id), body.wish(), at=now()))


def line_out(line: PriceLine) -> PriceLineOut:
    """A line of a price as an answer."""
    return PriceLineOut(what=line.what, code=line.code, title=line.title, amount=line.amount)


def _quote_out(found: Quote) -> QuoteOut:
    return QuoteOut(
        version_id=found.version.public_id,
        fingerprint=found.fingerprint,
        price=found.price.total,
        currency=found.price.currency,
        lines=[line_out(line) for line in found.price.lines],
        rules=found.document,
        terms=found.terms,
    )


def _offer_out(row: OfferRow) -> OfferOut:
    names = ("version_id", "code", "title", "family", "summary", "kind", "currency", "size", "fee")
    return OfferOut(
        id=row.programme_id,
        **{name: getattr(row, name) for name in names},
        rules=dict(row.document),
        terms=terms_json(row.terms),
        products=[
            ProductChoiceOut(
                id=one.public_id, title=one.title, platform=str(one.platform),
                currency=one.currency,
            )
            for one in row.products
        ],
        addons=[
            AddOnOut(
                code=one.code, title=one.title, changes=dict(one.overlay), percent=one.percent,
                money=one.money,
            )
            for one in row.addons
        ],
    )  # fmt: skip
