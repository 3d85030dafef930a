"""Published examples of consistency, counted days and clocks; the reference's 4.7 and 4.8."""

import pytest

from .cases import (
    START,
    Body,
    closed,
    days,
    final,
    flat,
    hour,
    opened,
    phase,
    programme,
    result,
    rule,
    said,
    state,
    target,
    tick,
    trade,
)


def even(share: str, denominator: str = "net", **more: bool) -> Body:
    return programme(rule("consistency", denominator=denominator, max_share=share, **more))


def score(body: Body, *results: int) -> tuple[str | None, bool]:
    found = final(body, *days(*results))
    return found["best_day_share"], found["consistency_met"]


def test_c01_the_best_day_rule_is_never_a_failure() -> None:
    assert score(even("0.5"), 5000) == ("1", False)
    assert score(even("0.5"), 5000, 3000, 2000) == ("0.5", True)
    assert final(even("0.5"), *days(5000))["status"] == "active"


@pytest.mark.parametrize(
    ("share", "results", "met"),
    [
        ("0.35", (500, 550, -150, 600, 400), True), ("0.35", (1100, 900, -400, 1500), False),
        ("0.40", (500, 550, -150, 600, 400), True), ("0.40", (1100, 1500, 900, -400), False),
        ("0.40", (500, 550, -50, 600, 400), True),
    ],
)  # fmt: skip
def test_c02_to_c05_shares_of_the_net_profit(
    share: str, results: tuple[int, ...], met: bool
) -> None:
    assert score(even(share), *results)[1] is met


def test_c06_strictly_below() -> None:
    assert score(even("0.40", strict=True), 900, 800, 700, 400) == ("0.321429", True)
    assert score(even("0.40", strict=True), 400, 300, 300) == ("0.4", False)
    assert score(even("0.40"), 400, 300, 300) == ("0.4", True)


def test_c07_c08_the_score_day_by_day() -> None:
    results = (1000, -500, 1500, 1000, 1500, 1500)
    found = [score(even("0.25"), *results[:n]) for n in range(1, 7)]
    assert found == [("1", False), ("2", False), ("0.75", False), ("0.5", False),
                     ("0.333333", False), ("0.25", True)]  # fmt: skip
    week = (518, 497, 508, 459, 492, 520, 506)
    assert score(even("0.20"), *week) == ("0.148571", True)
    assert score(even("0.20"), *week, 1000) == ("0.222222", False)


def test_c11_denominators_differ() -> None:
    assert score(even("0.5"), 5000, -1000, 5500)[0] == "0.578947"
    assert score(even("0.5", "positive_days"), 5000, -1000, 5500)[0] == "0.52381"
    body = programme(target("11"), rule("consistency", denominator="target", max_share="0.5"))
    assert score(body, 5000, -1000, 5500) == ("0.5", True)
    assert score(even("0.5"), -10) == (None, False)


def counting(counts: str, *events: Body, **more: Body) -> int:
    kind = rule("min_trading_days", days=3, counts=counts, **more)
    return int(final(programme(kind), *events)["trading_days"])


def test_c12_a_profitable_day_reaches_its_threshold() -> None:
    low = [flat(hour(1), 99600), tick(hour(0, 1))]
    for balance, days_ in (("100099.99", 0), ("100100", 1)):
        assert counting("closed_profit_at_least", *low, flat(hour(1, 1), balance)) == days_
    assert counting("closed_profit_at_least", *days(100, 50), threshold={"money": "75"}) == 1


def test_c14_four_days_held_are_one_day_opened() -> None:
    path = [opened(hour(1)), closed(hour(1, 3), 10)]
    assert counting("held", *path) == 4
    assert counting("position_opened", *path) == 1
    assert counting("opened_and_closed", *path) == 1
    assert final(programme(), *path)["trading_days"] == 1


def test_c16_the_target_is_closed_and_flat() -> None:
    body = programme(target())
    assert final(body, state(hour(1), 109000, 110000, open_positions=1))["status"] == "active"
    assert final(body, state(hour(1), 110000, 110000, open_positions=1))["status"] == "active"
    assert final(body, flat(hour(1), 110000))["status"] == "passed"


@pytest.mark.parametrize(
    ("day", "prague", "new_york"),
    [
        ("2026-01-15", "2026-01-14T23:00:00Z", "2026-01-15T22:00:00Z"),
        ("2026-03-10", "2026-03-09T23:00:00Z", "2026-03-10T21:00:00Z"),
        ("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T21:00:00Z"),
        ("2026-07-15", "2026-07-14T22:00:00Z", "2026-07-15T21:00:00Z"),
        ("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T21:00:00Z"),
        ("2026-10-28", "2026-10-27T23:00:00Z", "2026-10-28T21:00:00Z"),
        ("2026-11-02", "2026-11-01T23:00:00Z", "2026-11-02T22:00:00Z"),
    ],
)
def test_resets_follow_the_zone(day: str, prague: str, new_york: str) -> None:
    for zone, reset, instant in (("Europe/Prague", "00:00", prague),
                                 ("America/New_York", "17:00", new_york)):  # fmt: skip
        body = programme(clock={"zone": zone, "reset": reset}, started_at="2026-01-01T12:00:00Z")
        started = said("day_started", body, tick("2026-12-01T00:00:00Z"))
        assert {one["day"]: one["reset_at"] for one in started}[day] == instant


def test_days_of_23_and_25_hours() -> None:
    body = programme(clock={"zone": "Europe/Prague"}, started_at="2026-01-01T12:00:00Z")
    starts = {
        one["day"]: one["at"] for one in said("day_started", body, tick("2026-12-01T00:00:00Z"))
    }
    assert (starts["2026-03-29"], starts["2026-03-30"]) == (
        "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z",
    )  # fmt: skip
    assert (starts["2026-10-25"], starts["2026-10-26"]) == (
        "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z",
    )  # fmt: skip
    assert len(starts) == 335


@pytest.mark.parametrize(
    ("zone", "reset", "day", "instant"),
    [
        ("Europe/Prague", "02:30", "2026-03-29", "2026-03-29T01:30:00Z"),  # skipped
        ("Europe/Prague", "02:30", "2026-10-25", "2026-10-25T00:30:00Z"),  # twice: the first
        ("America/New_York", "02:30", "2026-03-08", "2026-03-08T07:30:00Z"),
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:45:00Z"),
        ("UTC", "00:30", "2026-05-01", "2026-05-01T00:30:00Z"),
    ],
)
def test_a_reset_that_the_clocks_skip_or_repeat(
    zone: str, reset: str, day: str, instant: str
) -> None:
    body = programme(clock={"zone": zone, "reset": reset}, started_at="2026-01-01T12:00:00Z")
    started = said("day_started", body, tick("2026-12-01T00:00:00Z"))
    assert {one["day"]: one["at"] for one in started}[day] == instant


def test_a_day_that_a_zone_left_out_is_empty() -> None:
    body = programme(clock={"zone": "Pacific/Apia"}, started_at="2011-12-29T12:00:00Z")
    started = said("day_started", body, tick("2011-12-31T12:00:00Z"))
    assert [(one["day"], one["at"]) for one in started] == [
        ("2011-12-29", "2011-12-29T12:00:00Z"), ("2011-12-30", "2011-12-30T10:00:00Z"),
        ("2011-12-31", "2011-12-30T10:00:00Z"), ("2012-01-01", "2011-12-31T10:00:00Z"),
    ]  # fmt: skip


def test_a_new_phase_starts_at_the_same_instant() -> None:
    two = programme(phases=[phase(target("1"), name="One"), phase(target("2"), name="Two")])
    found = result(two, *trade(0, 1000), *trade(1, 2000))
    assert [(one["type"], one.get("phase", one.get("day"))) for one in found] == [
        ("day_started", "2026-03-03"), ("phase_passed", "One"), ("day_started", "2026-03-03"),
        ("day_started", "2026-03-04"), ("phase_passed", "Two"), ("final", "Two"),
    ]  # fmt: skip
    assert found[2]["at"] == "2026-03-03T09:00:00Z"
    assert found[2]["reset_at"] == "2026-03-03T00:00:00Z"
    assert found[-1]["status"] == "passed"
    assert found[0]["at"] == START.isoformat().replace("+00:00", "Z")
