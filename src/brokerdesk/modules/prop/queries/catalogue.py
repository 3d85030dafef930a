"""What is sold: programmes with the version that is sold, their add-ons, who may buy them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from brokerdesk.kit.reading import CaseError, Fields
from brokerdesk.modules.clients.types import ClientRow
from brokerdesk.modules.trading.queries import products_by_id, products_in_use
from brokerdesk.modules.trading.types import ProductRow

from ..engine.explain import explained
from ..engine.parsing import parse_programme
from ..engine.programme import Programme as Rules
from ..models import AddOn, ProgrammeVersion
from ..overlays import read_overlay, resolve
from ..terms import Terms, read_terms, terms_json
from ..types import ProgrammeKind, ProgrammeState


@dataclass(frozen=True, slots=True)
class AddOnRow:
    """An add-on that goes with a programme; percent is of the fee."""

    code: str
    title: str
    overlay: Mapping[str, Any]
    percent: Decimal | None
    money: Decimal | None


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A programme as a client sees it; `document` is the rules with every default."""

    programme_id: str
    version_id: str
    code: str
    title: str
    family: str
    summary: str
    kind: ProgrammeKind
    currency: str
    size: Decimal
    fee: Decimal
    terms: Terms
    document: Mapping[str, Any]
    products: tuple[ProductRow, ...]
    addons: tuple[AddOnRow, ...]


def rules_of(document: Mapping[str, Any]) -> Rules:
    """A stored document as the engine reads it."""
    return parse_programme(Fields("", document))


def sold() -> QuerySet[ProgrammeVersion]:
    """The newest published version of each programme that is offered, by its place in the shop."""
    return (
        ProgrammeVersion.objects.select_related("programme")
        .filter(published_at__isnull=False, programme__state=ProgrammeState.OFFERED)
        .order_by("programme__sort", "programme_id", "-number")
        .distinct("programme__sort", "programme_id")
    )


def barred_by(terms: Terms, client: ClientRow | None) -> str:
    """Which of the offer's conditions a client does not meet; empty: he may buy, or is nobody."""
    if client is None:
        return ""
    if client.status not in {"registered", "active"}:
        return "status"
    if client.country in terms.offer.countries:
        return "country"
    return "level" if client.level < terms.offer.level else ""


def offers(brand_pk: int, client: ClientRow | None = None) -> list[OfferRow]:
    """What a brand sells; for a client: what he may buy. Competitions are joined, not bought."""
    addons = list(AddOn.objects.filter(brand_id=brand_pk, enabled=True).order_by("pk"))
    versions = sold().filter(programme__brand_id=brand_pk)
    shown = [
        (version, terms)
        for version in versions.exclude(programme__kind=ProgrammeKind.COMPETITION)
        if not barred_by(terms := read_terms(version.terms), client)
    ]
    wanted = {one for version, terms in shown for one in terms.products}
    products = products_by_id(brand_pk, wanted)
    return [_offer(version, terms, products, addons) for version, terms in shown]


def products_of(brand_pk: int) -> list[ProductRow]:
    """The products that a brand's programmes can be offered on, internal ones too."""
    return products_in_use(brand_pk)


def _offer(
    version: ProgrammeVersion, terms: Terms, products: Mapping[str, ProductRow], addons: list[AddOn]
) -> OfferRow:
    programme, rules = version.programme, rules_of(version.document)
    fitting = [one for one in addons if goes_with(one, programme.code)]
    return OfferRow(
        programme_id=programme.public_id,
        version_id=version.public_id,
        code=programme.code,
        title=programme.title,
        family=programme.family,
        summary=programme.summary,
        kind=ProgrammeKind(programme.kind),
        currency=rules.currency,
        size=rules.initial_balance,
        fee=terms.fee.amount,
        terms=terms,
        document=explained(rules),
        products=tuple(products[one] for one in terms.products if one in products),
        addons=tuple(_addon(one) for one in fitting if _changes(one, rules, terms)),
    )


def goes_with(addon: AddOn, programme_code: str) -> bool:
    """Whether an add-on is sold with a programme."""
    return not addon.programmes or programme_code in addon.programmes


def _changes(addon: AddOn, rules: Rules, terms: Terms) -> bool:
    try:
        resolve(explained(rules), terms_json(terms), read_overlay(addon.overlay))
    except CaseError:
        return False
    return True


def _addon(row: AddOn) -> AddOnRow:
    return AddOnRow(row.code, row.title, row.overlay, row.percent, row.money)
