"""What an evaluation says; the fields stand in the order in which they are printed."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from brokerdesk.kit.exact import plain
from brokerdesk.kit.instants import written

from .events import Quality
from .programme import Action, RuleName


class Status(StrEnum):
    """Where an account stands."""

    ACTIVE = "active"
    PASSED = "passed"
    FUNDED = "funded"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Line:
    """Something said at an instant."""

    type: ClassVar[str] = ""
    at: datetime

    def row(self) -> dict[str, object]:
        """The line as it is printed."""
        row: dict[str, object] = {"at": written(self.at), "type": self.type}
        for one in fields(self)[1:]:
            row[one.name] = printed(getattr(self, one.name))
        return row


def printed(value: object) -> object:
    """A value as JSON prints it: decimals and instants as text."""
    if isinstance(value, Decimal):
        return plain(value) if value else "0"
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, tuple):
        return [printed(one) for one in value]
    return value


@dataclass(frozen=True, slots=True)
class DayStarted(Line):
    """A phase, or a trading day, has begun."""

    type = "day_started"
    day: date
    reset_at: datetime
    balance: Decimal
    equity: Decimal
    daily_floor: Decimal | None
    overall_floor: Decimal | None


@dataclass(frozen=True, slots=True)
class Breach(Line):
    """Rules are crossed; the severest decides, the others stand in `also`."""

    type = "breach"
    phase: str
    rule: RuleName
    floor: Decimal | None
    measured: Decimal | None
    action: Action
    also: tuple[RuleName, ...]


@dataclass(frozen=True, slots=True)
class Held(Line):
    """What would be a breach, were the state to be trusted: a person, or the truth, decides."""

    type = "held"
    phase: str
    rule: RuleName
    floor: Decimal | None
    measured: Decimal | None
    action: Action
    also: tuple[RuleName, ...]
    quality: Quality


@dataclass(frozen=True, slots=True)
class Released(Line):
    """Nothing is held any more."""

    type = "released"


@dataclass(frozen=True, slots=True)
class Paused(Line):
    """No trading until the next reset."""

    type = "paused"


@dataclass(frozen=True, slots=True)
class Resumed(Line):
    """The pause has ended."""

    type = "resumed"


@dataclass(frozen=True, slots=True)
class PhasePassed(Line):
    """All objectives of a phase are met."""

    type = "phase_passed"
    phase: str
    trading_days: int
    profit: Decimal


@dataclass(frozen=True, slots=True)
class Expired(Line):
    """The time of a phase is over."""

    type = "expired"
    phase: str
    rule: RuleName


@dataclass(frozen=True, slots=True)
class Final(Line):
    """Where the account stands."""

    type = "final"
    status: Status
    phase: str
    balance: Decimal
    equity: Decimal
    daily_floor: Decimal | None
    overall_floor: Decimal | None
    permitted_loss: Decimal | None
    profit_target_left: Decimal | None
    trading_days: int
    best_day_share: Decimal | None
    consistency_met: bool | None
    next_reset_at: datetime
