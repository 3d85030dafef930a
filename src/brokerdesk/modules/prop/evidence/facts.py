"""What a report is made of, as the room that holds the rows gives it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Row = Mapping[str, object]

FORMAT = "brokerdesk.prop.evidence/1"
AROUND = timedelta(seconds=60)
"""How far before and after the decision ticks are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who made the report, with what, after which one of the same stage."""

    report: str
    house: str
    brand: str
    software: str
    made_at: datetime
    previous: str = ""
    previous_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What it is about; ids alone, never a person's data.

    server_offset_s: how far the server's clock is from UTC, None where it is not known.
    """

    attempt: str
    stage: str
    decision: str
    account: str = ""
    server: str = ""
    server_offset_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The stage's journal: one entry, or all of it from the beginning (`whole`).

    entries: {"seq", "at", "event", "cause", "recorded_at"}; the last is the one that was decided.
    calendar: the releases that counted, as events of the format. line: which of `lines` it is
    about. before, after: the engine's states around the last entry, as JSON. restored: the state
    that the stage began with, where people reinstated it.
    """

    began_at: datetime
    whole: bool
    entries: Sequence[Row]
    calendar: Sequence[Row]
    before: bytes
    after: bytes
    lines: Sequence[Row]
    line: int
    restored: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The account as it was valued, its deals, and the ticks around.

    account: as `services.valued.valued_row` gives it, or None where no value was looked at.
    deals: as the engine was told of them. changed: what the platform made of them since: {"ticket",
    "changed_at", "was", "became"}, the last two by name, became None where the deal was deleted.
    ticks: by symbol [seq, at, bid, ask, received_at, fault]. why_no_ticks: says why there are
    none, or not all. accounts: how many the same tick decided, this one included.
    """

    account: Row | None = None
    deals: Sequence[Row] = ()
    changed: Sequence[Row] = ()
    ticks: Mapping[str, Sequence[Sequence[object]]] | None = None
    why_no_ticks: str = ""
    accounts: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of it. document: the programme that the stage is judged by, as it was bought."""

    origin: Origin
    subject: Subject
    document: Row
    told: Told
    market: Market
    decided_at: datetime
    received_at: datetime | None
    recorded_at: datetime
