"""Commands about entities, brands and offices."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from brokerdesk.core import audit
from brokerdesk.core.actors import Actor
from brokerdesk.core.events import emit
from brokerdesk.kit.errors import InvalidInput, NotFound

from . import cache, events, rules
from .errors import CodeTaken, StaleBrand
from .locks import lock_brand, lock_entity
from .models import Brand, LegalEntity, Office
from .queries import brand_row, entity_row, office_row
from .types import BrandRow, EntityRow, OfficeRow


@dataclass(frozen=True, kw_only=True)
class EntityDraft:
    """A legal entity to make."""

    code: str
    name: str
    country: str
    base_currency: str
    registration_no: str = ""
    reporting_zone: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class BrandDraft:
    """A brand to make. `countries` empty: clients of every country."""

    entity_id: str
    code: str
    name: str
    host: str
    base_currency: str
    support_email: str
    currencies: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    reporting_zone: str = "UTC"
    colour: str = "#206bc4"
    minimum_age: int = rules.ADULT
    terms_version: str = "1"
    terms_text: str = ""


@dataclass(frozen=True, kw_only=True)
class OfficeDraft:
    """An office to make."""

    brand_id: str
    code: str
    name: str
    country: str
    reporting_zone: str = field(default="UTC")


def _mail(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise InvalidInput(_("Give a valid e-mail address."), field="support_email") from None
    return value.strip().lower()


def _text(longest: int, name: str) -> Callable[[str], str]:
    def clean(value: str) -> str:
        if len(value) > longest:
            raise InvalidInput(
                _("At most %(longest)s characters.") % {"longest": longest}, field=name
            )
        return value.strip()

    return clean


# Field -> check, for what may be changed after a brand was made.
BRAND_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda v: rules.clean_name(v, 80),
    "host": rules.clean_host,
    "base_currency": rules.clean_currency,
    "countries": lambda v: sorted({rules.clean_country(c, "countries") for c in v}),
    "reporting_zone": rules.clean_zone,
    "support_email": _mail,
    "colour": rules.clean_colour,
    "minimum_age": rules.clean_age,
    "terms_version": _text(20, "terms_version"),
    "terms_text": _text(100_000, "terms_text"),
    "registration_open": bool,
}
ENTITY_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda v: rules.clean_name(v, 160),
    "country": rules.clean_country,
    "registration_no": _text(60, "registration_no"),
    "reporting_zone": rules.clean_zone,
}


def _create(row: models.Model, clash: str, field_name: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "unique" not in str(error):
            raise
        raise CodeTaken(clash, field=field_name) from None


@transaction.atomic
def create_entity(draft: EntityDraft, *, actor: Actor, at: datetime) -> EntityRow:
    """Make a legal entity.

    Raises:
        CodeTaken, InvalidInput.
    """
    row = LegalEntity(
        code=rules.clean_code(draft.code),
        base_currency=rules.clean_currency(draft.base_currency),
        **{name: check(getattr(draft, name)) for name, check in ENTITY_FIELDS.items()},
    )
    _create(row, _("There is an entity with this code already."), "code")
    audit.record("brands.entity.create", subject=row.public_id, actor=actor, after=asdict(draft))
    return entity_row(row)


@transaction.atomic
def create_brand(draft: BrandDraft, *, actor: Actor, at: datetime) -> BrandRow:
    """Make a brand of an entity.

    Emits: BrandChanged.
    Raises:
        NotFound: there is no such entity.
        CodeTaken: the code or the host is used already.
        InvalidInput.
    """
    entity = LegalEntity.objects.filter(public_id=draft.entity_id).first()
    if entity is None:
        raise NotFound(_("There is no such legal entity."), field="entity_id")
    given = asdict(draft) | {"registration_open": True}
    values = {name: check(given[name]) for name, check in BRAND_FIELDS.items()}
    row = Brand(
        entity=entity,
        code=rules.clean_code(draft.code),
        currencies=rules.clean_currencies(draft.currencies, values["base_currency"]),
        **values,
    )
    _create(row, _("There is a brand with this code or host already."), "host")
    after = {k: v for k, v in given.items() if k != "terms_text"}
    audit.record("brands.brand.create", subject=row.public_id, actor=actor, after=after)
    emit(
        events.BrandChanged(brand_id=row.public_id, fields=tuple(sorted(values))),
        aggregate=row.public_id,
        brand_id=row.pk,
        actor=actor,
    )
    transaction.on_commit(cache.clear)
    return brand_row(row)


@transaction.atomic
def create_office(draft: OfficeDraft, *, actor: Actor, at: datetime) -> OfficeRow:
    """Make an office of a brand.

    Raises:
        NotFound: there is no such brand.
        CodeTaken, InvalidInput.
    """
    brand = Brand.objects.filter(public_id=draft.brand_id).first()
    if brand is None:
        raise NotFound(_("There is no such brand."), field="brand_id")
    row = Office(
        brand=brand,
        code=rules.clean_code(draft.code),
        name=rules.clean_name(draft.name, 80),
        country=rules.clean_country(draft.country),
        reporting_zone=rules.clean_zone(draft.reporting_zone),
    )
    _create(row, _("The brand has an office with this code already."), "code")
    audit.record(
        "brands.office.create",
        subject=row.public_id,
        actor=actor,
        after=asdict(draft),
        brand_id=brand.pk,
    )
    return office_row(row)


def _changed(row: models.Model, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {n: (getattr(row, n), v) for n, v in values.items() if getattr(row, n) != v}


@transaction.atomic
def update_brand(
    brand_id: str,
    changes: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> BrandRow:
    """Change settings of a brand; only the fields of `BRAND_FIELDS` and `currencies`.

    Locks: brand. Emits: BrandChanged.
    Raises:
        NotFound, InvalidInput.
        StaleBrand: it is not at `version` any more.
        CodeTaken: the host is used already.
    """
    row = lock_brand(brand_id)
    if version is not None and row.version != version:
        raise StaleBrand(_("The brand was changed meanwhile. Load it again."))
    values = {n: check(changes[n]) for n, check in BRAND_FIELDS.items() if n in changes}
    base = values.get("base_currency", row.base_currency)
    currencies = changes.get("currencies", row.currencies)
    values["currencies"] = rules.clean_currencies(currencies, base)
    changed = _changed(row, values)
    if not changed:
        return brand_row(row)
    if "host" in changed and Brand.objects.filter(host=values["host"]).exists():
        raise CodeTaken(_("There is a brand with this host already."), field="host")
    for name, (_old, new) in changed.items():
        setattr(row, name, new)
    row.version += 1
    row.save()
    _record_change("brands.brand.update", row.public_id, changed, actor, row.pk)
    emit(
        events.BrandChanged(brand_id=row.public_id, fields=tuple(sorted(changed))),
        aggregate=row.public_id,
        brand_id=row.pk,
        actor=actor,
    )
    transaction.on_commit(cache.clear)
    return brand_row(row)


@transaction.atomic
def update_entity(
    entity_id: str, changes: Mapping[str, Any], *, actor: Actor, at: datetime
) -> EntityRow:
    """Change an entity; only the fields of `ENTITY_FIELDS`: its books keep their base currency.

    Locks: entity.
    Raises:
        NotFound, InvalidInput.
    """
    row = lock_entity(entity_id)
    values = {n: check(changes[n]) for n, check in ENTITY_FIELDS.items() if n in changes}
    changed = _changed(row, values)
    if changed:
        for name, (_old, new) in changed.items():
            setattr(row, name, new)
        row.save()
        _record_change("brands.entity.update", row.public_id, changed, actor, None)
    return entity_row(row)


def _record_change(
    action: str,
    subject: str,
    changed: Mapping[str, tuple[Any, Any]],
    actor: Actor,
    brand_pk: int | None,
) -> None:
    shown = {n: pair for n, pair in changed.items() if n != "terms_text"}
    audit.record(
        action,
        subject=subject,
        actor=actor,
        before={n: pair[0] for n, pair in shown.items()},
        after={n: pair[1] for n, pair in shown.items()},
        brand_id=brand_pk,
    )
