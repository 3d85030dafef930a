"""Reads what a member of staff holds."""

from typing import cast

from .models import Assignment
from .types import Effect, HeldGrant, Scope

_HELD = (
    "role__grants__permission", "role__grants__scope", "role__grants__effect",
    "brand_id", "office_id", "team",
)  # fmt: skip


def load(staff_id: str) -> tuple[HeldGrant, ...]:
    """Return all grants of a member of staff, each as narrowed by its assignment."""
    rows = Assignment.objects.filter(staff_id=staff_id, role__grants__isnull=False)
    held = list(rows.values_list(*_HELD))
    teams = _teams({team for *_grant, team in held if team})
    return tuple(
        HeldGrant(
            permission=permission,
            scope=cast(Scope, scope),
            effect=cast(Effect, effect),
            brand_id=brand_id,
            office_id=office_id,
            team=teams.get(team, frozenset()) | {staff_id},
        )
        for permission, scope, effect, brand_id, office_id, team in held
    )


def _teams(names: set[str]) -> dict[str, frozenset[str]]:
    if not names:
        return {}
    members: dict[str, set[str]] = {}
    rows = Assignment.objects.filter(team__in=names).values_list("team", "staff_id")
    for team, staff_id in rows:
        members.setdefault(team, set()).add(staff_id)
    return {team: frozenset(ids) for team, ids in members.items()}
