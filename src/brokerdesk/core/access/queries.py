"""Reads for others."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.db.models import Q

from brokerdesk.core.actors import Actor

from .models import ApiKey, Assignment, Role
from .types import ApiKeyRow, AssignmentRow, Effect, RoleRow, Scope


def roles(*, brand_id: int | None = None) -> list[RoleRow]:
    """All roles that serve a brand (its own and the common ones)."""
    rows = Role.objects.filter(brand_id=None) | Role.objects.filter(brand_id=brand_id)
    return [
        RoleRow(
            role.pk,
            role.code,
            role.title,
            role.brand_id,
            tuple(
                (g.permission, cast(Scope, g.scope), cast(Effect, g.effect))
                for g in role.grants.all()
            ),
        )
        for role in rows.order_by("title").prefetch_related("grants")
    ]


def assignments_of(staff_ids: Iterable[str]) -> dict[str, list[AssignmentRow]]:
    """Return what each member of staff holds."""
    held: dict[str, list[AssignmentRow]] = {staff_id: [] for staff_id in staff_ids}
    rows = Assignment.objects.filter(staff_id__in=held).select_related("role")
    for row in rows.order_by("role__title"):
        held[row.staff_id].append(
            AssignmentRow(
                row.pk,
                row.staff_id,
                row.role.code,
                row.role.title,
                row.brand_id,
                row.office_id,
                row.team,
            )
        )
    return held


def staff_with_role(role_code: str) -> list[str]:
    """Staff who hold a role anywhere."""
    rows = Assignment.objects.filter(role__code=role_code)
    return sorted(set(rows.values_list("staff_id", flat=True)))


def person_behind(ref: str) -> str:
    """Who acts behind an actor's reference: of an API key who made it, else himself."""
    kind, _sep, key_id = ref.partition(":")
    if kind != "api_key":
        return ref
    made_by = ApiKey.objects.filter(public_id=key_id).values_list("created_by", flat=True).first()
    return made_by or ref


def key_actor(key_id: str, *, at: datetime) -> Actor | None:
    """Return an API key as an actor while it is good; none once it was withdrawn or expired."""
    good = ApiKey.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)
    row = good.filter(public_id=key_id).first()
    return key_row(row).actor if row else None


def own_keys(client_id: str) -> list[ApiKeyRow]:
    """A client's own keys that were not revoked, newest first."""
    rows = ApiKey.objects.filter(created_by=f"client:{client_id}", revoked_at=None)
    return [key_row(row) for row in rows.order_by("-pk")]


def key_row(row: ApiKey) -> ApiKeyRow:
    """Freeze a key's row."""
    return ApiKeyRow(
        pk=row.pk,
        public_id=row.public_id,
        title=row.title,
        prefix=row.prefix,
        brand_id=row.brand_id,
        scopes=tuple(row.scopes),
        allowed_ips=tuple(row.allowed_ips),
        rate_per_minute=row.rate_per_minute,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        created_by=row.created_by,
    )
