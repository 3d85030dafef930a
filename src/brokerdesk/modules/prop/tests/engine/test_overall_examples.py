"""Published examples of overall losses, payouts and edges; as in the reference's 4.5, 4.6, 4.9."""

import pytest

from .cases import (
    Body,
    daily,
    days,
    final,
    flat,
    floors,
    hour,
    of_anchor,
    overall,
    programme,
    result,
    said,
    state,
    target,
    tick,
    trade,
    withdrawal,
)
from .test_daily_examples import breached

EOD, CLOSED, INTRADAY = "trail_eod_balance", "trail_closed_balance", "trail_intraday_equity"


def trailing(mode: str, amount: Body, lock: str | None = None, **more: str) -> Body:
    locked = {"lock": {"floor_at": lock}} if lock else {}
    return overall(mode=mode, amount=amount, **locked, **more)


def percent(number: str) -> Body:
    return {"percent": number, "of": "initial"}


def money(number: str) -> Body:
    return {"money": number}


def ends(*balances: int) -> list[Body]:
    """The end of each day at a balance, seen after the reset."""
    return [one for n, balance in enumerate(balances)
            for one in (flat(hour(1, n), balance), tick(hour(0, n + 1)))]  # fmt: skip


def after_days(body: Body, *balances: int) -> list[str]:
    events = ends(*balances)
    found = [final(body, *events[:n])["overall_floor"] for n in range(2, len(events) + 1, 2)]
    return [str(final(body)["overall_floor"]), *found]


def closes(body: Body, *balances: int) -> list[str]:
    return [str(final(body)["overall_floor"]),
            *floors(body, *[flat(hour(n + 1), b) for n, b in enumerate(balances)])]  # fmt: skip


def test_m01_static() -> None:
    assert breached(programme(overall()), state(hour(1), 92000, 89999))
    assert not breached(programme(overall()), state(hour(1), 92000, 90000))


@pytest.mark.parametrize(
    ("initial", "rule", "balances", "expected"),
    [
        ("100000", trailing(EOD, percent("10")), (104000, 103000), "90000 94000 94000"),
        ("50000", trailing(EOD, money("2000"), "50000"), (50500, 50000, 52500, 60000),
         "48000 48500 48500 50000 50000"),
        ("100000", trailing(EOD, money("3000"), "100000"), (101000, 103000, 101000),
         "97000 98000 100000 100000"),
        ("50000", trailing(EOD, money("2000"), "50000"), (51000, 52000), "48000 49000 50000"),
        ("100000", trailing(EOD, money("5000"), "110000"), (99000, 103000, 115000, 150000),
         "95000 95000 98000 110000 110000"),
    ],
)  # fmt: skip
def test_m02_to_m06_the_end_of_the_day_trails(
    initial: str, rule: Body, balances: tuple[int, ...], expected: str
) -> None:
    assert after_days(programme(rule, initial=initial), *balances) == expected.split()


def test_m05_the_floor_holds_within_the_day() -> None:
    body = programme(trailing(EOD, money("2000"), "50000"), initial="50000")
    found = said("breach", body, *ends(51000, 52000), state(hour(1, 2), 52000, 49950))
    assert [(one["floor"], one["measured"]) for one in found] == [("50000", "49950")]


@pytest.mark.parametrize(
    ("initial", "rule", "balances", "expected"),
    [
        ("100000", trailing(CLOSED, percent("6"), "100000"), (101000, 106000),
         "94000 95000 100000"),
        ("100000", trailing(CLOSED, percent("6"), "100000"), (102000, 106000),
         "94000 96000 100000"),
        ("10000", trailing(CLOSED, percent("6"), "10000"), (10200, 10100, 10500, 11100),
         "9400 9600 9600 9900 10000"),
        ("5000", trailing(CLOSED, percent("6"), "5000"), (5200, 5100, 5300),
         "4700 4900 4900 5000"),
        ("1000", trailing(CLOSED, percent("4"), "1000"), (1020, 1040), "960 980 1000"),
        ("100000", trailing(CLOSED, percent("6"), "100000"), (103000, 106000, 112000),
         "94000 97000 100000 100000"),
        ("100000", trailing(CLOSED, {"percent": "6", "of": "peak"}, "100000"),
         (102000, 106382, 106383), "94000 95880 99999.08 100000"),
        ("100000", trailing(CLOSED, percent("5"), "100000"), (104000, 105000),
         "95000 99000 100000"),
    ],
)  # fmt: skip
def test_m07_to_m15_the_closed_balance_trails(
    initial: str, rule: Body, balances: tuple[int, ...], expected: str
) -> None:
    assert closes(programme(rule, initial=initial), *balances) == expected.split()


def test_m11_a_payout_locks_where_the_programme_says_so() -> None:
    rule = overall("4", mode=CLOSED, lock={"floor_at": "1000", "on_withdrawal": True})
    found = floors(programme(rule, initial="1000"), flat(hour(1), 1020), withdrawal(hour(2), 5))
    assert found == ["980", "1000"]


def test_m16_to_m19_m21_the_equity_trails() -> None:
    apex = programme(trailing(INTRADAY, money("2500"), "50100"), initial="50000")
    events = [state(hour(1), 50000, 50875), flat(hour(2), 50100)]
    assert floors(apex, *events) == ["48375", "48375"]
    assert final(apex, *events)["permitted_loss"] == "1725"
    found = final(apex, state(hour(1), 50000, 50610), flat(hour(2), 49500))
    assert found["permitted_loss"] == "1390"
    assert floors(apex, state(hour(1), 50000, 54000)) == ["50100"]
    newer = programme(trailing(INTRADAY, money("2000")), initial="50000")
    assert floors(newer, state(hour(1), 50000, 50900)) == ["48900"]
    upside = programme(trailing(INTRADAY, {"percent": "4", "of": "peak"}))
    assert floors(upside, state(hour(1), 100000, 103000)) == ["98880"]


def test_m20_a_daily_pause_beside_an_end_of_day_floor() -> None:
    rules = daily(amount=money("1000"), action="pause_until_reset"), trailing(EOD, money("2000"))
    found = final(programme(*rules, initial="50000"), flat(hour(1), 49700))
    assert (found["permitted_loss"], found["overall_floor"]) == ("700", "48000")


def test_p01_a_payout_keeps_the_high_water_mark() -> None:
    body = programme(trailing(CLOSED, percent("6"), "100000"))
    found = final(body, flat(hour(1), 103000), withdrawal(hour(2), 3000))
    assert (found["balance"], found["overall_floor"]) == ("100000", "97000")


def test_p02_p03_p04_a_payout_leaves_its_buffer() -> None:
    small = trailing(CLOSED, percent("6"), "5000", breach_when="touch")
    body = programme(small, initial="5000")
    rich, poor = flat(hour(1), 5500), flat(hour(1), 5200)
    assert final(body, rich, withdrawal(hour(2), 500))["status"] == "failed"
    for event, amount, left in ((rich, 300, "200"), (poor, 200, "100")):
        found = final(body, event, withdrawal(hour(2), amount))
        assert (found["status"], found["permitted_loss"]) == ("active", left)
    body = programme(trailing(CLOSED, percent("6"), "100000"))
    for balance, amount, left in ((108000, 6000, "2000"), (115000, 8000, "7000")):
        found = final(body, flat(hour(1), balance), withdrawal(hour(2), amount))
        assert (found["overall_floor"], found["permitted_loss"]) == ("100000", left)


def test_daily_percent_of_initial_and_of_anchor_part_ways() -> None:
    events = [*days(2000), *trade(1, -3000), *trade(1, -2050, 2)]
    assert breached(programme(daily()), *events)
    assert not breached(programme(daily(amount=of_anchor("5"))), *events)


def test_the_higher_floor_is_named_and_the_other_listed() -> None:
    drop = [flat(hour(1), 103000), tick(hour(0, 1)), state(hour(1, 1), 103000, 96500)]
    found = said("breach", programme(daily(), overall("3")), *drop)
    assert [(one["rule"], one["also"]) for one in found] == [
        ("max_daily_loss", ["max_overall_loss"])
    ]
    low = [flat(hour(1), 101000), tick(hour(0, 1)), state(hour(1, 1), 101000, 95500)]
    found = said("breach", programme(daily(), overall("3")), *low)
    assert [(one["rule"], one["also"]) for one in found] == [
        ("max_overall_loss", ["max_daily_loss"])
    ]


def test_trails_by_equity_or_by_the_end_of_the_day() -> None:
    path = [*trade(0, 2000), *trade(0, -3500, 2)]
    assert breached(programme(trailing(INTRADAY, money("3000"))), *path)
    assert not breached(programme(overall("3")), *path)
    ups = [*trade(0, 4000), *trade(0, -4500, 2), *trade(1, 5000), *trade(2, -3600)]
    eod = said("breach", programme(trailing(EOD, money("3000"))), *ups)
    assert [(one["floor"], one["measured"]) for one in eod] == [("101500", "100900")]
    assert said("breach", programme(trailing(INTRADAY, money("3000"))), *ups)[0]["at"] == (
        "2026-03-03T10:00:00Z"
    )


def test_a_lock_is_permanent() -> None:
    path = [*trade(0, 4000), *trade(0, -3900, 2), *trade(1, -200)]
    body = programme(trailing(CLOSED, money("3000"), "100000"))
    assert final(body, *path[:4])["status"] == "active"
    assert said("breach", body, *path)[0]["measured"] == "99900"


def test_minimum_days_delay_and_a_breach_beats_the_target() -> None:
    rules = target("9"), {"rule": "min_trading_days", "days": 4}, overall()
    path = days(9000, 1, 1, 1)
    assert [one["at"] for one in said("phase_passed", programme(*rules), *path)] == [
        "2026-03-06T09:00:00Z"
    ]
    body = programme(target(measure="equity", flat=False), overall(measure="closed_balance"))
    found = result(body, state(hour(1), 89000, 120000))
    assert [one["type"] for one in found] == ["day_started", "breach", "final"]
