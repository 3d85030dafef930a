"""The decision: may this actor do this, and which rows are his."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import override

from brokerdesk.core.actors import Actor
from brokerdesk.kit.errors import Forbidden
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from .catalog import spec_of
from .types import HeldGrant

M = TypeVar("M", bound=Model)
_memo: ContextVar[dict[str, tuple[HeldGrant, ...]] | None] = ContextVar("grants", default=None)


@contextmanager
def memo() -> Iterator[None]:
    """Read each actor's grants once inside the block (one request)."""
    token = _memo.set({})
    try:
        yield
    finally:
        _memo.reset(token)


def held_grants(staff_id: str) -> tuple[HeldGrant, ...]:
    """Return all grants that a member of staff holds."""
    cache = _memo.get()
    if cache is not None and staff_id in cache:
        return cache[staff_id]
    found = _load(staff_id)
    if cache is not None:
        cache[staff_id] = found
    return found


def _load(staff_id: str) -> tuple[HeldGrant, ...]:
    # The package is imported before Django's models are ready.
    from .held import load

    return load(staff_id)


def scopes_of(actor: Actor, permission: str) -> tuple[list[HeldGrant], list[HeldGrant]]:
    """Return what allows and what denies the permission to a member of staff."""
    covering = [g for g in held_grants(actor.id) if g.covers(permission)]
    return (
        [g for g in covering if g.effect == "allow"],
        [g for g in covering if g.effect == "deny"],
    )


def _unlimited(grant: HeldGrant) -> bool:
    if grant.scope not in ("brand", "all"):
        return False
    return grant.brand_id is None and grant.office_id is None


def _hits(
    grant: HeldGrant, actor: Actor, brand_id: int | None, office_id: int | None, owner: str | None
) -> bool:
    if grant.brand_id is not None and grant.brand_id != brand_id:
        return False
    if grant.scope != "all" and grant.office_id is not None and grant.office_id != office_id:
        return False
    if grant.scope == "office":
        return grant.office_id is not None
    if grant.scope == "own":
        return bool(owner) and owner == actor.id
    if grant.scope == "team":
        return bool(owner) and owner in grant.team
    return True


def allowed(
    actor: Actor,
    permission: str,
    *,
    brand_id: int | None = None,
    office_id: int | None = None,
    owner: str | None = None,
) -> bool:
    """Say whether the actor holds the permission for a row, or anywhere when no row is named.

    A client holds only permissions declared for clients, and only on rows that he owns. What an
    API key may do was decided by its scopes at the door; here only its brand is held against it.
    """
    if actor.kind == "system":
        return True
    if actor.kind == "api_key":
        return actor.brand_id is None or brand_id is None or actor.brand_id == brand_id
    if actor.kind == "client":
        spec = spec_of(permission)
        return bool(spec and spec.client and owner and owner == actor.id)
    allows, denies = scopes_of(actor, permission)
    if brand_id is None and office_id is None and owner is None:
        return bool(allows) and not any(_unlimited(g) for g in denies)
    if any(_hits(g, actor, brand_id, office_id, owner) for g in denies):
        return False
    return any(_hits(g, actor, brand_id, office_id, owner) for g in allows)


def require(
    actor: Actor,
    permission: str,
    *,
    brand_id: int | None = None,
    office_id: int | None = None,
    owner: str | None = None,
) -> None:
    """Refuse unless `allowed`.

    Raises:
        Forbidden: the actor lacks the permission here.
    """
    if not allowed(actor, permission, brand_id=brand_id, office_id=office_id, owner=owner):
        raise _lacks(_("Your role lacks the right “%(right)s” here."), actor, permission)


def _lacks(said: str, actor: Actor, permission: str) -> Forbidden:
    """A refusal that names the missing right in words; its code stays in the details."""
    spec = spec_of(permission)
    with override(None):  # what the catalogue translates is the right's English title
        right = Marked(str(spec.title)) if spec else permission
    if actor.kind != "staff":
        text = Marked(_("You may not do this: %(right)s."), right=right)
        return Forbidden(text, permission=permission)
    text = Marked(said, right=right)
    return Forbidden(Marked(_("%(text)s Ask an administrator."), text=text), permission=permission)


def everywhere(actor: Actor, permission: str) -> bool:
    """Say whether the actor holds the permission in all brands, for every row."""
    if actor.kind in ("system", "api_key"):
        return actor.kind == "system" or actor.brand_id is None
    if actor.kind != "staff":
        return False
    allows, denies = scopes_of(actor, permission)
    return any(_unlimited(g) for g in allows) and not denies


def require_everywhere(actor: Actor, permission: str) -> None:
    """Refuse unless `everywhere`: what is done touches all brands.

    Raises:
        Forbidden: the actor lacks the permission, or holds it for a part only.
    """
    if not everywhere(actor, permission):
        raise _lacks(_("Your role lacks the right “%(right)s” for all brands."), actor, permission)


def _rows(
    grant: HeldGrant, actor: Actor, brand: str | None, office: str | None, owner: str | None
) -> Q | None:
    """The rows that a grant speaks of; None when the table cannot tell."""
    where = Q()
    if grant.brand_id is not None:
        if brand is None:
            return None
        where &= Q(**{brand: grant.brand_id})
    if grant.scope != "all" and grant.office_id is not None:
        if office is None:
            return None
        where &= Q(**{office: grant.office_id})
    elif grant.scope == "office":
        return None
    if grant.scope == "own":
        return where & Q(**{owner: actor.id}) if owner else None
    if grant.scope == "team":
        return where & Q(**{f"{owner}__in": sorted(grant.team)}) if owner else None
    return where


def scoped(
    actor: Actor,
    permission: str,
    queryset: QuerySet[M],
    *,
    brand: str | None = "brand_id",
    office: str | None = None,
    owner: str | None = None,
) -> QuerySet[M]:
    """Keep only the rows that the actor may see; the arguments name the table's columns.

    A narrow allow that the table cannot express shows nothing; such a deny hides everything.
    """
    if actor.kind == "system":
        return queryset
    if actor.kind == "api_key":
        if actor.brand_id is None or brand is None:
            return queryset
        return queryset.filter(**{brand: actor.brand_id})
    if actor.kind == "client":
        spec = spec_of(permission)
        if spec is None or not spec.client or owner is None:
            return queryset.none()
        return queryset.filter(**{owner: actor.id})
    allows, denies = scopes_of(actor, permission)
    seen = [q for g in allows if (q := _rows(g, actor, brand, office, owner)) is not None]
    if not seen:
        return queryset.none()
    if not any(not q for q in seen):
        joined = Q()
        for q in seen:
            joined |= q
        queryset = queryset.filter(joined)
    for grant in denies:
        hidden = _rows(grant, actor, brand, office, owner)
        if hidden is None or not hidden:
            return queryset.none()
        queryset = queryset.exclude(hidden)
    return queryset
