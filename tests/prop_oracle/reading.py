"""Say which programmes and events the contract refuses, and fill the others' defaults in."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
Check = Callable[[Any], bool]
Shape = dict[str, tuple[Check, Any]]  # key -> what it takes, and its default

REQUIRED = object()
OPTIONAL = object()  # may be left out, and then is not there
DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def instant_of(text: str) -> datetime:
    """Read an instant."""
    return datetime.fromisoformat(text).astimezone(UTC)


def signed(value: Any) -> bool:
    """Tell whether a value is a decimal string."""
    return isinstance(value, str) and DECIMAL.fullmatch(value) is not None


def positive(value: Any) -> bool:
    """Tell whether a value is a decimal string above 0."""
    return signed(value) and Fraction(value) > 0


def text(value: Any) -> bool:
    """Tell whether a value is a text."""
    return isinstance(value, str)


def flag(value: Any) -> bool:
    """Tell whether a value is true or false."""
    return isinstance(value, bool)


def count(value: Any) -> bool:
    """Tell whether a value is a whole number that is not negative."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def days(value: Any) -> bool:
    """Tell whether a value is a whole number above 0."""
    return count(value) and value > 0


def instant(value: Any) -> bool:
    """Tell whether a value is an instant with its zone."""
    if not isinstance(value, str) or INSTANT.fullmatch(value) is None:
        return False
    try:
        return instant_of(value) is not None
    except ValueError:
        return False


def zone(value: Any) -> bool:
    """Tell whether a value names a zone."""
    if not isinstance(value, str) or not value:
        return False
    try:
        return ZoneInfo(value) is not None
    except (ValueError, OSError, LookupError):
        return False


def wall_time(value: Any) -> bool:
    """Tell whether a value is a time of day in hours and minutes."""
    if not isinstance(value, str) or re.fullmatch(r"[0-9]{2}:[0-9]{2}", value) is None:
        return False
    return int(value[:2]) < 24 and int(value[3:]) < 60


def texts(value: Any) -> bool:
    """Tell whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def rows(value: Any) -> bool:
    """Tell whether a value is a list of objects."""
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def an_object(value: Any) -> bool:
    """Tell whether a value is an object."""
    return isinstance(value, dict)


def null_or_object(value: Any) -> bool:
    """Tell whether a value is null or an object."""
    return value is None or isinstance(value, dict)


def choice(*names: str) -> Check:
    """Make a check for one of some names."""
    return lambda value: isinstance(value, str) and value in names


ANCHORS = ("balance", "equity", "max_balance_equity", "initial", "intraday_peak_equity")
MEASURES = ("equity", "min_balance_equity", "closed_balance")
COMPARES = ("below", "touch")
MODES = ("static", "trail_eod_balance", "trail_closed_balance", "trail_intraday_equity")
ON_WITHDRAWAL = ("keep", "subtract", "reset_to_balance")
COUNTS = ("position_opened", "opened_and_closed", "held", "closed_profit_at_least")
DENOMINATORS = ("net", "positive_days", "target")
FAIL_OR_WARN = choice("fail", "warn")

PROGRAMME: Shape = {
    "name": (text, REQUIRED),
    "version": (text, REQUIRED),
    "currency": (text, REQUIRED),
    "initial_balance": (positive, REQUIRED),
    "started_at": (instant, OPTIONAL),
    "clock": (an_object, {"zone": "UTC", "reset": "00:00"}),
    "phases": (rows, REQUIRED),
}
CLOCK: Shape = {"zone": (zone, REQUIRED), "reset": (wall_time, REQUIRED)}
PHASE: Shape = {
    "name": (text, REQUIRED),
    "funded": (flag, False),
    "split": (signed, OPTIONAL),
    "rules": (rows, []),
}
LOCK: Shape = {"floor_at": (positive, REQUIRED)}
MONEY: Shape = {"money": (positive, REQUIRED)}
LOSS: Shape = {
    "amount": (an_object, REQUIRED),
    "measure": (choice(*MEASURES), "equity"),
    "breach_when": (choice(*COMPARES), "below"),
}
RULES: dict[str, Shape] = {
    "max_daily_loss": {
        **LOSS,
        "anchor": (choice(*ANCHORS), "balance"),
        "action": (choice("fail", "pause_until_reset", "warn"), "fail"),
    },
    "max_overall_loss": {
        **LOSS,
        "mode": (choice(*MODES), "static"),
        "lock": (null_or_object, None),
        "on_withdrawal": (choice(*ON_WITHDRAWAL), "keep"),
        "action": (choice("fail"), "fail"),
    },
    "profit_target": {
        "amount": (an_object, REQUIRED),
        "measure": (choice("balance", "equity"), "balance"),
        "flat": (flag, True),
    },
    "min_trading_days": {
        "days": (days, REQUIRED),
        "counts": (choice(*COUNTS), "position_opened"),
        "threshold": (an_object, {"percent": "0.5", "of": "initial"}),
    },
    "max_days": {"days": (days, REQUIRED)},
    "inactivity": {"days": (days, REQUIRED)},
    "consistency": {
        "denominator": (choice(*DENOMINATORS), "net"),
        "max_share": (signed, REQUIRED),
        "strict": (flag, False),
    },
    "max_lots": {
        "lots": (positive, REQUIRED),
        "scope": (choice("position", "total"), "position"),
        "action": (FAIL_OR_WARN, "fail"),
    },
    "news_window": {
        "before_s": (count, 120),
        "after_s": (count, 120),
        "action": (FAIL_OR_WARN, "fail"),
    },
    "weekend_flat": {"action": (FAIL_OR_WARN, "fail")},
}
EVENTS: dict[str, Shape] = {
    "state": {
        "balance": (signed, REQUIRED),
        "equity": (signed, REQUIRED),
        "open_positions": (count, OPTIONAL),
    },
    "position_opened": {
        "position": (text, REQUIRED),
        "symbol": (text, REQUIRED),
        "lots": (positive, REQUIRED),
        "commission": (signed, "0"),
        "adds": (flag, False),
    },
    "position_closed": {
        "position": (text, REQUIRED),
        "profit": (signed, REQUIRED),
        "commission": (signed, "0"),
        "swap": (signed, "0"),
        "left": (positive, OPTIONAL),
    },
    "withdrawal": {"amount": (positive, REQUIRED)},
    "deposit": {"amount": (positive, REQUIRED)},
    "charge": {"amount": (signed, REQUIRED)},
    "news": {
        "impact": (text, "high"),
        "symbols": (texts, OPTIONAL),
        "release": (instant, OPTIONAL),
    },
    "clock": {},
}


def amount_shape(of: tuple[str, ...], row: Row) -> Shape:
    """Give the shape of an amount: money, or percent of something."""
    if "money" in row:
        return MONEY
    return {"percent": (positive, REQUIRED), "of": (choice(*of), REQUIRED)}


def rule_shape(row: Row) -> Shape:
    """Give the shape of a rule."""
    return {"rule": (choice(*RULES), REQUIRED), **RULES.get(str(row.get("rule")), {})}


def event_shape(row: Row) -> Shape:
    """Give the shape of an event."""
    of_type = EVENTS.get(str(row.get("type")), {})
    return {"at": (instant, REQUIRED), "type": (choice(*EVENTS), REQUIRED), **of_type}


OF = {"max_daily_loss": ("initial", "anchor"), "max_overall_loss": ("initial", "peak")}


def wrong(row: Row, shape: Shape) -> str | None:
    """Name a key that should not be there, is missing or holds what it cannot."""
    if "rule" in shape and not shape["rule"][0](row.get("rule")):
        return "rule"
    if "type" in shape and not shape["type"][0](row.get("type")):
        return "type"
    for key in row:
        if key not in shape:
            return key
    for key, (check, default) in shape.items():
        if key not in row:
            if default is REQUIRED:
                return key
        elif not check(row[key]):
            return key
    return None


def places(programme: Row) -> Iterator[tuple[Row, Shape]]:
    """Go through every object of a programme, from the outside in, with its shape."""
    yield programme, PROGRAMME
    if "clock" in programme:
        yield programme["clock"], CLOCK
    for phase in programme["phases"]:
        yield phase, PHASE
        for rule in phase.get("rules", ()):
            yield rule, rule_shape(rule)
            for key in ("amount", "threshold"):
                if key in rule:
                    of = OF.get(rule["rule"], ("initial",))
                    yield rule[key], amount_shape(of, rule[key])
            if rule.get("lock") is not None:
                yield rule["lock"], LOCK


def refused_programme(programme: Row) -> str | None:
    """Name the key for which a programme is refused, if one is."""
    for row, shape in places(programme):
        name = wrong(row, shape)
        if name is not None:
            return name
    phases = programme["phases"]
    if not phases:
        return "phases"
    for phase in phases:
        names = [rule["rule"] for rule in phase.get("rules", ())]
        if len(set(names)) < len(names):
            return "rule"
        if phase.get("funded", False) and phase is not phases[-1]:
            return "funded"
        for rule in phase.get("rules", ()):
            if rule.get("denominator") == "target" and "profit_target" not in names:
                return "denominator"
    return None


def refused_events(programme: Row, events: list[Row]) -> int | str | None:
    """Give the line number for which events are refused, if one is, or the key that is missing."""
    before = instant_of(programme["started_at"]) if "started_at" in programme else None
    if before is None and not events:
        return "started_at"
    opened: dict[str, Fraction] = {}
    for line, row in enumerate(events, start=1):
        if wrong(row, event_shape(row)) is not None:
            return line
        at = instant_of(row["at"])
        if before is not None and at < before:
            return line
        before = at
        if not _fits(row, opened):
            return line
    return None


def _fits(row: Row, opened: dict[str, Fraction]) -> bool:
    """Tell whether an event fits the open lots, by position, and change these by it."""
    name = row.get("position")
    if row["type"] == "position_opened":
        if (name in opened) != row.get("adds", False):
            return False
        opened[str(name)] = opened.get(str(name), Fraction(0)) + Fraction(row["lots"])
    if row["type"] == "position_closed":
        left = Fraction(row.get("left", 0))
        if name not in opened or left >= opened.pop(str(name)):
            return False
        if left:
            opened[str(name)] = left
    return True


def refused(programme: Row, events: list[Row]) -> int | str | None:
    """Name the key or the line for which a case is refused, if it is."""
    name = refused_programme(programme)
    return refused_events(programme, events) if name is None else name


def filled(row: Row, shape: Shape) -> Row:
    """Fill an object's defaults in and turn its decimals and instants into numbers."""
    full = {
        key: default for key, (_, default) in shape.items() if default not in (REQUIRED, OPTIONAL)
    }
    full.update(row)
    for key, value in full.items():
        check = shape[key][0]
        if check in (signed, positive):
            full[key] = Fraction(value)
        elif check is instant:
            full[key] = instant_of(value)
    return full


def _read_amount(row: Row) -> Row:
    return {key: value if key == "of" else Fraction(value) for key, value in row.items()}


def _read_rule(row: Row) -> Row:
    rule = filled(row, rule_shape(row))
    for key in ("amount", "threshold"):
        if key in rule:
            rule[key] = _read_amount(rule[key])
    if rule.get("lock") is not None:
        rule["lock"] = filled(rule["lock"], LOCK)
    return rule


def read_programme(row: Row) -> Row:
    """Read a programme that is not refused."""
    programme = filled(row, PROGRAMME)
    clock = programme["clock"]
    hour, minute = clock["reset"].split(":")
    programme["clock"] = (ZoneInfo(clock["zone"]), time(int(hour), int(minute)))
    programme["phases"] = [filled(phase, PHASE) for phase in programme["phases"]]
    for phase in programme["phases"]:
        phase["rules"] = {rule["rule"]: _read_rule(rule) for rule in phase["rules"]}
    return programme


def read_event(row: Row) -> Row:
    """Read an event that is not refused."""
    return filled(row, event_shape(row))
