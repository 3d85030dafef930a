"""What we know of a client, and who looks after him."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from brokerdesk.core import audit
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit
from brokerdesk.core.identity import services as identity
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.staff.queries import staff_row

from .. import events, rules
from ..errors import ClientExists, CountryNotServed, FieldLocked, StaleClient
from ..locks import lock_client
from ..models import Client
from ..queries import client_by_email, client_row
from ..types import ClientRow
from .checks import clean_email
from .status import change_status

PROVEN = frozenset({"first_name", "last_name", "born_on", "country"})
EDITABLE = (*sorted(PROVEN), "phone", "language")


@transaction.atomic
def update_profile(
    client_id: str,
    changes: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> ClientRow:
    """Change personal data, by staff or by the client himself.

    Locks: client. Emits: ClientUpdated.
    Raises:
        StaleClient: he is not at `version` any more.
        FieldLocked: a verified client changes what documents proved.
        CountryNotServed, InvalidInput.
    """
    row = lock_client(client_id)
    if version is not None and row.version != version:
        raise StaleClient(Marked(_("The client was changed meanwhile. Load the page again.")))
    values = _cleaned(row, changes, at)
    changed = {n: v for n, v in values.items() if getattr(row, n) != v}
    if not changed:
        return client_row(row)
    if actor.kind == "client" and row.level > 0 and changed.keys() & PROVEN:
        raise FieldLocked(
            Marked(_("Your documents prove this. Please ask support to change it.")),
            field=min(changed.keys() & PROVEN),
        )
    before = {n: getattr(row, n) for n in changed}
    _write(row, changed)
    _record(row, "clients.update", before, changed, actor)
    return client_row(row)


def _cleaned(row: Client, changes: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    values = {n: changes[n] for n in EDITABLE if n in changes}
    for name in ("first_name", "last_name"):
        if name in values:
            values[name] = rules.clean_name(values[name], name)
    if "phone" in values:
        values["phone"] = rules.clean_phone(values["phone"])
    brand = brand_of(row.brand_id)
    if values.get("born_on") is not None:
        values["born_on"] = rules.check_birth(values["born_on"], at.date(), brand.minimum_age)
    if "country" in values:
        values["country"] = rules.clean_country(values["country"])
        served = not brand.countries or values["country"] in brand.countries
        if not served and values["country"] != row.country:
            raise CountryNotServed(
                Marked(_("The brand does not serve this country.")), field="country"
            )
    return values


def _write(row: Client, changed: Mapping[str, Any]) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*changed, "version"])


def _record(
    row: Client, action: str, before: Mapping[str, Any], after: Mapping[str, Any], actor: Actor
) -> None:
    audit.record(
        action,
        subject=row.public_id,
        actor=actor,
        before=before,
        after=after,
        brand_id=row.brand_id,
    )
    emit(
        events.ClientUpdated(client_id=row.public_id, fields=tuple(sorted(after))),
        aggregate=row.public_id,
        brand_id=row.brand_id,
        actor=actor,
    )


@transaction.atomic
def change_email(
    client_id: str, email: str, *, reason: str, actor: Actor, at: datetime
) -> ClientRow:
    """Give a client another address; he must verify it before he signs in again.

    Locks: client. Emits: ClientUpdated.
    Raises:
        ClientExists: the brand has a client with it.
        InvalidInput.
    """
    row = lock_client(client_id)
    new = clean_email(email)
    if new == row.email:
        return client_row(row)
    if client_by_email(row.brand_id, new) is not None:
        raise ClientExists(Marked(_("There is a client with this address already.")), field="email")
    if row.user_id:
        identity.change_email(row.user_id, new)
    before = {"email": row.email}
    _write(row, {"email": new, "email_verified_at": None})
    _record(row, "clients.email", before, {"email": new, "reason": reason}, actor)
    return client_row(row)


@transaction.atomic
def confirm_email(client_id: str, *, at: datetime) -> ClientRow:
    """Note that the client reads his address; he becomes active. Twice is once.

    Locks: client. Emits: ClientEmailVerified, ClientStatusChanged.
    """
    row = lock_client(client_id)
    if row.email_verified_at is not None:
        return client_row(row)
    actor = Actor("client", row.public_id, str(row), row.brand_id)
    _write(row, {"email_verified_at": at})
    emit(
        events.ClientEmailVerified(client_id=row.public_id),
        aggregate=row.public_id,
        brand_id=row.brand_id,
        actor=actor,
    )
    if row.status == "registered":
        change_status(
            row, "active", reason=Marked(_("E-mail address verified")), actor=SYSTEM, at=at
        )
    return client_row(row)


@transaction.atomic
def set_level(client_id: str, level: int, *, actor: Actor, at: datetime) -> ClientRow:
    """Set the verification level; for compliance, which tells the world.

    Locks: client.
    """
    row = lock_client(client_id)
    _write(row, {"level": level})
    return client_row(row)


@transaction.atomic
def assign_owner(client_id: str, staff_id: str, *, actor: Actor, at: datetime) -> ClientRow:
    """Name the member of staff who looks after a client; an empty id means nobody.

    Locks: client. Emits: ClientOwnerChanged.
    Raises:
        NotFound: there is no such member of staff.
    """
    office_pk = staff_row(staff_id).office_pk if staff_id else None
    row = lock_client(client_id)
    before = row.owner_staff_id
    if before == staff_id:
        return client_row(row)
    _write(row, {"owner_staff_id": staff_id, "office_id": office_pk or row.office_id})
    audit.record(
        "clients.owner",
        subject=row.public_id,
        actor=actor,
        before={"owner": before},
        after={"owner": staff_id},
        brand_id=row.brand_id,
    )
    emit(
        events.ClientOwnerChanged(client_id=row.public_id, before=before, after=staff_id),
        aggregate=row.public_id,
        brand_id=row.brand_id,
        actor=actor,
    )
    return client_row(row)
