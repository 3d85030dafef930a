"""Published examples of daily losses; numbers as in the reference's sections 4.1 to 4.4."""

import pytest

from .cases import (
    Body,
    daily,
    final,
    flat,
    hour,
    of_anchor,
    overall,
    programme,
    result,
    said,
    state,
    tick,
)

MIDNIGHT = {"zone": "Europe/Prague", "reset": "00:00"}
K200: Body = {"initial": "200000", "clock": MIDNIGHT}


def breached(body: Body, *events: Body) -> bool:
    return bool(said("breach", body, *events))


def carried(rule: Body, balance: int, equity: int, initial: str = "100000", **more: str) -> str:
    """The floor of the day that begins with a balance and an equity."""
    body = programme(rule, initial=initial, **more)
    return str(final(body, state(hour(1), balance, equity), tick(hour(0, 1)))["daily_floor"])


def test_d01_a_closed_loss_leaves_the_rest() -> None:
    assert final(programme(daily(), **K200), flat(hour(1), 192000))["permitted_loss"] == "2000"


def test_d02_d03_a_floating_loss_within_today_s_profit_breaches_at_the_reset() -> None:
    body = programme(daily(), **K200)
    closed = flat("2026-03-03T12:00:00+01:00", 204000)
    late = state("2026-03-03T23:59:00+01:00", 204000, 191000, open_positions=1)
    assert final(body, closed)["permitted_loss"] == "14000"
    assert not breached(body, closed, late)
    lines = result(body, closed, late, tick("2026-03-04T09:00:00+01:00"))
    assert [line["type"] for line in lines] == ["day_started", "day_started", "breach", "final"]
    assert lines[1]["daily_floor"] == "194000"
    assert lines[2]["at"] == "2026-03-03T23:00:00Z"
    assert (lines[2]["floor"], lines[2]["measured"]) == ("194000", "191000")
    assert lines[3]["status"] == "failed"
    assert lines[3]["permitted_loss"] == "0"


def test_d04_d05_today_s_profit_widens_the_room() -> None:
    found = final(programme(daily()), flat(hour(1), 102000))
    assert (found["permitted_loss"], found["daily_floor"]) == ("7000", "95000")
    day2 = tick(hour(0, 1))
    for closes, room in ((100500, "5500"), (99500, "4500")):
        assert final(programme(daily()), day2, flat(hour(1, 1), closes))["permitted_loss"] == room


def test_d06_the_binding_floor_is_the_higher() -> None:
    body = programme(daily(), overall())
    assert final(body, flat(hour(1), 95500), tick(hour(1, 1)), flat(hour(2, 1), 93000),
                 tick(hour(0, 2)))["permitted_loss"] == "3000"  # fmt: skip


@pytest.mark.parametrize(
    ("loss", "most", "room", "floor"),
    [("3", "6", "3000", "94000"), ("4", "8", "4000", "92000"), ("5", "10", "5000", "90000")],
)
def test_d07_sizes_at_100k(loss: str, most: str, room: str, floor: str) -> None:
    found = final(programme(daily(loss), overall(most)))
    assert (found["permitted_loss"], found["overall_floor"]) == (room, floor)


def test_d08_d12_d13_only_the_balance_counts_at_rollover() -> None:
    assert carried(daily(), 100000, 101000) == "95000"
    assert carried(daily(), 101000, 101000) == "96000"
    alpha = programme(daily(amount=of_anchor("5")))
    for equity, room in ((101000, "6000"), (99000, "4000")):
        found = final(alpha, state(hour(1), 100000, equity), tick(hour(0, 1)))
        assert (found["daily_floor"], found["permitted_loss"]) == ("95000", room)


def test_d09_d10_d11_closed_and_floating_together() -> None:
    body = programme(daily(amount={"money": "10000"}), initial="200000",
                     clock={"zone": "Etc/GMT-8"})  # fmt: skip
    lost = flat(hour(1), 192000)
    assert not breached(body, lost, state(hour(2), 192000, 190000))
    assert breached(body, lost, state(hour(2), 192000, "189999.99"))
    assert final(body, flat(hour(1), 205000))["permitted_loss"] == "15000"
    assert breached(body, state(hour(1), 194000, 188300))
    gained = state(hour(1), 204000, 191000)
    assert not breached(body, gained)
    assert breached(body, gained, tick("2026-03-04T00:00:00+08:00"))
    fidelcrest = programme(daily(amount={"money": "5000"}))
    assert breached(fidelcrest, flat(hour(1), 96000), state(hour(2), 96000, 94800),
                    flat(hour(3), 97000))  # fmt: skip
    assert final(fidelcrest, flat(hour(1), 104000))["permitted_loss"] == "9000"


@pytest.mark.parametrize(
    ("percent", "balance", "equity", "floor"),
    [
        ("4", 105000, 105000, "100800"),  # D14
        ("5", 100000, 106000, "95000"), ("5", 105000, 105000, "99750"),  # D15
        ("4", 100000, 100000, "96000"), ("4", 100000, 106000, "96000"),  # D16, D17
        ("4", 110000, 110000, "105600"),  # D18
        ("5", 102000, 102000, "96900"), ("5", 101000, 101000, "95950"),  # D19
    ],
)  # fmt: skip
def test_d14_to_d19_percent_of_the_day_s_balance(
    percent: str, balance: int, equity: int, floor: str
) -> None:
    assert carried(daily(amount=of_anchor(percent)), balance, equity) == floor


@pytest.mark.parametrize("breach_when", ["touch", "below"])
def test_d16_touch_breaches_on_the_floor_itself(breach_when: str) -> None:
    body = programme(daily(amount=of_anchor("4"), breach_when=breach_when))
    assert breached(body, state(hour(1), 100000, 96000)) is (breach_when == "touch")
    assert not breached(body, state(hour(1), 100000, "96000.01"))
    assert breached(body, state(hour(1), 100000, "95999.99"))


@pytest.mark.parametrize(
    ("anchor", "percent", "balance", "equity", "floor"),
    [
        ("equity", "5", 100000, 103000, "97850"), ("equity", "5", 100000, 101000, "95950"),
        ("equity", "2.5", 100000, 101000, "98475"), ("equity", "2.5", 100000, 99000, "96525"),
        ("equity", "5", 100000, 97000, "92150"),
        ("max_balance_equity", "5", 102000, 105000, "99750"),
        ("max_balance_equity", "3", 100000, 102000, "98940"),
        ("max_balance_equity", "3", 100000, 98000, "97000"),
        ("max_balance_equity", "6", 100000, 105000, "98700"),
        ("max_balance_equity", "6", 110000, 108000, "103400"),
    ],
)  # fmt: skip
def test_d20_to_d28_anchors_of_equity(
    anchor: str, percent: str, balance: int, equity: int, floor: str
) -> None:
    assert carried(daily(amount=of_anchor(percent), anchor=anchor), balance, equity) == floor


def test_d25_to_d27_initial_percent_off_the_higher() -> None:
    starts = ((100000, 102000, "97000"), (100000, 98000, "95000"), (101000, 101000, "96000"),
              (100000, 110000, "105000"))  # fmt: skip
    for balance, equity, floor in starts:
        assert carried(daily(anchor="max_balance_equity"), balance, equity) == floor
    body = programme(daily("3", anchor="max_balance_equity"))
    day2 = (state(hour(1), 105000, 103000), tick(hour(0, 1)))
    assert final(body, *day2)["daily_floor"] == "102000"
    assert final(body, *day2, flat(hour(1, 1), 109000))["daily_floor"] == "102000"


def test_d29_nothing_is_rounded() -> None:
    rule = daily(amount=of_anchor("3"), anchor="max_balance_equity")
    assert carried(rule, 50000, 52000, "50000") == "50440"


def test_d30_d31_the_peak_of_the_day() -> None:
    aeon = programme(daily(amount=of_anchor("3"), anchor="intraday_peak_equity"), initial="10000")
    assert final(aeon)["daily_floor"] == "9700"
    assert final(aeon, state(hour(1), 10000, 10500))["daily_floor"] == "10185"
    peak = {"anchor": "intraday_peak_equity", "breach_when": "touch"}
    hyro = programme(daily(amount={"money": "250"}, **peak), initial="5000")
    high = state(hour(1), 5000, 5200)
    assert not breached(hyro, high, state(hour(2), 5000, "4950.01"))
    assert breached(hyro, high, state(hour(2), 5000, 4950))
    large = programme(daily(amount={"money": "5000"}, **peak))
    assert breached(large, state(hour(1), 100000, 110000), state(hour(2), 100000, 105000))


def test_one_day_start_in_six_programmes() -> None:
    """Balance 105,000 and equity 107,000 at the start of the day."""
    most = "max_balance_equity"
    assert [carried(one, 105000, 107000) for one in (
        daily(), daily(), daily(amount=of_anchor("5"), anchor=most),
        daily(amount=of_anchor("5"), anchor=most), daily(amount=of_anchor("5")),
        daily("4", anchor=most),
    )] == ["100000", "100000", "101650", "101650", "99750", "103000"]  # fmt: skip
