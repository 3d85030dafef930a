"""The oracle against what the contract and the reference work out by hand."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, seed, settings

from .cases import Case, Tape, cases, tapes
from .mutations import MUTATIONS, Mutation, mutated
from .oracle import evaluate, local_instant, refused, trading_day
from .properties import PROPERTIES, Property
from .reading import COUNTS, RULES, Row, instant_of
from .sentences import SENTENCES
from .small import START
from .worked import WORKED, Expected

DAY_LISTS = {"daily": "daily_floor", "overall": "overall_floor", "starts": "at"}
LISTS = {"also": "also", "floor": "floor", "measured": "measured"}


def fixed(examples: int) -> settings:
    """Make so many examples, the same in every run of one seed."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, database=None, deadline=None, suppress_health_check=slow)


def value(text: Any, like: Any) -> Any:
    """Read an expected value as what it is to be compared with."""
    if isinstance(like, Fraction):
        return Fraction(text)
    return instant_of(text) if isinstance(like, datetime) else text


def seen(lines: list[Row], key: str) -> Any:
    """Find what a case's expectation speaks of."""
    of = {kind: [line for line in lines if line["type"] == kind] for kind in KINDS}
    if key == "breaches":
        hours = [(line["at"] - START) / timedelta(hours=1) for line in of["breach"]]
        return [(line["rule"], hour) for line, hour in zip(of["breach"], hours, strict=True)]
    if key == "types":
        return [line["type"] for line in lines if line["type"] != "day_started"]
    if key == "expired":
        return [line["rule"] for line in of["expired"]]
    if key == "profit":
        return [line["profit"] for line in of["phase_passed"]]
    if key in LISTS:
        return [line[key] for line in of["breach"]]
    if key in DAY_LISTS or key == "reset_at":
        return [line[DAY_LISTS.get(key, key)] for line in of["day_started"]]
    return lines[-1][key]


KINDS = ("day_started", "breach", "paused", "resumed", "phase_passed", "expired", "final")


@pytest.mark.parametrize("name", [*WORKED, *SENTENCES])
def test_what_is_worked_out_by_hand(name: str) -> None:
    one, expected = {**WORKED, **SENTENCES}[name]
    assert refused(*one) is None
    lines = evaluate(*one)
    found: Expected = {}
    wanted: Expected = {}
    for key, should in expected.items():
        found[key], wanted[key] = seen(lines, key), should
        if key == "breaches":
            wanted[key] = [(rule, pytest.approx(hour)) for rule, hour in should]
        elif isinstance(should, list):
            assert len(should) == len(found[key]), key
            wanted[key] = [value(*pair) for pair in zip(should, found[key], strict=True)]
        else:
            wanted[key] = value(should, found[key])
    assert found == wanted


PRAGUE = [
    ("2026-01-15", "2026-01-14T23:00", 24, "22:00"),
    ("2026-03-10", "2026-03-09T23:00", 24, "21:00"),
    ("2026-03-29", "2026-03-28T23:00", 23, "21:00"),
    ("2026-07-15", "2026-07-14T22:00", 24, "21:00"),
    ("2026-10-25", "2026-10-24T22:00", 25, "21:00"),
    ("2026-10-28", "2026-10-27T23:00", 24, "21:00"),
    ("2026-11-02", "2026-11-01T23:00", 24, "22:00"),
]


@pytest.mark.parametrize(("day", "reset", "hours", "new_york"), PRAGUE)
def test_the_clock_vectors(day: str, reset: str, hours: int, new_york: str) -> None:
    of, clock = date.fromisoformat(day), (ZoneInfo("Europe/Prague"), time(0))
    at = local_instant(of, clock[1], clock[0])
    after = local_instant(of + timedelta(days=1), clock[1], clock[0])
    assert at == datetime.fromisoformat(f"{reset}+00:00")
    assert after - at == timedelta(hours=hours)
    assert trading_day(at, clock) == trading_day(after - timedelta(microseconds=1), clock) == of
    ny = local_instant(of, time(17), ZoneInfo("America/New_York"))
    assert ny.isoformat()[11:16] == new_york


@pytest.mark.parametrize(
    ("day", "at"),
    [("2026-03-29", "2026-03-29T01:30:00Z"), ("2026-10-25", "2026-10-25T00:30:00Z")],
)
def test_a_reset_that_clocks_skip_and_one_that_comes_twice(day: str, at: str) -> None:
    found = local_instant(date.fromisoformat(day), time(2, 30), ZoneInfo("Europe/Prague"))
    assert found == instant_of(at)
    assert found.tzinfo is UTC


def _met(one: Case) -> set[Any]:
    """List what a case reaches."""
    assert refused(*one) is None
    met: set[Any] = set()
    programme, events = one
    met.update(row["type"] for row in events)
    for phase in programme["phases"]:
        for rule in phase.get("rules", ()):
            met.update((rule["rule"], key, str(rule[key])) for key in rule if key != "amount")
    for line in evaluate(*one):
        met |= {line["type"], (line["type"], line.get("rule"), line.get("action"))}
        met |= {("status", line.get("status")), ("met", line.get("consistency_met"))}
        met |= {("also", rule) for rule in line.get("also", ())}
        if line["type"] == "breach" and line["measured"] == line["floor"] is not None:
            met.add("touched")
        if line["type"] == "phase_passed" and line["at"].time() == time(0):
            met.add("passed at a reset")
    return met


def _wanted() -> set[Any]:
    wanted: set[Any] = {*KINDS, "touched", ("met", True), ("met", False)}
    wanted |= {"state", "position_opened", "position_closed", "withdrawal", "deposit", "news"}
    wanted |= {("status", one) for one in ("active", "passed", "funded", "failed", "expired")}
    wanted |= {("expired", rule, None) for rule in ("max_days", "inactivity")}
    wanted.add(("breach", "max_daily_loss", "pause_until_reset"))
    wanted.add(("breach", "max_overall_loss", "fail"))
    for rule in ("max_daily_loss", "max_lots", "news_window", "weekend_flat"):
        wanted |= {("breach", rule, "fail"), ("breach", rule, "warn")}
    wanted |= {("also", rule) for rule in ("max_daily_loss", "max_overall_loss", "news_window")}
    wanted |= {("min_trading_days", "counts", counts) for counts in COUNTS}
    return wanted


def test_random_cases_reach_every_rule_decision_and_reason() -> None:
    left = _wanted()

    def collect(one: Case) -> None:
        left.difference_update(_met(one))

    for number in range(60):  # always the same ones, and no more than it takes
        if left:
            of_one = cases([*RULES][number % len(RULES)])
            seed(number)(fixed(20)(given(of_one)(collect)))()
    assert left == set()


@pytest.mark.parametrize("mutation", dict.fromkeys(MUTATIONS), ids=lambda one: one.__name__)
def test_the_oracle_refuses_every_kind_of_mutation(mutation: Mutation) -> None:
    made = []

    @seed(1)
    @fixed(15)
    @given(cases(), tapes())
    def refuse(one: Case, tape: Tape) -> None:
        found = mutated(tape, one, mutation)
        if found is not None:
            made.append(found)
            assert str(refused(*found[:2])) in found[2], found

    refuse()
    assert made


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda one: one.__name__)
def test_a_property_holds_of_the_oracle(holds: Property) -> None:
    @seed(2)
    @fixed(30)
    @given(cases(), tapes())
    def check(one: Case, tape: Tape) -> None:
        holds(evaluate, one, tape)

    check()
