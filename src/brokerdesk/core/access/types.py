"""Words of access control."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise

from brokerdesk.core.actors import Actor

Scope = Literal["own", "team", "office", "brand", "all"]
Effect = Literal["allow", "deny"]
SCOPES: tuple[Scope, ...] = ("own", "team", "office", "brand", "all")
Text = str | Promise


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """One grant as held through one assignment; an assignment's brand or office narrows it."""

    permission: str
    scope: Scope
    effect: Effect
    brand_id: int | None
    office_id: int | None
    team: frozenset[str]

    def covers(self, permission: str) -> bool:
        """Say whether this grant speaks of the permission; `cashier.*` covers all of a room."""
        if self.permission.endswith("*"):
            return permission.startswith(self.permission[:-1])
        return self.permission == permission


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role with its grants as {permission: (scope, effect)}."""

    pk: int
    code: str
    title: str
    brand_id: int | None
    grants: tuple[tuple[str, Scope, Effect], ...]


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """A role held by one member of staff."""

    pk: int
    staff_id: str
    role_code: str
    role_title: str
    brand_id: int | None
    office_id: int | None
    team: str


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    """An API key without its secret."""

    pk: int
    public_id: str
    title: str
    prefix: str
    brand_id: int | None
    scopes: tuple[str, ...]
    allowed_ips: tuple[str, ...]
    rate_per_minute: int
    expires_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime
    last_used_at: datetime | None
    created_by: str

    @property
    def owner_id(self) -> str:
        """The client whose own key this is; empty when staff made it for the house."""
        kind, _colon, maker = self.created_by.partition(":")
        return maker if kind == "client" else ""

    @property
    def actor(self) -> Actor:
        """Who acts by this key: itself, or the client whose own it is."""
        if self.owner_id:
            label = f"{self.title} ({self.prefix}…)"
            return Actor("client", self.owner_id, label, self.brand_id)
        return Actor(kind="api_key", id=self.public_id, label=self.title, brand_id=self.brand_id)
