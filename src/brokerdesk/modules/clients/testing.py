"""A small world for tests of this room and the rooms above: brands, staff, clients, browsers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zlib import crc32

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client as Browser

from brokerdesk.core.access.queries import roles
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.identity import services as identity
from brokerdesk.core.identity.models import User
from brokerdesk.core.identity.realm import brand_realm
from brokerdesk.core.ui.testing import visit
from brokerdesk.modules.brands import services as brands
from brokerdesk.modules.brands.types import BrandRow
from brokerdesk.modules.staff import services as staff
from brokerdesk.modules.staff.types import RoleGift, StaffRow

from .services import confirm_email, register_client
from .types import ClientRow, Registration

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse 47 battery"
SEED = "JBSWY3DPEHPK3PXP"


def make_brand(
    code: str = "northwind", *, name: str = "Northwind Markets", **more: Any
) -> BrandRow:
    """Make a brand with an entity of its own, at `<code>.localhost`."""
    entity = brands.create_entity(
        brands.EntityDraft(
            code=f"{code}-ltd", name=f"{name} Ltd", country="CY", base_currency="USD"
        ),
        actor=SYSTEM,
        at=AT,
    )
    draft = brands.BrandDraft(
        entity_id=entity.public_id,
        code=code,
        name=name,
        host=f"{code}.localhost",
        base_currency="USD",
        currencies=("USD", "EUR"),
        support_email=f"help@{code}.example",
        **more,
    )
    return brands.create_brand(draft, actor=SYSTEM, at=AT)


@cache
def _hash(hasher: str) -> str:
    """Hash the password once: a sound hash takes a tenth of a second each time."""
    return make_password(PASSWORD)


def _give_password(user_pk: int) -> None:
    User.objects.filter(pk=user_pk).update(password=_hash(settings.PASSWORD_HASHERS[0]))
    identity.mark_verified(user_pk)


def make_staff(name: str, *codes: str, brand_pk: int | None = None) -> StaffRow:
    """Make a member of staff with a password and an authenticator (seed `SEED`)."""
    if not roles():
        staff.ensure_defaults()
    gifts = [RoleGift(role, brand_pk=brand_pk) for role in codes]
    row = staff.create_staff(f"{name.lower()}@office.example", name, gifts, actor=SYSTEM, at=AT)
    _give_password(row.user_pk)
    staff.note_joined(row.user_pk, at=AT)
    identity.set_totp(row.user_pk, SEED)
    return row


def make_client(brand: BrandRow, name: str = "Alice", **more: Any) -> ClientRow:
    """Make a client with a verified address and a sign-in."""
    email = f"{name.lower()}@example.com"
    user = identity.create_user(realm=brand_realm(brand.pk), email=email, password=None)
    _give_password(user.pk)
    given = {
        "first_name": name,
        "last_name": "Adler",
        "country": "CY",
        "phone": f"+35722{crc32(name.encode()) % 1_000_000:06}",
        "born_on": date(1990, 5, 17),
        **more,
    }
    row = register_client(
        Registration(
            brand_pk=brand.pk, email=user.email, user_pk=user.pk, terms_accepted=True, **given
        ),
        actor=None,
        at=AT,
    )
    return confirm_email(row.public_id, at=AT)


@dataclass(frozen=True)
class World:
    """Two brands; Alice and Bob at one, Mallory at the other."""

    northwind: BrandRow
    bluepeak: BrandRow
    alice: ClientRow
    bob: ClientRow
    mallory: ClientRow


def make_world() -> World:
    """Make the usual small world."""
    northwind = make_brand()
    bluepeak = make_brand("bluepeak", name="Bluepeak Capital")
    return World(
        northwind,
        bluepeak,
        make_client(northwind, "Alice"),
        make_client(northwind, "Bob"),
        make_client(bluepeak, "Mallory"),
    )


def actor_of(row: StaffRow | ClientRow) -> Actor:
    """The actor that a row stands for."""
    if isinstance(row, StaffRow):
        return Actor("staff", row.public_id, row.name)
    return Actor("client", row.public_id, row.name, row.brand_pk)


def office(row: StaffRow) -> Browser:
    """A browser of the back office in which a member of staff is signed in."""
    return visit(settings.OFFICE_HOST, User.objects.get(pk=row.user_pk))


def portal(row: ClientRow) -> Browser:
    """A browser of the portal in which a client is signed in."""
    host = f"{brand_code(row)}.localhost"
    return visit(host, User.objects.get(client__pk=row.pk))


def brand_code(row: ClientRow) -> str:
    """The code of a client's brand."""
    from brokerdesk.modules.brands.queries import brand

    return brand(row.brand_pk).code
