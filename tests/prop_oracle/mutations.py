"""Changes of a good case that the contract refuses, each with what the refusal may name."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

from .cases import Case, Tape
from .reading import (
    CLOCK,
    MONEY,
    REQUIRED,
    Check,
    Row,
    Shape,
    count,
    days,
    event_shape,
    flag,
    instant,
    instant_of,
    places,
    positive,
    rows,
    signed,
    text,
    texts,
    wall_time,
    zone,
)

Names = tuple[str, ...]
Mutation = Callable[[Tape, Row, list[Row]], Names | None]

NO_DECIMALS: tuple[Any, ...] = (
    1,
    1.5,
    True,
    "1e3",
    "NaN",
    "Infinity",
    "abc",
    "",
    " 1",
    "1,5",
    "0x1",
    "1_000",
    [],
)
NO_DAYS: tuple[Any, ...] = ("4", 1.5, True, [], -1)
WRONG: dict[Check, tuple[Any, ...]] = {
    text: (5, ["x"], True, {}),
    signed: NO_DECIMALS,
    positive: (*NO_DECIMALS, "0", "-1", "0.00"),
    flag: ("yes", 1, "true", 0),
    count: NO_DAYS,
    days: (*NO_DAYS, 0),
    instant: ("2026-03-01", "2026-03-01T00:00:00", "2026-13-01T00:00:00Z", "soon", "", 1_772_323),
    zone: ("Europe/Atlantis", "", 5, "../etc"),
    wall_time: ("25:00", "12:60", "noon", "", 0),
    texts: ("EURUSD", [1], {}),
    rows: ({}, "x", 5, None, ["x"]),
}


def _wrong(tape: Tape, check: Check, key: str) -> Any:
    if check in WRONG:
        return tape.one(WRONG[check])
    if key in ("amount", "threshold", "clock", "lock"):
        return tape.one(([], "x", 5))
    return tape.one(("nonsense", "", 5, None))  # a listed choice


def _place(tape: Tape, programme: Row, events: list[Row]) -> tuple[Row, Shape, Names]:
    """Choose an object: one of the programme's, or an event with its line number."""
    inside = [(row, shape, ()) for row, shape in places(programme)]
    lines: list[tuple[Row, Shape, Names]] = [
        (row, event_shape(row), (str(line),)) for line, row in enumerate(events, start=1)
    ]
    chosen: tuple[Row, Shape, Names] = tape.one(lines if lines and tape.one_in(3) else inside)
    return chosen


def unknown_key(tape: Tape, programme: Row, events: list[Row]) -> Names | None:
    """Put a key in that nobody knows."""
    row, _, line = _place(tape, programme, events)
    row["colour"] = "blue"
    return ("colour", *line)


def key_of_another_rule(tape: Tape, programme: Row, _: list[Row]) -> Names | None:
    """Put a key into a rule that only another has."""
    rules = [rule for phase in programme["phases"] for rule in phase.get("rules", ())]
    if not rules:
        return None
    rule = tape.one(rules)
    key, value = tape.one((("scope", "total"), ("flat", True), ("mode", "static"), ("days", 3)))
    takers = {"scope": ("max_lots",), "flat": ("profit_target",), "mode": ("max_overall_loss",)}
    if rule["rule"] in takers.get(key, ("min_trading_days", "max_days", "inactivity")):
        return None
    rule[key] = value
    return (key,)


def missing_key(tape: Tape, programme: Row, events: list[Row]) -> Names | None:
    """Leave out a key that must be there."""
    row, shape, line = _place(tape, programme, events)
    required = [key for key, (_, default) in shape.items() if default is REQUIRED and key in row]
    if not required or shape in (CLOCK, MONEY):
        return None
    key = tape.one(required)
    del row[key]
    return (key, *line)


def wrong_value(tape: Tape, programme: Row, events: list[Row]) -> Names | None:
    """Give a key what it does not take."""
    row, shape, line = _place(tape, programme, events)
    key = tape.one(sorted(row))
    row[key] = _wrong(tape, shape[key][0], key)
    return (key, *line)


def percent_of_what_is_not(tape: Tape, programme: Row, _: list[Row]) -> Names | None:
    """Take a percentage of what the rule does not know."""
    of = [(row, shape["of"][0]) for row, shape in places(programme) if "of" in shape]
    if not of:
        return None
    row, takes = tape.one(of)
    row["of"] = tape.one([one for one in ("anchor", "peak", "balance") if not takes(one)])
    return ("of",)


def money_and_percent(tape: Tape, programme: Row, _: list[Row]) -> Names | None:
    """Write an amount both ways."""
    amounts = [row for row, shape in places(programme) if "of" in shape]
    if not amounts:
        return None
    tape.one(amounts)["money"] = "5"
    return ("money", "percent", "of")


def rule_twice(tape: Tape, programme: Row, _: list[Row]) -> Names | None:
    """Let a rule stand twice in a phase."""
    phases = [phase for phase in programme["phases"] if phase.get("rules")]
    if not phases:
        return None
    phase = tape.one(phases)
    rule = tape.one(phase["rules"])
    phase["rules"].append(deepcopy(rule))
    return (rule["rule"], "rule", "rules")


def funded_and_then_more(_: Tape, programme: Row, __: list[Row]) -> Names | None:
    """Let a phase follow a funded one."""
    programme["phases"].insert(0, {"name": "Funded too early", "funded": True})
    return ("funded",)


def share_of_no_target(tape: Tape, programme: Row, _: list[Row]) -> Names | None:
    """Ask for a share of a target that is not there."""
    phase = tape.one(programme["phases"])
    rest = [
        row for row in phase.get("rules", ()) if row["rule"] not in ("profit_target", "consistency")
    ]
    share = {"rule": "consistency", "max_share": "0.5", "denominator": "target"}
    phase["rules"] = [*rest, share]
    return ("denominator", "profit_target")


def out_of_order(tape: Tape, _: Row, events: list[Row]) -> Names | None:
    """Put an event before the one before it."""
    if len(events) < 2:
        return None
    place = tape.integer(1, len(events) - 1)
    earlier = instant_of(events[place - 1]["at"]) - timedelta(microseconds=1)
    events[place]["at"] = earlier.isoformat()
    return (str(place + 1),)


def before_the_start(_: Tape, programme: Row, events: list[Row]) -> Names | None:
    """Start the account after its first event."""
    if not events:
        return None
    later = instant_of(events[0]["at"]) + timedelta(microseconds=1)
    programme["started_at"] = later.isoformat()
    return ("1", "started_at")


def nothing_at_all(_: Tape, programme: Row, events: list[Row]) -> Names | None:
    """Leave out the start and the events."""
    programme.pop("started_at", None)
    events.clear()
    return ("started_at",)


def _at_end(events: list[Row], row: Row) -> Names:
    at = events[-1]["at"] if events else "2027-01-01T00:00:00Z"
    events.append({"at": at, **row})
    return (str(len(events)),)


def opened_twice(_: Tape, __: Row, events: list[Row]) -> Names | None:
    """Open an id that is open."""
    row = {"type": "position_opened", "position": "twice", "symbol": "EURUSD", "lots": "1"}
    _at_end(events, row)
    return (*_at_end(events, row), "position")


def closed_unopened(tape: Tape, _: Row, events: list[Row]) -> Names | None:
    """Close an id that was never opened, or is closed already."""
    row = {"type": "position_closed", "position": "never", "profit": "1"}
    if tape.one_in(2):
        opened = {"type": "position_opened", "position": "never", "symbol": "EURUSD", "lots": "1"}
        _at_end(events, opened)
        _at_end(events, row)
    return (*_at_end(events, row), "position")


MUTATIONS: tuple[Mutation, ...] = (
    *(unknown_key, key_of_another_rule, missing_key, wrong_value, wrong_value, wrong_value),
    *(percent_of_what_is_not, money_and_percent, rule_twice, funded_and_then_more),
    *(share_of_no_target, out_of_order, before_the_start, nothing_at_all, opened_twice),
    closed_unopened,
)


def mutated(tape: Tape, one: Case, mutation: Mutation) -> tuple[Row, list[Row], Names] | None:
    """Change a case for the worse, if that change can be made to it."""
    programme, events = deepcopy(one)
    names = mutation(tape, programme, events)
    return None if names is None else (programme, events, names)
