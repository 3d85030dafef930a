"""Rows of staff as other rooms see them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff. `brand_pks` empty: serves all brands. `roles` are role codes."""

    pk: int
    public_id: str
    user_pk: int
    email: str
    name: str
    roles: tuple[str, ...]
    brand_pks: tuple[int, ...]
    office_pk: int | None
    active: bool
    joined_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RoleGift:
    """A role to give, narrowed to a brand, an office or a team where named."""

    code: str
    brand_pk: int | None = None
    office_pk: int | None = None
    team: str = ""
