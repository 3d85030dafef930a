"""From a wish to a frozen offer: rules and terms with add-ons resolved, and their price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from brokerdesk.core.texts import translated
from brokerdesk.kit.reading import CaseError
from brokerdesk.modules.clients.types import ClientRow
from brokerdesk.modules.trading.queries import products_by_id

from ..commerce_errors import AddOnInvalid, NotForYou, OfferNotFound, ProductInvalid
from ..engine.explain import explained, fingerprint
from ..models import AddOn, Coupon, ProgrammeVersion
from ..overlays import Document, read_overlay, resolve
from ..pricing import Part, Price, PriceLine, price_of
from ..queries.catalogue import barred_by, goes_with, rules_of, sold
from ..terms import Terms, check, read_terms, terms_json
from .coupons import check_client_uses, coupon_part, find_coupon


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client puts together. addons, coupon: codes."""

    programme_id: str
    product_id: str
    addons: tuple[str, ...] = ()
    coupon: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What he would buy: frozen rules and terms, and what they cost."""

    version: ProgrammeVersion
    document: Document
    terms: Document
    fingerprint: str
    product_id: str
    addons: tuple[str, ...]
    coupon: Coupon | None
    price: Price


def quote(
    client: ClientRow, wish: Wish, *, at: datetime, version: ProgrammeVersion | None = None
) -> Quote:
    """Say what a wish costs and what it would be judged by. Changes nothing.

    version: of the wished programme, where not its newest one counts.

    Raises:
        OfferNotFound: the brand does not sell it.
        NotForYou: country, level or standing of the client.
        ProductInvalid, AddOnInvalid, CouponInvalid: as named.
    """
    rows = sold().filter(programme__brand_id=client.brand_pk)
    newest = rows.filter(programme__public_id=wish.programme_id).first()
    if newest is None:
        raise OfferNotFound(_("this programme is not offered"), field="programme_id")
    version = version or newest
    terms = read_terms(version.terms)
    check_buyer(terms, client)
    check_product(terms, wish.product_id, client.brand_pk)
    addons = _addons(client.brand_pk, version, wish.addons)
    document, frozen = resolved(version, terms, addons)
    coupon = None
    if wish.coupon.strip():
        coupon = find_coupon(client.brand_pk, wish.coupon, version.programme.code, at)
        check_client_uses(coupon, client.pk)
    fee = PriceLine("fee", version.programme.code, version.programme.title, terms.fee.amount)
    parts = [Part("addon", one.code, one.title, one.percent, one.money) for one in addons]
    return Quote(
        version=version,
        document=document,
        terms=frozen,
        fingerprint=fingerprint(rules_of(document)),
        product_id=wish.product_id,
        addons=tuple(one.code for one in addons),
        coupon=coupon,
        price=price_of(fee, parts, coupon_part(coupon) if coupon else None, terms.fee.currency),
    )


def check_buyer(terms: Terms, client: ClientRow) -> None:
    """Refuse a client to whom a programme is not offered.

    Raises:
        NotForYou: it names the condition.
    """
    barred = barred_by(terms, client)
    if barred == "level":
        raise NotForYou(_("verify yourself first: this programme needs a higher level"))
    if barred == "country":
        raise NotForYou(_("this programme is not offered in your country"))
    if barred:
        raise NotForYou(_("your profile does not allow it now"))


def check_product(terms: Terms, product_id: str, brand_pk: int) -> None:
    """Refuse a platform on which a programme is not offered.

    Raises:
        ProductInvalid: it is not, or its accounts are in another currency.
    """
    found = products_by_id(brand_pk, [product_id]).get(product_id)
    if product_id not in terms.products or found is None:
        raise ProductInvalid(_("choose one of the offered platforms"), field="product_id")
    if found.currency != terms.fee.currency:
        raise ProductInvalid(_("the platform's accounts are in another currency"))


def _addons(brand_pk: int, version: ProgrammeVersion, codes: Sequence[str]) -> list[AddOn]:
    rows = AddOn.objects.filter(brand_id=brand_pk, enabled=True, code__in=codes)
    known = {row.code: row for row in rows if goes_with(row, version.programme.code)}
    for code in codes:
        if code not in known or codes.count(code) > 1:
            raise AddOnInvalid(
                _("the add-on %(code)s does not go with it") % {"code": code}, field="addons"
            )
    return [known[code] for code in sorted(codes)]


def resolved(
    version: ProgrammeVersion, terms: Terms, addons: Sequence[AddOn]
) -> tuple[Document, Document]:
    """The rules and terms with add-ons, every default written out, read by the engine again.

    Raises:
        AddOnInvalid: one changes nothing, or together they cannot be meant.
    """
    document, frozen = explained(rules_of(version.document)), terms_json(terms)
    try:
        for addon in addons:
            document, frozen = resolve(document, frozen, read_overlay(addon.overlay))
        rules, read = rules_of(document), read_terms(frozen)
    except CaseError as error:
        raise AddOnInvalid(translated(error), field="addons") from error
    for said in check(rules, read):
        raise AddOnInvalid(translated(said), field="addons")
    return explained(rules), terms_json(read)
