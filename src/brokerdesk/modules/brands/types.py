"""Rows of brands as other rooms see them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A legal entity."""

    pk: int
    public_id: str
    code: str
    name: str
    country: str
    registration_no: str
    base_currency: str
    reporting_zone: str


@dataclass(frozen=True, slots=True)
class BrandRow:
    """A brand. `countries` empty: clients of every country; `entity_id` is the public id."""

    pk: int
    public_id: str
    code: str
    name: str
    host: str
    entity_pk: int
    entity_id: str
    base_currency: str
    currencies: tuple[str, ...]
    countries: tuple[str, ...]
    reporting_zone: str
    support_email: str
    colour: str
    minimum_age: int
    terms_version: str
    registration_open: bool
    version: int


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office."""

    pk: int
    public_id: str
    brand_pk: int
    code: str
    name: str
    country: str
    reporting_zone: str
