"""All that an evaluation needs to know of an account's past, and its JSON form."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

from brokerdesk.kit.canonical import canonical
from brokerdesk.kit.exact import ZERO
from brokerdesk.kit.reading import CaseError, Fields, strict_json
from brokerdesk.kit.texts import noop as _

from .clock import weekend_after
from .decisions import Held, Status, printed
from .events import Quality
from .programme import Action, Programme, RuleName

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Position:
    """An open position; `states` is how many states its phase had seen when it was opened."""

    symbol: str
    lots: Decimal
    phase: int
    states: int


@dataclass(slots=True)
class State:
    """Where an account stands in its phase; `at` is the instant evaluated last.

    moved, moved_today: deposits less withdrawals, of the phase and of the day.
    floating_of: how many positions the floating belongs to. states: `state` events of the phase.
    anchor, day_peak: of the daily floor; day_peak is of equity less moved_today.
    high: the high-water mark. silent: the daily rule warned or paused since the reset.
    days: trading days before the present one; counted: whether that counts by what happened.
    best_day, net_days, good_days: highest, sum and sum of the positive results before today's.
    """

    at: datetime
    phase: int
    status: Status
    ended_at: datetime | None
    day: date
    next_reset_at: datetime
    next_weekend_at: datetime
    balance: Decimal
    floating: Decimal
    moved: Decimal
    moved_today: Decimal
    day_balance: Decimal
    anchor: Decimal
    day_peak: Decimal
    high: Decimal
    last_active: date
    locked: bool = False
    silent: bool = False
    paused: bool = False
    counted: bool = False
    open_count: int = 0
    floating_of: int = 0
    states: int = 0
    days: int = 0
    lots: Decimal = ZERO
    best_day: Decimal = ZERO
    net_days: Decimal = ZERO
    good_days: Decimal = ZERO
    first_open: date | None = None
    held: Held | None = None
    positions: dict[str, Position] = field(default_factory=dict)

    @property
    def equity(self) -> Decimal:
        """Balance and floating together."""
        return self.balance + self.floating

    def clone(self) -> "State":
        """A state of its own."""
        found = State(*_ALL(self))
        found.positions = dict(self.positions)
        return found

    def document(self) -> dict[str, object]:
        """The state as JSON's own types."""
        found = {one.name: printed(getattr(self, one.name)) for one in fields(self)}
        held = self.held.row() if self.held else None
        positions = {
            name: {one.name: printed(getattr(kept, one.name)) for one in fields(kept)}
            for name, kept in self.positions.items()
        }
        return found | {"format": FORMAT, "held": held, "positions": positions}

    def to_json(self) -> bytes:
        """The one byte form of the state."""
        return canonical(self.document())

    @classmethod
    def from_json(cls, text: bytes) -> "State":
        """Read what `to_json` wrote.

        Raises:
            CaseError: it is no state of this format.
        """
        row = Fields("", Fields.of("state", strict_json(text, "state")).body)
        names = [one.name for one in fields(cls)]
        row.only((*names, "format"))
        if row.whole("format") != FORMAT:
            raise CaseError("format", _("this state is of another version"))
        return cls(**{name: _READ.get(name, _decimal)(row, name) for name in names})


_ALL = attrgetter(*(one.name for one in fields(State)))


def first_state(programme: Programme, phase: int, at: datetime) -> State:
    """A phase's account: new, flat, at the initial balance."""
    initial, day = programme.initial_balance, programme.clock.day_of(at)
    funded = programme.phases[phase].funded
    return State(
        at=at,
        phase=phase,
        status=Status.FUNDED if funded else Status.ACTIVE,
        ended_at=None,
        day=day,
        next_reset_at=programme.clock.next_after(at),
        next_weekend_at=weekend_after(at),
        balance=initial,
        floating=ZERO,
        moved=ZERO,
        moved_today=ZERO,
        day_balance=initial,
        anchor=initial,
        day_peak=initial,
        high=initial,
        last_active=day,
    )


def _decimal(row: Fields, name: str) -> Decimal:
    return row.signed(name)


def _flag(row: Fields, name: str) -> bool:
    return row.flag(name)


def _whole(row: Fields, name: str) -> int:
    return row.whole(name)


def _signed_whole(row: Fields, name: str) -> int:
    value = row.required(name)
    if not isinstance(value, int):
        raise CaseError(row.key(name), _("give an integer"))
    return value


def _instant(row: Fields, name: str) -> datetime:
    return row.instant(name)


def _maybe_instant(row: Fields, name: str) -> datetime | None:
    return row.maybe(name, row.instant)


def _day(row: Fields, name: str) -> date:
    try:
        return date.fromisoformat(row.text(name))
    except ValueError:
        raise CaseError(row.key(name), _("give a day such as 2026-01-31")) from None


def _maybe_day(row: Fields, name: str) -> date | None:
    return row.maybe(name, lambda key: _day(row, key))


def _status(row: Fields, name: str) -> Status:
    return row.choice(name, Status)


def _held(row: Fields, name: str) -> Held | None:
    if row.body.get(name) is None:
        return None
    below = row.inner(name)
    return Held(
        at=below.instant("at"),
        phase=below.text("phase"),
        rule=below.choice("rule", RuleName),
        floor=below.maybe("floor", below.signed),
        measured=below.maybe("measured", below.signed),
        action=below.choice("action", Action),
        also=_rules(below, "also"),
        quality=below.choice("quality", Quality),
    )


def _rules(row: Fields, name: str) -> tuple[RuleName, ...]:
    try:
        return tuple(RuleName(one) for one in row.texts(name))
    except ValueError:
        raise CaseError(row.key(name), _("there is no such rule")) from None


def _positions(row: Fields, name: str) -> dict[str, Position]:
    below = row.inner(name)
    found = {key: below.inner(key) for key in below.body}
    return {
        key: Position(one.text("symbol"), one.decimal("lots"), one.whole("phase"),
                      one.whole("states"))
        for key, one in found.items()
    }  # fmt: skip


_READ: Final[dict[str, Callable[[Fields, str], Any]]] = {
    "at": _instant, "ended_at": _maybe_instant, "next_reset_at": _instant,
    "next_weekend_at": _instant, "day": _day, "last_active": _day, "first_open": _maybe_day,
    "phase": _whole, "open_count": _whole, "states": _whole, "days": _whole,
    "floating_of": _signed_whole, "locked": _flag, "silent": _flag, "paused": _flag,
    "counted": _flag, "status": _status, "held": _held, "positions": _positions,
}  # fmt: skip
