"""What other rooms may ask about brands, entities and offices."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from brokerdesk.core.db import read_rows
from brokerdesk.kit.errors import NotFound

from . import cache
from .models import Brand, LegalEntity, Office
from .types import BrandRow, EntityRow, OfficeRow

_TAKEN = (
    "public_id", "code", "name", "host", "entity_id", "base_currency", "currencies", "countries",
    "reporting_zone", "support_email", "colour", "minimum_age", "terms_version",
    "registration_open", "version", "entity__public_id",
)  # fmt: skip


def brand_row(brand: Brand) -> BrandRow:
    """Freeze a brand; its entity must be loaded."""
    return BrandRow(
        pk=brand.pk,
        public_id=brand.public_id,
        code=brand.code,
        name=brand.name,
        host=brand.host,
        entity_pk=brand.entity_id,
        entity_id=brand.entity.public_id,
        base_currency=brand.base_currency,
        currencies=tuple(brand.currencies),
        countries=tuple(brand.countries),
        reporting_zone=brand.reporting_zone,
        support_email=brand.support_email,
        colour=brand.colour,
        minimum_age=brand.minimum_age,
        terms_version=brand.terms_version,
        registration_open=brand.registration_open,
        version=brand.version,
    )


def entity_row(entity: LegalEntity) -> EntityRow:
    """Freeze an entity."""
    return EntityRow(
        pk=entity.pk,
        public_id=entity.public_id,
        code=entity.code,
        name=entity.name,
        country=entity.country,
        registration_no=entity.registration_no,
        base_currency=entity.base_currency,
        reporting_zone=entity.reporting_zone,
    )


def office_row(office: Office) -> OfficeRow:
    """Freeze an office."""
    return OfficeRow(
        pk=office.pk,
        public_id=office.public_id,
        brand_pk=office.brand_id,
        code=office.code,
        name=office.name,
        country=office.country,
        reporting_zone=office.reporting_zone,
    )


def _rows() -> QuerySet[Brand]:
    """Brands with what their frozen rows take, and no more."""
    return Brand.objects.select_related("entity").only(*_TAKEN)


def brand_by_host(host: str) -> BrandRow | None:
    """Return the brand that answers at a host name (any case, no port)."""
    name = host.lower().rstrip(".")
    known, row = cache.get(name)
    if not known:
        found = _rows().filter(host=name).first()
        row = brand_row(found) if found else None
        cache.put(name, row)
    return row


def brand(key: int | str) -> BrandRow:
    """Return a brand by pk, public id or code.

    Raises:
        NotFound: there is no such brand.
    """
    rows = _rows()
    if isinstance(key, int):
        found = rows.filter(pk=key).first()
    else:
        found = rows.filter(public_id=key).first() or rows.filter(code=key).first()
    if found is None:
        raise NotFound(_("There is no brand %(key)s.") % {"key": key}, field="brand")
    return brand_row(found)


def brands() -> list[BrandRow]:
    """Return all brands by name."""
    return [brand_row(b) for b in _rows().order_by("name", "pk")]


def brand_choices() -> list[tuple[int, str]]:
    """Return the brands' pks and names, by name, for choices."""
    return list(Brand.objects.order_by("name", "pk").values_list("pk", "name"))


def reporting_zones() -> dict[int, str]:
    """Return each brand's reporting zone by the brand's pk."""
    return dict(read_rows("SELECT id, reporting_zone FROM brands_brand", []))


def entity(key: int | str) -> EntityRow:
    """Return an entity by pk, public id or code.

    Raises:
        NotFound: there is no such entity.
    """
    rows = LegalEntity.objects.all()
    if isinstance(key, int):
        found = rows.filter(pk=key).first()
    else:
        found = rows.filter(public_id=key).first() or rows.filter(code=key).first()
    if found is None:
        raise NotFound(_("There is no legal entity %(key)s.") % {"key": key}, field="entity")
    return entity_row(found)


def entities() -> list[EntityRow]:
    """Return all entities by name."""
    return [entity_row(e) for e in LegalEntity.objects.order_by("name", "pk")]


def office(key: int | str) -> OfficeRow:
    """Return an office by pk or public id.

    Raises:
        NotFound: there is no such office.
    """
    rows = Office.objects.all()
    found = rows.filter(pk=key).first() if isinstance(key, int) else None
    if isinstance(key, str):
        found = rows.filter(public_id=key).first()
    if found is None:
        raise NotFound(_("There is no office %(key)s.") % {"key": key}, field="office")
    return office_row(found)


def offices(brand_pk: int | None = None) -> list[OfficeRow]:
    """Return all offices, or those of one brand, by name."""
    rows = Office.objects.order_by("name", "pk")
    if brand_pk is not None:
        rows = rows.filter(brand_id=brand_pk)
    return [office_row(o) for o in rows]


def terms_text(brand_pk: int) -> str:
    """Return the terms that a client of this brand accepts."""
    return Brand.objects.values_list("terms_text", flat=True).get(pk=brand_pk)
