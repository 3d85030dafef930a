"""Reports made of histories, for tests."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any

from brokerdesk.kit.canonical import canonical
from brokerdesk.kit.exact import EXACT, ZERO, plain
from brokerdesk.kit.instants import written
from brokerdesk.kit.reading import Fields
from brokerdesk.modules.valuation.engine import Holding, Instrument, value
from brokerdesk.modules.valuation.engine import Line as Held
from brokerdesk.modules.valuation.types import Price

from ...engine import Calendar, Decision, Event, begin, evaluate, parse_programme, read_event
from ...evidence import Facts, Key, Market, Origin, Subject, Told, build, seal, sealed
from ...evidence.document import part_hashes
from ...services.valued import valued_row

Row = dict[str, Any]
REPORTED = ("breach", "held", "phase_passed")
KEY = Key(bytes(range(32)))


@dataclass(frozen=True)
class Step:
    """What one entry did: the states around it and what was said."""

    number: int
    before: bytes
    decision: Decision


def steps(document: Row, events: Sequence[Row]) -> list[Step]:
    """Evaluate a history, entry by entry, with the releases that were told by then."""
    programme = parse_programme(Fields("", document))
    read = [_read(row) for row in events]
    found = list[Step]()
    state = begin(programme, began(document, events)).state
    for number, event in enumerate(read, 1):
        decision = evaluate(state, programme, event, Calendar.of(read[:number]))
        found.append(Step(number, state.to_json(), decision))
        state = decision.state
    return found


def _read(row: Row) -> Event:
    return read_event(json.dumps(row))


def began(document: Row, events: Sequence[Row]) -> datetime:
    """When the stage began: as the programme says, or with the first event."""
    if "started_at" in document:
        return Fields("", document).instant("started_at")
    return Fields("", events[0]).instant("at")


def facts_of(document: Row, events: Sequence[Row], *, whole: bool = True) -> Facts | None:
    """What a report says of the first decision of a history that has one."""
    for step in steps(document, events):
        rows = [line.row() for line in step.decision.lines]
        places = [n for n, row in enumerate(rows) if row["type"] in REPORTED]
        if places:
            return _facts(document, events, step, places[0], whole=whole)
    return None


def _facts(document: Row, events: Sequence[Row], step: Step, place: int, *, whole: bool) -> Facts:
    at = step.decision.lines[place].at
    entries = [_entry(number, row) for number, row in enumerate(events[: step.number], 1)]
    told = Told(
        began_at=began(document, events),
        whole=whole,
        entries=entries if whole else entries[-1:],
        calendar=[row for row in events[: step.number] if row["type"] == "news"],
        before=step.before,
        after=step.decision.state.to_json(),
        lines=[line.row() for line in step.decision.lines],
        line=place,
    )
    return Facts(
        origin=Origin(report="rpt_1", house="House", brand="Brand", software="1.0", made_at=at),
        subject=Subject(attempt="att_1", stage="stg_1", decision="dec_1", account="acc_1",
                        server="mt5", server_offset_s=7200),
        document=document,
        told=told,
        market=replace(
            market(events[step.number - 1], at),
            deals=_shown(document, events[: step.number], at),
        ),
        decided_at=at,
        received_at=at + timedelta(milliseconds=5),
        recorded_at=at + timedelta(milliseconds=20),
    )  # fmt: skip


def _shown(document: Row, events: Sequence[Row], at: datetime) -> list[Row]:
    """The deals of the rule's day, of which the events were told."""
    clock = parse_programme(Fields("", document)).clock
    since = clock.reset_at(clock.day_of(at))
    return [
        _deal(number, row)
        for number, row in enumerate(events, 1)
        if row["type"] in _TOLD and since <= Fields("", row).instant("at") <= at
    ]


_TOLD = ("position_opened", "position_closed", "charge", "deposit", "withdrawal")


def _deal(number: int, row: Row) -> Row:
    """A platform's deal of which an event is told."""
    opens, kept = row["type"] == "position_opened", Fields("", row)
    parts = {name: kept.default(name, kept.signed, ZERO) for name in ("profit", "swap")}
    parts["commission"] = kept.default("commission", kept.signed, ZERO)
    moved = kept.default("amount", kept.signed, ZERO)
    moved = EXACT.minus(moved) if row["type"] == "withdrawal" else moved
    with localcontext(EXACT):
        moved += sum(parts.values(), ZERO)
    at = written(kept.instant("at"))
    return {
        "ticket": number, "position_id": row.get("position", 0),
        "symbol": row.get("symbol", ""), "kind": "buy", "entry": "in" if opens else "out",
        "lots": row.get("lots", "0"), "lots_closed": "0", "price": "1", "price_position": "0",
        "fee": "0", "balance_effect": plain(moved), "occurred_at": at, "recorded_at": at,
        **{name: plain(value) for name, value in parts.items()},
    }  # fmt: skip


def _entry(number: int, row: Row) -> Row:
    at = Fields("", row).instant("at")
    cause = {"kind": "tick", "tick_seq": 1000 + number, "symbol": "EURUSD", "venue_at": written(at)}
    if row["type"] in _TOLD:
        cause = {"kind": "deal", "ticket": str(number), "occurred_at": written(at)}
    return {
        "seq": number, "at": written(at), "event": row, "cause": cause, "recorded_at": written(at),
    }  # fmt: skip


EURUSD, USDJPY = (
    Instrument(1, name, name[3:], name[:3], name[:3], 5, "forex", Decimal("0.00001"), Decimal(1))
    for name in ("EURUSD", "USDJPY")
)


def market(event: Row, at: datetime) -> Market:
    """An account whose positions make the equity that a state says, and ticks around it."""
    if event["type"] != "state":
        return Market(ticks={}, why_no_ticks="no position was looked at")
    balance, equity = Decimal(event["balance"]), Decimal(event["equity"])
    opened_at = at - timedelta(hours=1)
    open_price, bid = Decimal("1.10000"), Decimal("1.09000")
    lines = [
        Held(1, 1, "EURUSD", "buy", Decimal(1), Decimal(100000), open_price, Decimal(0), opened_at),
        Held(2, 1, "USDJPY", "sell", Decimal(2), Decimal(100000), Decimal("150"), Decimal("-3.5"),
             opened_at),
    ]  # fmt: skip
    prices = {
        (1, "EURUSD"): Price(bid, bid + Decimal("0.0002"), at, 7, at),
        (1, "USDJPY"): Price(Decimal("150.1"), Decimal("150.12"), at, 5, at),
    }
    instruments = {one.key: one for one in (EURUSD, USDJPY)}
    first = value(Holding(1, "USD", balance, Decimal(0), Decimal(100), tuple(lines)),
                  instruments, prices, at)  # fmt: skip
    # Whatever is left between the two is a swap: so the state's own equity comes out.
    lines[0] = replace(lines[0], swap=EXACT.subtract(equity, first.equity))
    valued = value(Holding(1, "USD", balance, Decimal(0), Decimal(100), tuple(lines)),
                   instruments, prices, at)  # fmt: skip
    row = valued_row(valued) | {
        "currency": "USD",
        "instruments": [*map(_instrument, (EURUSD, USDJPY))],
    }
    return Market(account=row, ticks=_ticks(valued, at))


def _instrument(one: Instrument) -> Row:
    names = ("symbol", "profit_currency", "base", "margin_currency", "digits", "calc_mode")
    numbers = {"tick_size": "0.00001", "tick_value": "1"}
    return {name: getattr(one, name) for name in names} | numbers


def _ticks(valued: Any, at: datetime) -> dict[str, list[list[object]]]:
    found: dict[str, list[list[object]]] = {}
    for symbol, price in valued.prices.items():
        row: list[object] = [
            price.seq,
            written(at),
            str(price.bid),
            str(price.ask),
            written(at),
            None,
        ]
        late = written(at + timedelta(seconds=9))
        found[symbol] = [row, [price.seq + 9, late, "1.2", "1.1", late, "crossed"]]
    return found


def report_of(facts: Facts, key: Key = KEY) -> bytes:
    """The report's file."""
    body = build(facts)
    return sealed(body, seal(body, key))


def forged(report: bytes, change: Callable[[Row], object], key: Key = KEY) -> bytes:
    """A report whose body was changed, hashed and signed anew by whoever holds a key."""
    body = json.loads(report)["body"]
    change(body)
    body["parts"] = part_hashes(body)
    raw = canonical(body)
    return sealed(raw, seal(raw, key))
