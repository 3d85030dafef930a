"""Commands about staff."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core import audit, mail
from brokerdesk.core.access import services as access
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit
from brokerdesk.core.identity import services as identity
from brokerdesk.core.identity.errors import EmailTaken
from brokerdesk.core.identity.invitations import invitation_token
from brokerdesk.core.identity.realm import STAFF
from brokerdesk.core.ui import absolute_url, url
from brokerdesk.kit.errors import InvalidInput

from . import events
from .defaults import ADMINISTRATOR, ensure_defaults
from .errors import JoinedAlready, LastAdministrator, NotYourself, StaffExists
from .locks import lock_administrators, lock_staff
from .models import Staff
from .queries import staff_row
from .types import RoleGift, StaffRow

__all__ = [
    "create_staff",
    "ensure_defaults",
    "first_administrator",
    "note_joined",
    "reactivate_staff",
    "resend_invitation",
    "reset_staff_mfa",
    "set_roles",
    "suspend_staff",
]


def _clean(email: str, name: str) -> tuple[str, str]:
    address, shown = email.strip().lower(), " ".join(name.split())
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidInput(_("Give a valid e-mail address."), field="email") from None
    if not shown or len(shown) > 120:
        raise InvalidInput(_("Give a name of 1 to 120 characters."), field="name")
    return address, shown


@transaction.atomic
def create_staff(
    email: str,
    name: str,
    roles: Sequence[RoleGift],
    *,
    actor: Actor,
    at: datetime,
    office_pk: int | None = None,
    password: str | None = None,
) -> StaffRow:
    """Invite a member of staff by mail, or make one with a password (installation, demo).

    Emits: StaffInvited.
    Raises:
        StaffExists: somebody has this address.
        GrantBeyondOwn: the actor lacks a right of a role.
        InvalidInput, WeakPassword.
    """
    address, shown = _clean(email, name)
    if not roles:
        raise InvalidInput(_("Choose at least one role."), field="roles")
    try:
        user = identity.create_user(
            realm=STAFF, email=address, password=password, verified=password is not None
        )
    except EmailTaken:
        raise StaffExists(_("Somebody has this address already."), field="email") from None
    row = Staff.objects.create(
        user=user,
        name=shown,
        office_id=office_pk,
        invited_by=actor.ref,
        joined_at=at if password is not None else None,
    )
    for gift in roles:
        _assign(row.public_id, gift, actor)
    audit.record(
        "staff.create",
        subject=row.public_id,
        actor=actor,
        after={"email": address, "name": shown, "roles": [g.code for g in roles]},
    )
    emit(
        events.StaffInvited(staff_id=row.public_id),
        aggregate=row.public_id,
        brand_id=None,
        actor=actor,
    )
    if password is None:
        _invite(row)
    return staff_row(row.public_id)


def _assign(staff_id: str, gift: RoleGift, actor: Actor) -> None:
    access.assign(
        staff_id,
        gift.code,
        brand_id=gift.brand_pk,
        office_id=gift.office_pk,
        team=gift.team,
        actor=actor,
    )


def _invite(row: Staff) -> None:
    path = url("backoffice", "staff.join", token=invitation_token(row.user_id))
    mail.send(
        "staff/invitation",
        to=row.user.email,
        context={"name": row.name, "link": absolute_url(settings.OFFICE_HOST, path)},
        brand=None,
    )


def resend_invitation(staff_id: str, *, actor: Actor, at: datetime) -> None:
    """Send a fresh invitation to somebody who has not joined.

    Raises:
        JoinedAlready, NotFound.
    """
    with transaction.atomic():
        row = lock_staff(staff_id)
        if row.joined_at is not None:
            raise JoinedAlready(_("The invitation was accepted already."))
        audit.record("staff.invite_again", subject=row.public_id, actor=actor)
        _invite(row)


@transaction.atomic
def note_joined(user_pk: int, *, at: datetime) -> None:
    """Note that an invited member of staff accepted."""
    Staff.objects.filter(user_id=user_pk, joined_at=None).update(joined_at=at)


@transaction.atomic
def set_roles(staff_id: str, roles: Sequence[RoleGift], *, actor: Actor, at: datetime) -> StaffRow:
    """Replace the roles of a member of staff.

    Locks: administrators, then the member. Emits: StaffRolesChanged.
    Raises:
        NotYourself: the actor changes his own roles.
        GrantBeyondOwn: the actor lacks a right of a role.
        LastAdministrator: nobody would be left.
    """
    _not_self(staff_id, actor)
    administrators = lock_administrators()
    row = lock_staff(staff_id)
    if not roles:
        raise InvalidInput(_("Choose at least one role."), field="roles")
    _keep_one(administrators, staff_id, any(_whole_admin(g) for g in roles))
    access.unassign_all(staff_id, actor=actor)
    for gift in roles:
        _assign(staff_id, gift, actor)
    changed = staff_row(staff_id)
    emit(
        events.StaffRolesChanged(staff_id=row.public_id, roles=changed.roles),
        aggregate=row.public_id,
        brand_id=None,
        actor=actor,
    )
    return changed


def _whole_admin(gift: RoleGift) -> bool:
    return gift.code == ADMINISTRATOR and gift.brand_pk is None and gift.office_pk is None


def _not_self(staff_id: str, actor: Actor) -> None:
    if actor.kind == "staff" and actor.id == staff_id:
        raise NotYourself(_("Ask a colleague: nobody does this to himself."))


def _keep_one(administrators: list[str], staff_id: str, stays: bool) -> None:
    if administrators == [staff_id] and not stays:
        raise LastAdministrator(_("This is the last administrator."))


@transaction.atomic
def suspend_staff(staff_id: str, *, reason: str, actor: Actor, at: datetime) -> StaffRow:
    """Suspend a member of staff; all his sessions end at once. Twice is once.

    Locks: administrators, then the member. Emits: StaffSuspended.
    Raises:
        NotYourself, LastAdministrator, NotFound, InvalidInput.
    """
    _not_self(staff_id, actor)
    if not reason.strip() or len(reason) > 300:
        raise InvalidInput(_("Give a reason of at most 300 characters."), field="reason")
    administrators = lock_administrators()
    row = lock_staff(staff_id)
    _keep_one(administrators, staff_id, False)
    if not row.active:
        return staff_row(staff_id)
    row.active, row.suspended_at, row.suspended_reason = False, at, reason.strip()
    row.save(update_fields=["active", "suspended_at", "suspended_reason"])
    identity.set_active(row.user_id, False)
    audit.record("staff.suspend", subject=row.public_id, actor=actor, reason=reason)
    emit(
        events.StaffSuspended(staff_id=row.public_id),
        aggregate=row.public_id,
        brand_id=None,
        actor=actor,
    )
    return staff_row(staff_id)


@transaction.atomic
def reactivate_staff(staff_id: str, *, reason: str, actor: Actor, at: datetime) -> StaffRow:
    """Let a suspended member of staff work again; he signs in anew.

    Locks: the member. Emits: StaffReactivated.
    """
    row = lock_staff(staff_id)
    if row.active:
        return staff_row(staff_id)
    row.active, row.suspended_at, row.suspended_reason = True, None, ""
    row.save(update_fields=["active", "suspended_at", "suspended_reason"])
    identity.set_active(row.user_id, True)
    audit.record("staff.reactivate", subject=row.public_id, actor=actor, reason=reason)
    emit(
        events.StaffReactivated(staff_id=row.public_id),
        aggregate=row.public_id,
        brand_id=None,
        actor=actor,
    )
    return staff_row(staff_id)


@transaction.atomic
def reset_staff_mfa(staff_id: str, *, reason: str, actor: Actor, at: datetime) -> int:
    """Remove the second factors of a member of staff; he sets one up at his next sign-in.

    Locks: the member.
    Raises:
        NotYourself, NotFound, InvalidInput.
    """
    _not_self(staff_id, actor)
    if not reason.strip():
        raise InvalidInput(_("Give a reason."), field="reason")
    row = lock_staff(staff_id)
    count = identity.reset_mfa(row.user_id)
    audit.record("staff.mfa_reset", subject=row.public_id, actor=actor, reason=reason)
    mail.send("staff/mfa_reset", to=row.user.email, context={"name": row.name}, brand=None)
    return count


def first_administrator(email: str, name: str, password: str, *, at: datetime) -> StaffRow:
    """Make an administrator from the command line.

    Raises:
        StaffExists, WeakPassword, InvalidInput.
    """
    ensure_defaults()
    return create_staff(
        email, name, [RoleGift(ADMINISTRATOR)], actor=SYSTEM, at=at, password=password
    )
