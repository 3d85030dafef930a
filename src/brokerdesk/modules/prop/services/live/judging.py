"""One stage in memory: events in, journal entries and decisions out, until they are stored."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from brokerdesk.kit.exact import plain
from brokerdesk.kit.instants import written
from brokerdesk.modules.trading.types import DealRow
from brokerdesk.modules.valuation.types import Quality, Valued

from ...engine import Calendar, Programme, State, evaluate, read_event
from ...engine.decisions import Breach, Held, Line
from ...engine.evaluate import Decision as Said
from ...engine.events import Event
from ...engine.programme import LossMeasure
from ...types import DecisionType
from ..valued import valued_row

Event_ = dict[str, Any]
QUIET_LINES = frozenset({DecisionType.DAY_STARTED, DecisionType.RESUMED})


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry to be written."""

    seq: int
    at: datetime
    event: Event_
    cause: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line to be written as a decision; states as bytes, empty where a day began only."""

    seq: int
    place: int
    line: Line
    before: bytes
    after: bytes
    valued: dict[str, Any] | None
    received_at: datetime | None


@dataclass(slots=True)
class Judged:
    """A stage as the desk's thread judges it.

    Unstored: `entries`, `spoken`, `opened` (a trade), `late`, and `reviews`: overrides, and whether
    each was given to the engine. waiting: deals that are not told to
    the engine yet, and instants that were not reached, for want of a value that is believed.
    held_at: the true instant of what is held. releases: those that the journal knows.
    """

    stage_pk: int
    attempt_pk: int
    account_pk: int
    brand_pk: int
    programme: Programme
    fingerprint: str
    started_at: datetime
    opening_deals: bool
    raw: bytes
    seq: int
    tick_seq: int
    deal_pk: int
    next_reset_at: datetime
    floor: Decimal | None = None
    releases: dict[int, Event] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    held_at: datetime | None = None
    decided_at: datetime | None = None
    entries: list[Entry] = field(default_factory=list)
    spoken: list[Spoken] = field(default_factory=list)
    opened: bool = False
    waiting: list[DealRow] = field(default_factory=list)
    instants: list[datetime] = field(default_factory=list)
    late: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    reviews: dict[int, bool] = field(default_factory=dict)
    _state: State | None = None

    @property
    def state(self) -> State:
        """The engine's state; read from its bytes when it is needed first."""
        if self._state is None:
            self._state = State.from_json(self.raw)
        return self._state

    @property
    def read(self) -> bool:
        """Whether the state was needed yet."""
        return self._state is not None

    @property
    def ended(self) -> bool:
        """Whether the engine has ended the stage."""
        return self.state.ended_at is not None

    @property
    def held(self) -> Held | None:
        """What is held."""
        return self.state.held

    @property
    def dirty(self) -> bool:
        """Whether something is to be stored."""
        return bool(self.entries or self.late or self.reviews)

    @property
    def urgent(self) -> bool:
        """Whether more is to be stored than days that began."""
        if self.late or self.reviews:
            return True
        return any(entry.cause["kind"] != "reset" for entry in self.entries) or any(
            one.line.type not in QUIET_LINES for one in self.spoken
        )

    def event(self, at: datetime, row: Mapping[str, Any]) -> tuple[Event_, Event]:
        """An event at its instant, never before what was judged already."""
        full = {"at": written(max(at, self.state.at)), **row}
        return full, read_event(json.dumps(full))

    def would(self, at: datetime, row: Mapping[str, Any]) -> Said:
        """What the engine would say; nothing is changed."""
        return evaluate(self.state, self.programme, self.event(at, row)[1], self.calendar)

    def take(
        self,
        at: datetime,
        row: Mapping[str, Any],
        cause: Mapping[str, Any],
        *,
        valued: Valued | None = None,
        received_at: datetime | None = None,
    ) -> tuple[Line, ...]:
        """Give the engine an event and keep what it says; the true instant stays in the cause.

        Raises:
            CaseError: the event does not fit what is open or held.
        """
        full, event = self.event(at, row)
        before = self.state
        said = evaluate(before, self.programme, event, self.calendar)
        self.seq += 1
        because = dict(cause) if event.at == at else {**cause, "true_at": written(at)}
        self.entries.append(Entry(self.seq, event.at, full, because))
        self._state = said.state
        self._speak(said, before, valued, received_at)
        self.opened |= row["type"] == "position_opened"
        if any(isinstance(line, Held) for line in said.lines):
            self.held_at = at
        return said.lines

    def _speak(
        self, said: Said, before: State, valued: Valued | None, received_at: datetime | None
    ) -> None:
        if not said.lines:
            return
        told = any(line.type != DecisionType.DAY_STARTED for line in said.lines)
        was, now = (before.to_json(), said.state.to_json()) if told else (b"", b"")
        kept = valued_row(valued) if told and valued is not None else None
        self.spoken.extend(
            Spoken(self.seq, place, line, was, now, kept, received_at)
            for place, line in enumerate(said.lines)
        )
        self.decided_at = max(line.at for line in said.lines)

    def next_waiting(self) -> tuple[datetime | None, DealRow | None]:
        """The instant or the deal that comes first of what waits; an instant before its deals."""
        instant = self.instants[0] if self.instants else None
        deal = self.waiting[0] if self.waiting else None
        if instant is not None and deal is not None:
            first = min(deal.occurred_at, deal.recorded_at) < instant
            return (None, deal) if first else (instant, None)
        return instant, deal

    def told(self, deal: DealRow) -> None:
        """A deal is told to the engine."""
        self.waiting.remove(deal)
        self.deal_pk = max(self.deal_pk, deal.pk)

    def passed(self, instant: datetime) -> None:
        """The engine has passed an instant."""
        self.instants.remove(instant)
        self.next_reset_at = self.state.next_reset_at

    def next_instant(self) -> datetime | None:
        """The next reset, or end of a week that has to be flat."""
        if self._state is not None and self.ended:
            return None
        clock = self.programme.clock
        if self.instants:
            return clock.next_after(self.instants[-1])
        if any(phase.weekend_flat for phase in self.programme.phases):
            return min(self.state.next_reset_at, self.state.next_weekend_at)
        return self.next_reset_at

    def judged_to(self) -> datetime:
        """The instant of what was decided last: a day that began, or more."""
        began = self.programme.clock.reset_at(self.state.day)
        return max(began, self.decided_at or self.started_at)

    def know(self, release_pk: int, event: Event) -> None:
        """A release is in the journal."""
        self.releases[release_pk] = event
        self.calendar = Calendar.of(self.releases.values())

    def stored(self) -> None:
        """Forget what is written now."""
        self.entries.clear()
        self.spoken.clear()
        self.late.clear()
        self.reviews.clear()
        self.opened = False

    def add(self, deals: Iterable[DealRow]) -> None:
        """Take deals that are not known yet, in order of occurrence."""
        known = {deal.pk for deal in self.waiting}
        fresh = [one for one in deals if one.pk > self.deal_pk and one.pk not in known]
        if fresh:
            self.waiting = sorted(
                [*self.waiting, *fresh], key=lambda deal: (deal.occurred_at, deal.pk)
            )

    def deal_mark(self) -> int:
        """Up to which deal all are told to the engine."""
        return min((deal.pk - 1 for deal in self.waiting), default=self.deal_pk)


def state_row(valued: Valued, quality: Quality | None = None) -> Event_:
    """A value as the event that the engine takes."""
    said = quality or valued.quality
    row: Event_ = {
        "type": "state",
        "balance": plain(valued.balance),
        "equity": plain(valued.equity),
        "open_positions": len({mark.ticket for mark in valued.marks}),
    }
    return row if said is Quality.REPORTED else {**row, "quality": str(said)}


def still_crossed(held: Held, programme: Programme, balance: Decimal, equity: Decimal) -> bool:
    """Whether figures cross the floor that was held by estimate."""
    rule = getattr(programme.phases[0], str(held.rule))
    if held.floor is None or rule is None:
        return True
    level = {
        LossMeasure.EQUITY: equity,
        LossMeasure.CLOSED_BALANCE: balance,
        LossMeasure.MIN_BALANCE_EQUITY: min(balance, equity),
    }[rule.measure]
    return bool(level < held.floor or (level == held.floor and rule.breach_when == "touch"))


def ends(lines: Iterable[Line]) -> bool:
    """Whether a breach that fails is among lines."""
    return any(isinstance(line, Breach) and line.action == "fail" for line in lines)
