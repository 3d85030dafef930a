"""Roles, their grants, and who holds them."""

from collections.abc import Mapping
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core import audit
from brokerdesk.core.actors import SYSTEM, Actor

from ..catalog import known
from ..errors import GrantBeyondOwn, NoSuchRole, UnknownPermission
from ..guard import held_grants
from ..models import Assignment, Grant, Role
from ..types import SCOPES, AssignmentRow, Effect, HeldGrant, Scope

GrantMap = Mapping[str, Scope | tuple[Scope, Effect]]


def _pairs(grants: GrantMap) -> set[tuple[str, Scope, Effect]]:
    pairs: set[tuple[str, Scope, Effect]] = set()
    for permission, given in grants.items():
        scope, effect = given if isinstance(given, tuple) else (given, "allow")
        if scope not in SCOPES or not known(permission):
            raise UnknownPermission(
                _("There is no permission “%(code)s” with scope “%(scope)s”.")
                % {"code": permission, "scope": scope},
                field="permission",
            )
        pairs.add((permission, scope, effect))
    return pairs


@transaction.atomic
def ensure_role(code: str, title: str, grants: GrantMap, *, brand_id: int | None = None) -> Role:
    """Create a role once with its grants; an existing role gains what it lacks, loses nothing.

    Raises:
        UnknownPermission: a grant names nothing that a room declares.
    """
    pairs = _pairs(grants)
    role, created = Role.objects.get_or_create(
        code=code, brand_id=brand_id, defaults={"title": title}
    )
    have = set() if created else set(role.grants.values_list("permission", flat=True))
    Grant.objects.bulk_create(
        [
            Grant(role=role, permission=p, scope=s, effect=e)
            for p, s, e in sorted(pairs)
            if p not in have
        ],
        ignore_conflicts=True,
    )
    return role


def _role(code: str, brand_id: int | None) -> Role:
    role = Role.objects.filter(code=code, brand_id=brand_id).first()
    if role is None and brand_id is not None:
        role = Role.objects.filter(code=code, brand_id=None).first()
    if role is None:
        raise NoSuchRole(_("There is no role “%(code)s”.") % {"code": code}, field="role")
    return role


@transaction.atomic
def set_grants(code: str, grants: GrantMap, *, actor: Actor, brand_id: int | None = None) -> None:
    """Replace a role's grants.

    Raises:
        NoSuchRole, UnknownPermission.
        GrantBeyondOwn: the actor lacks one of them.
    """
    pairs = _pairs(grants)
    role = _role(code, brand_id)
    Role.objects.select_for_update(no_key=True).get(pk=role.pk)
    before = sorted(role.grants.values_list("permission", "scope", "effect"))
    _refuse_beyond_own(actor, pairs - {(p, s, e) for p, s, e in before}, None, None)
    role.grants.all().delete()
    Grant.objects.bulk_create(
        [Grant(role=role, permission=p, scope=s, effect=e) for p, s, e in sorted(pairs)]
    )
    audit.record(
        "access.role.grants",
        subject=f"role:{role.code}",
        actor=actor,
        before={"grants": [list(b) for b in before]},
        after={"grants": [list(p) for p in sorted(pairs)]},
        brand_id=role.brand_id,
    )


def _narrower(
    given: HeldGrant, wanted: tuple[str, Scope], brand: int | None, office: int | None
) -> bool:
    permission, scope = wanted
    if not given.covers(permission) or SCOPES.index(given.scope) < SCOPES.index(scope):
        return False
    if given.brand_id is not None and given.brand_id != brand:
        return False
    return given.office_id is None or given.office_id == office


def _refuse_beyond_own(
    actor: Actor,
    pairs: set[tuple[str, Scope, Effect]],
    brand_id: int | None,
    office_id: int | None,
) -> None:
    """Nobody gives what he lacks; a wildcard is lacking unless held as widely."""
    if actor.kind == "system":
        return
    held = (
        [] if actor.kind != "staff" else [g for g in held_grants(actor.id) if g.effect == "allow"]
    )
    for permission, scope, effect in sorted(pairs):
        if effect == "deny":
            continue
        if not any(_narrower(g, (permission, scope), brand_id, office_id) for g in held):
            raise GrantBeyondOwn(
                _("You cannot give the right “%(code)s”: you do not hold it yourself.")
                % {"code": permission},
                field="role",
            )


@transaction.atomic
def assign(
    staff_id: str,
    role_code: str,
    *,
    brand_id: int | None = None,
    office_id: int | None = None,
    team: str = "",
    actor: Actor = SYSTEM,
) -> AssignmentRow:
    """Give a role to a member of staff, narrowed to a brand, office or team where given.

    Raises:
        NoSuchRole.
        GrantBeyondOwn: the actor lacks one of the role's rights there.
    """
    role = _role(role_code, brand_id)
    pairs = {
        (g.permission, cast(Scope, g.scope), cast(Effect, g.effect)) for g in role.grants.all()
    }
    _refuse_beyond_own(actor, pairs, brand_id, office_id)
    row, created = Assignment.objects.get_or_create(
        staff_id=staff_id, role=role, brand_id=brand_id, office_id=office_id, team=team
    )
    if created:
        audit.record(
            "access.role.assigned",
            subject=f"staff:{staff_id}",
            actor=actor,
            after={"role": role.code, "brand_id": brand_id, "office_id": office_id, "team": team},
            brand_id=brand_id,
        )
    return AssignmentRow(
        row.pk, staff_id, role.code, role.title, row.brand_id, row.office_id, row.team
    )


@transaction.atomic
def unassign(
    staff_id: str, role_code: str, *, brand_id: int | None = None, actor: Actor = SYSTEM
) -> int:
    """Take a role back (for one brand, or all without one); return how many were held."""
    rows = Assignment.objects.filter(staff_id=staff_id, role__code=role_code)
    if brand_id is not None:
        rows = rows.filter(brand_id=brand_id)
    count, _details = rows.delete()
    if count:
        audit.record(
            "access.role.unassigned",
            subject=f"staff:{staff_id}",
            actor=actor,
            before={"role": role_code, "brand_id": brand_id},
            brand_id=brand_id,
        )
    return count


@transaction.atomic
def unassign_all(staff_id: str, *, actor: Actor = SYSTEM) -> int:
    """Take every role back from a member of staff."""
    codes = sorted(
        Assignment.objects.filter(staff_id=staff_id).values_list("role__code", flat=True)
    )
    count, _details = Assignment.objects.filter(staff_id=staff_id).delete()
    if count:
        audit.record(
            "access.role.unassigned",
            subject=f"staff:{staff_id}",
            actor=actor,
            before={"roles": codes},
        )
    return count
