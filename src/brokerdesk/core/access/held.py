"""Reads what a member of staff holds."""

from typing import cast

from .models import Assignment, Grant
from .types import Effect, HeldGrant, Scope


def load(staff_id: str) -> tuple[HeldGrant, ...]:
    """Return all grants of a member of staff, each as narrowed by its assignment."""
    held = list(Assignment.objects.filter(staff_id=staff_id))
    if not held:
        return ()
    grants: dict[int, list[Grant]] = {}
    for grant in Grant.objects.filter(role__in={a.role_id for a in held}):
        grants.setdefault(grant.role_id, []).append(grant)
    teams = _teams({a.team for a in held if a.team})
    return tuple(
        HeldGrant(
            permission=grant.permission,
            scope=cast(Scope, grant.scope),
            effect=cast(Effect, grant.effect),
            brand_id=assignment.brand_id,
            office_id=assignment.office_id,
            team=teams.get(assignment.team, frozenset()) | {staff_id},
        )
        for assignment in held
        for grant in grants.get(assignment.role_id, ())
    )


def _teams(names: set[str]) -> dict[str, frozenset[str]]:
    if not names:
        return {}
    members: dict[str, set[str]] = {}
    rows = Assignment.objects.filter(team__in=names).values_list("team", "staff_id")
    for team, staff_id in rows:
        members.setdefault(team, set()).add(staff_id)
    return {team: frozenset(ids) for team, ids in members.items()}
