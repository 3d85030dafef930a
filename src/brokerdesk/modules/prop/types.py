"""What the prop room says of attempts and stages."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


class ProgrammeKind(StrEnum):
    """What a programme is sold as."""

    CHALLENGE = "challenge"
    INSTANT = "instant"
    TRIAL = "trial"
    COMPETITION = "competition"


class ProgrammeState(StrEnum):
    """Life of a programme."""

    DRAFT = "draft"
    OFFERED = "offered"
    RETIRED = "retired"


class OrderKind(StrEnum):
    """What is bought."""

    CHALLENGE = "challenge"
    RESET = "reset"
    RETRY = "retry"
    EXTENSION = "extension"
    COMPETITION = "competition"
    TRIAL = "trial"


class OrderState(StrEnum):
    """Life of an order."""

    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"


class AttemptState(StrEnum):
    """Where an attempt stands; the last four are for good."""

    PROVISIONING = "provisioning"
    READY = "ready"
    ACTIVE = "active"
    PAUSED = "paused"
    HELD = "held"
    PASSED = "passed"
    KYC = "kyc"
    CONTRACT = "contract"
    FUNDED = "funded"
    PAYOUT = "payout"
    FAILED = "failed"
    EXPIRED = "expired"
    CLOSED = "closed"
    MERGED = "merged"


FINAL = frozenset(
    {AttemptState.FAILED, AttemptState.EXPIRED, AttemptState.CLOSED, AttemptState.MERGED}
)
TRADING = frozenset({
    AttemptState.READY, AttemptState.ACTIVE, AttemptState.PAUSED, AttemptState.HELD,
    AttemptState.FUNDED, AttemptState.PAYOUT,
})  # fmt: skip


class StageState(StrEnum):
    """Life of one phase's account."""

    PROVISIONING = "provisioning"
    LIVE = "live"
    HELD = "held"
    ENDED = "ended"


OPEN_STAGE = (StageState.PROVISIONING, StageState.LIVE, StageState.HELD)
WATCHED = (StageState.LIVE, StageState.HELD)


class Outcome(StrEnum):
    """Why a stage ended."""

    PASSED = "passed"
    FAILED = "failed"
    EXPIRED = "expired"
    RESET = "reset"
    SCALED = "scaled"
    MERGED = "merged"
    CLOSED = "closed"


class ActionKind(StrEnum):
    """What a platform is asked for."""

    BLOCK = "block"
    UNBLOCK = "unblock"
    FLATTEN = "flatten"
    DISABLE = "disable"
    REFILL = "refill"


class ActionState(StrEnum):
    """Life of an action. Dropped: what followed made it needless; failed: a person gave it up."""

    WANTED = "wanted"
    WORKING = "working"
    DONE = "done"
    DROPPED = "dropped"
    FAILED = "failed"


OPEN_ACTION = (ActionState.WANTED, ActionState.WORKING)


class BulkKind(StrEnum):
    """What can be done to many challenges."""

    EXTEND = "extend"
    BLOCK = "block"
    UNBLOCK = "unblock"
    END = "end"


class DecisionType(StrEnum):
    """The engine's lines, as they are kept."""

    DAY_STARTED = "day_started"
    BREACH = "breach"
    HELD = "held"
    RELEASED = "released"
    PAUSED = "paused"
    RESUMED = "resumed"
    PHASE_PASSED = "phase_passed"
    EXPIRED = "expired"


class ReportState(StrEnum):
    """Life of a report: it waits for the ticks after the decision, has them, is sealed."""

    WAITING = "waiting"
    NOTED = "noted"
    SEALED = "sealed"


class AppealState(StrEnum):
    """Life of an appeal; the last three are for good."""

    OPEN = "open"
    ANSWERED = "answered"
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    WITHDRAWN = "withdrawn"


class OverrideKind(StrEnum):
    """What people make of a decision."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"
    REINSTATE = "reinstate"
    FAIL = "fail"
    PASS = "pass"


class OverrideState(StrEnum):
    """Life of an override; approved ones are applied by the desk of the account."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DONE = "done"
    REFUSED = "refused"


class SignalKind(StrEnum):
    """What a person should look at; `late_fact` and `stuck` are of the room itself, the rest of
    conduct.
    """

    LATE_FACT = "late_fact"
    STUCK = "stuck"
    COPIED = "copied"
    HEDGED = "hedged"
    LINKED = "linked"
    NEWS = "news"
    GRID = "grid"
    MARTINGALE = "martingale"
    LATENCY = "latency"
    BURST = "burst"
    SCALPING = "scalping"
    ALL_IN = "all_in"
    HYPERACTIVE = "hyperactive"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class StageRow:
    """One phase on one account. balance, equity, floor, target, room: as of `marked_at`."""

    pk: int
    public_id: str
    attempt_id: str
    phase: int
    name: str
    account_pk: int | None
    account_id: str | None
    login: int | None
    currency: str
    initial: Decimal
    state: StageState
    outcome: str
    started_at: datetime | None
    ended_at: datetime | None
    balance: Decimal | None
    equity: Decimal | None
    floor: Decimal | None
    target: Decimal | None
    room: Decimal | None
    room_ratio: float | None
    marked_at: datetime | None
    next_reset_at: datetime | None
    trading_days: int


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """An attempt as it stands; `stages` from the first to the present one."""

    pk: int
    public_id: str
    brand_pk: int
    client_pk: int
    client_id: str
    order_id: str
    title: str
    state: AttemptState
    phase: int
    phases: tuple[str, ...]
    fingerprint: str
    rewards: int
    scalings: int
    mask_name: bool
    created_at: datetime
    ended_at: datetime | None
    end_reason: str
    stages: tuple[StageRow, ...] = ()
    document: dict[str, Any] = field(default_factory=dict, repr=False)
    terms: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def stage(self) -> StageRow | None:
        """The present stage."""
        return self.stages[-1] if self.stages else None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One line of the engine, with what caused it."""

    pk: int
    public_id: str
    stage_id: str
    attempt_id: str
    seq: int
    type: DecisionType
    rule: str
    at: datetime
    line: dict[str, Any]
    cause: dict[str, Any]
    valued: dict[str, Any] | None
    received_at: datetime | None
    recorded_at: datetime
    report_id: str | None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """What a platform was asked for, and when it was done."""

    pk: int
    public_id: str
    stage_id: str
    kind: ActionKind
    state: ActionState
    detail: str
    tries: int
    wanted_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a programme; published ones never change."""

    pk: int
    public_id: str
    programme_id: str
    brand_pk: int
    number: int
    document: dict[str, Any]
    terms: dict[str, Any]
    fingerprint: str
    source: dict[str, Any]
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme with its versions, newest first."""

    pk: int
    public_id: str
    brand_pk: int
    code: str
    title: str
    family: str
    summary: str
    kind: ProgrammeKind
    state: ProgrammeState
    sort: int
    versions: tuple[VersionRow, ...]

    @property
    def published(self) -> VersionRow | None:
        """The version that is sold."""
        return next((one for one in self.versions if one.published_at), None)
