"""What must hold of every answer beside every other: of the oracle's, and of the engine's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from .cases import Case, Tape, plain, written
from .reading import Row, instant_of

Answer = Callable[[Row, list[Row]], list[Row]]
Property = Callable[[Answer, Case, Tape], None]

INSTANTS = ("at", "reset_at", "next_reset_at")
AMOUNTS = (
    *("balance", "equity", "daily_floor", "overall_floor", "floor", "measured", "profit"),
    *("permitted_loss", "profit_target_left"),
)


def instant(value: Any) -> datetime:
    """Take an instant, read or written."""
    return value if isinstance(value, datetime) else instant_of(value)


def body(lines: list[Row]) -> list[Row]:
    """Leave the last line out."""
    assert lines[-1]["type"] == "final"
    return lines[:-1]


def more_history_never_unsays_what_was_written(answer: Answer, one: Case, tape: Tape) -> None:
    """A longer file begins with the lines of a shorter; what ended stays as it ended."""
    programme, events = one
    most = len(events) if "started_at" in programme else max(1, len(events))
    cut = tape.integer(0 if "started_at" in programme else 1, most)
    if any(row["type"] == "news" for row in events[cut:]):
        return  # known from the start: the shorter file would be another case
    short, long = answer(programme, events[:cut]), answer(programme, events)
    assert body(long)[: len(body(short))] == body(short)
    if short[-1]["status"] in ("failed", "expired", "passed"):
        assert long == short


def a_glance_changes_nothing(answer: Answer, one: Case, tape: Tape) -> None:
    """An event at which nothing happened may stand anywhere between two others."""
    programme, events = one
    if len(events) < 2:
        return
    place = tape.integer(1, len(events) - 1)
    before, after = (instant_of(row["at"]) for row in events[place - 1 : place + 1])
    glance = {"at": written(tape, before + (after - before) / tape.integer(1, 3)), "type": "clock"}
    assert answer(programme, [*events[:place], glance, *events[place:]]) == answer(*one)


def a_bigger_loss_breaches_too(answer: Answer, one: Case, tape: Tape) -> None:
    """What fails at the last state fails at a lower one; no lower one passes or permits more."""
    programme, events = one
    if not events or events[-1]["type"] != "state":
        return
    last = events[-1]
    less = Fraction(tape.integer(1, 500))
    low = {**last, "equity": plain(Fraction(last["equity"]) - less)}
    low["balance"] = plain(Fraction(last["balance"]) - less)
    high_lines, low_lines = answer(*one), answer(programme, [*events[:-1], low])
    kinds = [[line["type"] for line in lines] for lines in (high_lines, low_lines)]
    assert kinds[1].count("breach") >= kinds[0].count("breach") or "phase_passed" in kinds[1]
    assert kinds[1].count("phase_passed") <= kinds[0].count("phase_passed")
    if high_lines[-1]["status"] == "failed":
        assert low_lines[-1]["status"] == "failed"
    high, low = (lines[-1]["permitted_loss"] for lines in (high_lines, low_lines))
    if high is not None and low is not None and kinds[0].count("phase_passed") == 0:
        assert Fraction(low) <= Fraction(high)


def shifted(row: Row, by: timedelta) -> Row:
    """Move a line's or an event's instants."""
    moved: Row = {key: instant(row[key]) + by for key in INSTANTS if row.get(key) is not None}
    if "day" in row:
        moved["day"] = datetime.fromisoformat(row["day"]).date() + by
    return {**row, **moved}


def _spell(row: Row) -> Row:
    return {
        key: str(value) if key == "day" else value.isoformat() if key in INSTANTS else value
        for key, value in row.items()
        if value is not None or key not in INSTANTS
    }


def whole_weeks_change_nothing(answer: Answer, one: Case, tape: Tape) -> None:
    """The same path some weeks on, where no clock changes, gives the same lines then."""
    programme, events = one
    first = instant_of(programme.get("started_at") or events[0]["at"])
    june = timedelta(weeks=(datetime.fromisoformat("2026-06-01T00:00:00+00:00") - first).days // 7)
    if events and instant_of(events[-1]["at"]) - first > timedelta(days=60):
        return
    lines = []
    for weeks in (june, june + timedelta(weeks=tape.integer(1, 5))):
        moved = dict(programme)
        if "started_at" in moved:
            moved["started_at"] = (instant_of(moved["started_at"]) + weeks).isoformat()
        there = answer(moved, [_spell(shifted(row, weeks)) for row in events])
        lines.append([_spell(shifted(row, -weeks)) for row in there])
    assert lines[0] == lines[1]


def _times(value: Any, factor: int) -> Any:
    return value if value is None else plain(Fraction(value) * factor)


def another_unit_of_money_changes_nothing_else(answer: Answer, one: Case, tape: Tape) -> None:
    """A hundred times the money gives a hundred times the amounts, and the same decisions."""
    factor = (10, 100, 3)[tape.integer(0, 2)]

    def scaled(value: Any, keys: tuple[str, ...]) -> Any:
        if isinstance(value, list):
            return [scaled(item, keys) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            key: _times(item, factor) if key in keys and not isinstance(item, dict) else item
            for key, item in ((key, scaled(item, keys)) for key, item in value.items())
        }

    money = ("initial_balance", "money", "floor_at", "amount", "balance", "equity")
    of_close = ("profit", "commission", "swap")
    expected = []
    for line in answer(*one):
        lots = line.get("rule") == "max_lots"
        keys = AMOUNTS[:4] if lots else AMOUNTS
        plain_line = {k: _times(v, 1) if k in AMOUNTS else v for k, v in line.items()}
        expected.append(scaled(plain_line, keys))
    programme, events = (scaled(part, money + of_close) for part in one)
    found = answer(programme, events)
    assert [{k: _times(v, 1) if k in AMOUNTS else v for k, v in row.items()} for row in found] == (
        expected
    )


def another_spelling_changes_nothing(answer: Answer, one: Case, tape: Tape) -> None:
    """Instants in other zones, amounts with zeros at their end and keys turned round are alike."""

    def respelled(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {k: respelled(value[k], k) for k in reversed(value)}
        if isinstance(value, list):
            return [respelled(item) for item in value]
        if key in ("at", "started_at"):
            return written(tape, instant_of(value))
        decimal = ("balance", "equity", "profit", "amount", "money", "percent", "lots")
        if key in decimal and isinstance(value, str) and tape.one_in(2):
            return f"{value}00" if "." in value else f"{value}.0"
        return value

    programme, events = (respelled(part) for part in one)
    assert answer(programme, events) == answer(*one)


def a_withdrawal_is_no_loss(answer: Answer, one: Case, tape: Tape) -> None:
    """Pay out and the day's permitted loss, the profit and the best day stay as they were."""
    programme, events = one
    daily = {"rule": "max_daily_loss", "amount": {"percent": "3", "of": "initial"}}
    target = {"rule": "profit_target", "amount": {"money": "5000"}}
    best = {"rule": "consistency", "max_share": "0.4", "denominator": "positive_days"}
    phases = [{"name": "Only", "rules": [daily, target, best]}]
    alone = {**programme, "phases": phases}
    if not events:
        return
    paid = {"at": events[-1]["at"], "type": "withdrawal", "amount": str(tape.integer(1, 900))}
    before, after = answer(alone, events)[-1], answer(alone, [*events, paid])[-1]
    for key in ("status", "profit_target_left", "best_day_share", "permitted_loss"):
        assert after[key] == before[key]


PROPERTIES: tuple[Property, ...] = (
    more_history_never_unsays_what_was_written,
    a_glance_changes_nothing,
    a_bigger_loss_breaches_too,
    whole_weeks_change_nothing,
    another_unit_of_money_changes_nothing_else,
    another_spelling_changes_nothing,
    a_withdrawal_is_no_loss,
)
