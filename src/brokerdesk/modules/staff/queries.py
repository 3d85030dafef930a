"""What other rooms may ask about staff."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from brokerdesk.core.access.queries import assignments_of
from brokerdesk.core.access.types import AssignmentRow
from brokerdesk.core.actors import Actor
from brokerdesk.core.identity.realm import STAFF, username_of
from brokerdesk.kit.errors import NotFound

from .models import Staff
from .types import StaffRow


def _row(staff: Staff, held: Iterable[AssignmentRow]) -> StaffRow:
    held = list(held)
    narrowed = {a.brand_id for a in held}
    brands = () if None in narrowed else tuple(sorted(b for b in narrowed if b is not None))
    return StaffRow(
        pk=staff.pk,
        public_id=staff.public_id,
        user_pk=staff.user_id,
        email=staff.user.email,
        name=staff.name,
        roles=tuple(sorted({a.role_code for a in held})),
        brand_pks=brands,
        office_pk=staff.office_id,
        active=staff.active,
        joined_at=staff.joined_at,
        created_at=staff.created_at,
    )


def _rows(members: list[Staff]) -> list[StaffRow]:
    held = assignments_of([m.public_id for m in members])
    return [_row(m, held.get(m.public_id, ())) for m in members]


def staff_row(key: int | str) -> StaffRow:
    """Return a member of staff by pk or public id.

    Raises:
        NotFound: there is no such member of staff.
    """
    rows = Staff.objects.select_related("user")
    found = rows.filter(pk=key) if isinstance(key, int) else rows.filter(public_id=key)
    member = found.first()
    if member is None:
        raise NotFound(_("There is no such member of staff."), field="staff")
    return _rows([member])[0]


def staff_by_email(email: str) -> StaffRow | None:
    """Return the member of staff who signs in by this address."""
    member = (
        Staff.objects.select_related("user")
        .filter(user__username=username_of(STAFF, email))
        .first()
    )
    return _rows([member])[0] if member else None


def active_staff() -> list[tuple[str, str]]:
    """Return public ids and names of all who may work, by name."""
    rows = Staff.objects.filter(active=True).order_by("name", "pk")
    return list(rows.values_list("public_id", "name"))


def staff_names(ids: Iterable[str]) -> dict[str, str]:
    """Return names by public id."""
    wanted = {i for i in ids if i}
    if not wanted:
        return {}
    return dict(Staff.objects.filter(public_id__in=wanted).values_list("public_id", "name"))


def active_actor(staff_id: str) -> Actor | None:
    """Return a member of staff as an actor while he may work."""
    found = Staff.objects.filter(public_id=staff_id, active=True).first()
    return Actor(kind="staff", id=found.public_id, label=found.name) if found else None


def actor_for_user(user: AbstractBaseUser) -> Actor | None:
    """Return the active member of staff behind a sign-in, as an actor."""
    if getattr(user, "realm", "") != "staff" or not user.is_active:
        return None
    members = Staff.objects.filter(user_id=user.pk, active=True)
    found = members.values_list("public_id", "name").first()
    return Actor(kind="staff", id=found[0], label=found[1]) if found else None
