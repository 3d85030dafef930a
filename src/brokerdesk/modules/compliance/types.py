"""Words and rows of compliance as other rooms see them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Action = Literal["open_demo", "open_live", "deposit", "trade", "withdraw", "transfer"]
ACTIONS: tuple[Action, ...] = (
    "open_demo",
    "open_live",
    "deposit",
    "trade",
    "withdraw",
    "transfer",
)
STANDING_STATES = (
    "not_started",
    "in_progress",
    "submitted",
    "in_review",
    "approved",
    "resubmission",
    "rejected",
    "expired",
)
OPEN_STATES = ("uploaded", "in_review")
DOCUMENT_STATES = (*OPEN_STATES, "approved", "rejected", "expired", "superseded")


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A verification level; `groups` are the document groups that it takes."""

    pk: int
    brand_pk: int
    index: int
    title: str
    description: str
    actions: tuple[str, ...]
    groups: tuple[str, ...]
    needs_email: bool
    automatic: bool


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """An uploaded document, without its content."""

    pk: int
    public_id: str
    brand_pk: int
    client_pk: int
    client_id: str
    group_code: str
    group_title: str
    type_code: str
    type_title: str
    needs_expiry: bool
    state: str
    original_name: str
    content_type: str
    size_bytes: int
    sha256: str
    expires_on: date | None
    reason_title: str
    client_text: str
    comment: str
    ask_again: bool
    uploaded_at: datetime
    reviewer: str
    reviewed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class StandingRow:
    """Where a client stands: his level and the state of his next one."""

    client_pk: int
    level: int
    state: str
    wanted_level: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class GroupNeed:
    """One document group that the wanted level takes, and how far it is."""

    code: str
    title: str
    hint: str
    state: str
    types: tuple[tuple[str, str], ...]
    document: DocumentRow | None
