"""What the contract says precisely: order, floating, moves, pauses, limits, expiry."""

import pytest

from .cases import (
    Body,
    closed,
    daily,
    days,
    deposit,
    final,
    flat,
    floors,
    hour,
    in_order,
    news,
    of_anchor,
    opened,
    overall,
    phase,
    programme,
    result,
    rule,
    said,
    state,
    target,
    tick,
    trade,
    withdrawal,
)

PAUSE = "pause_until_reset"


def kinds(body: Body, *events: Body) -> list[str]:
    return [line["type"] for line in result(body, *events)]


def test_a_close_takes_its_share_of_the_floating() -> None:
    two = [opened(hour(1), "a"), opened(hour(1), "b"), state(hour(2), 100000, 99000)]
    found = final(programme(), *two, closed(hour(3), -400, "a"))
    assert (found["balance"], found["equity"]) == ("99600", "99000")
    both = [*two, closed(hour(3), -400, "a"), closed(hour(4), -500, "b")]
    assert final(programme(), *both)["equity"] == "99100"
    later = [*two, opened(hour(3), "c"), closed(hour(4), 50, "c")]
    found = final(programme(), *later)
    assert (found["balance"], found["equity"]) == ("100050", "99050")
    fewer = [*two[:2], state(hour(2), 100000, 99000, open_positions=1), closed(hour(3), 1, "a")]
    assert final(programme(), *fewer)["equity"] == "100001"


def test_commission_and_swap_are_part_of_a_close() -> None:
    found = final(programme(), opened(hour(1)),
                  closed(hour(2), "250.00", commission="-7.00", swap="-0.50"))  # fmt: skip
    assert found["balance"] == "100242.5"


def test_the_open_count_never_falls_below_zero() -> None:
    body = programme(target("1"))
    path = [opened(hour(1)), state(hour(2), 100000, 100000, open_positions=0), closed(hour(3), 0)]
    assert final(body, *path, opened(hour(4), "b"), flat(hour(5), 101000))["status"] == "passed"
    busy = [*path, opened(hour(4), "b"), state(hour(5), 101000, 101000)]
    assert final(body, *busy)["status"] == "active"


def test_a_withdrawal_is_never_a_loss_and_a_deposit_never_a_profit() -> None:
    body = programme(daily(), target(), rule("consistency", max_share="1"))
    found = final(body, withdrawal(hour(1), 20000))
    assert (found["daily_floor"], found["permitted_loss"]) == ("75000", "5000")
    assert (found["profit_target_left"], found["best_day_share"]) == ("10000", None)
    found = final(body, deposit(hour(1), 20000))
    assert (found["status"], found["daily_floor"]) == ("active", "115000")
    assert found["best_day_share"] is None
    found = final(body, *trade(0, 500), deposit(hour(2), 20000), *trade(1, 500))
    assert found["best_day_share"] == "0.5"
    carried = final(body, withdrawal(hour(1), 20000), tick(hour(0, 1)))
    assert carried["daily_floor"] == "75000"
    share = final(programme(daily(amount=of_anchor("5"))), withdrawal(hour(1), 20000))
    assert share["daily_floor"] == "75000"
    peak = programme(daily(anchor="intraday_peak_equity"))
    found = final(peak, state(hour(1), 100000, 103000), withdrawal(hour(2), 1000))
    assert found["daily_floor"] == "97000"
    assert final(peak, deposit(hour(1), 1000))["daily_floor"] == "96000"


@pytest.mark.parametrize(
    ("on_withdrawal", "expected"),
    [("keep", "95000 93000"), ("subtract", "91000 93000"), ("reset_to_balance", "91000 93000")],
)
def test_a_withdrawal_moves_the_mark_as_the_programme_says(
    on_withdrawal: str, expected: str
) -> None:
    closes = overall(mode="trail_closed_balance", on_withdrawal=on_withdrawal)
    events = [flat(hour(1), 105000), withdrawal(hour(2), 4000)]
    assert floors(programme(closes), *events)[1] == expected.split()[0]
    fixed = overall(on_withdrawal=on_withdrawal)
    moved = {"keep": "90000", "subtract": "86000", "reset_to_balance": "91000"}
    assert floors(programme(fixed), *events)[1] == moved[on_withdrawal]
    assert floors(programme(fixed), deposit(hour(1), 3000))[0] == expected.split()[1]


def test_a_withdrawal_below_the_lock_does_not_unlock() -> None:
    rule_ = overall(mode="trail_closed_balance", on_withdrawal="subtract",
                    lock={"floor_at": "100000"})  # fmt: skip
    events = [flat(hour(1), 110000), withdrawal(hour(2), 5000), flat(hour(3), 130000)]
    assert floors(programme(rule_), *events) == ["100000"] * 3
    low = overall(lock={"floor_at": "85000"})
    assert final(programme(low))["overall_floor"] == "85000", "locked from the start"
    assert floors(programme(low), deposit(hour(1), 10000)) == ["85000"]


def test_an_event_at_the_reset_belongs_to_the_new_day() -> None:
    midnight = "2026-03-04T00:00:00Z"
    found = final(programme(daily()), flat(hour(1), 101000), flat(midnight, 103000))
    assert found["daily_floor"] == "96000"
    assert found["next_reset_at"] == "2026-03-05T00:00:00Z"


def test_a_pause_ends_at_the_reset_and_judges_anew() -> None:
    body = programme(daily(action=PAUSE), target("1", measure="equity", flat=False), overall("20"))
    assert kinds(body, flat(hour(1), 94000), flat(hour(2), 93000), flat(hour(3), 102000)) == [
        "day_started", "breach", "paused", "final",
    ]  # fmt: skip
    assert kinds(body, flat(hour(1), 94000), flat(hour(2), 102000), tick(hour(0, 1))) == [
        "day_started", "breach", "paused", "day_started", "resumed", "phase_passed", "final",
    ]  # fmt: skip
    passed = said("phase_passed", body, flat(hour(1), 94000), flat(hour(2), 102000),
                  tick(hour(0, 1)))  # fmt: skip
    assert [one["at"] for one in passed] == ["2026-03-04T00:00:00Z"]
    floating = state(hour(2), 100000, 94000)
    assert kinds(body, floating, tick(hour(0, 1))) == [
        "day_started", "breach", "paused", "day_started", "resumed", "breach", "paused", "final",
    ]  # fmt: skip
    assert final(body, flat(hour(1), 94000))["status"] == "active"
    assert final(body, flat(hour(1), 94000), flat(hour(2), 79000))["status"] == "failed"


def test_a_warning_is_given_once_a_day_and_hinders_no_pass() -> None:
    body = programme(daily(action="warn"), target("1", measure="equity", flat=False))
    low = [state(hour(n), 102000, 94000) for n in (1, 2)]
    assert kinds(body, *low) == ["day_started", "breach", "final"]
    assert final(body, *low)["permitted_loss"] == "0"
    assert kinds(body, *low, tick(hour(0, 1))).count("breach") == 2
    warned = programme(daily(action="warn", measure="closed_balance"),
                       target("1", measure="equity", flat=False))  # fmt: skip
    assert kinds(warned, state(hour(1), 94000, 102000)) == [
        "day_started", "breach", "phase_passed", "final",
    ]  # fmt: skip


def test_the_severest_decides() -> None:
    rules = (daily(action="warn"), overall("3"), rule("max_lots", lots="2", action="warn"))
    body = programme(*rules)
    events = [state(hour(1), 100000, 97500), opened(hour(2), lots="3")]
    assert said("breach", body, *events)[0] | {"at": ""} == {
        "at": "", "type": "breach", "phase": "Challenge", "rule": "max_lots", "floor": "2",
        "measured": "3", "action": "warn", "also": [],
    }  # fmt: skip
    low = [opened(hour(1)), closed(hour(2), -6000)]
    found = said("breach", body, *low)[0]
    assert (found["rule"], found["also"]) == ("max_overall_loss", ["max_daily_loss"])


@pytest.mark.parametrize(
    ("measure", "balance", "equity", "measured"),
    [
        ("min_balance_equity", 94000, 96000, "94000"),
        ("min_balance_equity", 96000, 94000, "94000"),
        ("equity", 94000, 96000, None), ("equity", 96000, 94000, "94000"),
        ("closed_balance", 94000, 96000, "94000"), ("closed_balance", 96000, 94000, None),
    ],
)  # fmt: skip
def test_what_is_measured(measure: str, balance: int, equity: int, measured: str | None) -> None:
    for loss in (daily(measure=measure), overall("5", measure=measure)):
        found = said("breach", programme(loss), state(hour(1), balance, equity))
        assert [one["measured"] for one in found] == ([measured] if measured else [])


def test_equal_floors_name_the_daily_one() -> None:
    found = said("breach", programme(overall("5"), daily()), flat(hour(1), 94000))[0]
    assert (found["rule"], found["also"]) == ("max_daily_loss", ["max_overall_loss"])


def test_lots_of_one_position_or_of_all() -> None:
    path = [opened(hour(1), "a", lots="2"), opened(hour(2), "b", lots="1.5"),
            closed(hour(3), 0, "a"), opened(hour(4), "c", lots="1.5")]  # fmt: skip
    limits = {scope: programme(rule("max_lots", lots="3", scope=scope, action="warn"))
              for scope in ("position", "total")}  # fmt: skip
    assert said("breach", limits["position"], *path) == []
    assert [one["measured"] for one in said("breach", limits["total"], *path)] == ["3.5"]
    assert said("breach", limits["position"], opened(hour(1), lots="3.01"))


@pytest.mark.parametrize(
    ("release", "symbols", "impact", "breaches"),
    [
        ("2026-03-03T09:02:00Z", ["EURUSD"], "high", 1),
        ("2026-03-03T09:02:00.0000001Z", ["EURUSD"], "high", 0),
        ("2026-03-03T08:58:00Z", ["EURUSD"], "high", 1),
        ("2026-03-03T08:57:59.9999999Z", ["EURUSD"], "high", 0),
        ("2026-03-03T09:00:00Z", ["GBPUSD"], "high", 0),
        ("2026-03-03T09:00:00Z", ["EURUSD"], "medium", 0),
        ("2026-03-03T09:00:00Z", None, None, 1),
        ("2026-03-03T10:00:00Z", ["GBPUSD", "EURUSD"], "high", 1),
    ],
)
def test_news_before_and_after(
    release: str, symbols: list[str] | None, impact: str | None, breaches: int
) -> None:
    said_ = {"symbols": symbols, "impact": impact}
    told = news(release, **{k: v for k, v in said_.items() if v is not None})
    path = [opened(hour(1)), closed(hour(2), 0), told]
    path.sort(key=lambda event: event["at"][:19] + event["at"][19:].replace("+00:00", "Z"))
    body = programme(rule("news_window", action="warn"))
    assert len(said("breach", body, *path)) == breaches


def test_the_weekend_is_checked_before_the_reset() -> None:
    body = programme(rule("weekend_flat"), clock={"zone": "America/New_York", "reset": "17:00"})
    path = [opened(hour(1)), tick("2026-03-06T22:00:00Z")]
    found = result(body, *path)
    assert [one["type"] for one in found][-2:] == ["breach", "final"]
    assert found[-1]["at"] == "2026-03-06T22:00:00Z"
    assert found[-1]["next_reset_at"] == "2026-03-07T22:00:00Z"
    shut = [*path[:1], closed("2026-03-06T21:59:59Z", 0), tick("2026-03-09T00:00:00Z")]
    assert said("breach", body, *shut) == []
    open_at_five = [opened("2026-03-06T22:00:00Z"), tick("2026-03-07T00:00:00Z")]
    assert said("breach", body, *open_at_five) == []


def test_weekends_follow_new_york_s_summer() -> None:
    body = programme(rule("weekend_flat", action="warn"))
    found = said("breach", body, opened(hour(1)), tick("2026-03-14T00:00:00Z"))
    assert [one["at"] for one in found] == ["2026-03-06T22:00:00Z", "2026-03-13T21:00:00Z"]


def expired(body: Body, *events: Body) -> list[tuple[str, str]]:
    found = result(body, *events)
    assert in_order(found)
    return [(one["at"], one["rule"]) for one in found if one["type"] == "expired"]


def test_days_run_from_the_first_open_and_from_the_last_deal() -> None:
    late = tick("2026-03-20T00:00:00Z")
    limit, idle = rule("max_days", days=3), rule("inactivity", days=3)
    assert expired(programme(limit), late) == []
    assert expired(programme(limit), opened(hour(1, 1)), late) == [
        ("2026-03-07T00:00:00Z", "max_days")
    ]
    assert expired(programme(limit), *trade(0, 1), *trade(1, 1), late) == [
        ("2026-03-06T00:00:00Z", "max_days")
    ]
    assert expired(programme(idle), late) == [("2026-03-07T00:00:00Z", "inactivity")]
    path = [opened(hour(1, 1)), closed(hour(1, 3), 0), late]
    assert expired(programme(idle), *path) == [("2026-03-10T00:00:00Z", "inactivity")]
    both = programme(rule("max_days", days=4), idle)
    assert expired(both, *trade(0, 1), late) == [("2026-03-07T00:00:00Z", "max_days")]
    found = final(programme(limit), *trade(0, 1), late)
    assert (found["status"], found["at"], found["permitted_loss"]) == (
        "expired", "2026-03-06T00:00:00Z", "0",
    )  # fmt: skip


def test_nothing_follows_an_end() -> None:
    path = [*days(-6000), *trade(4, 50000)]
    assert kinds(programme(daily()), *path) == ["day_started", "breach", "final"]


def test_positions_of_an_earlier_phase_are_ignored() -> None:
    two = programme(phases=[phase(target("1", flat=False)), phase(daily(), name="Two")])
    path = [opened(hour(1), "a"), opened(hour(1), "b"), closed(hour(2), 1000, "a"),
            closed(hour(3), -90000, "b"), opened(hour(4), "b")]  # fmt: skip
    found = final(two, *path)
    assert (found["phase"], found["balance"], found["trading_days"]) == ("Two", "100000", 1)


def test_a_funded_phase_never_passes() -> None:
    body = programme(phases=[phase(target("1"), funded=True, split="0.80")])
    found = final(body, flat(hour(1), 105000))
    assert (found["status"], found["profit_target_left"]) == ("funded", "0")
    failing = programme(phases=[phase(daily(), funded=True)])
    assert final(failing, flat(hour(1), 90000))["status"] == "failed"


def test_what_does_not_apply_is_null() -> None:
    found = final(programme())
    names = ("daily_floor", "overall_floor", "permitted_loss", "profit_target_left",
             "best_day_share", "consistency_met")  # fmt: skip
    assert {name: found[name] for name in names} == dict.fromkeys(names)
    assert found["at"] == "2026-03-03T08:00:00Z"


def test_amounts_are_exact_however_long() -> None:
    tiny = "0." + "0" * 40 + "1"
    body = programme(overall(amount={"money": "10000"}))
    long = f"{90000 - 1}.{'9' * 41}"
    assert said("breach", body, state(hour(1), 100000, long))[0]["measured"] == long
    assert final(body, state(hour(1), 100000, f"90000.{tiny[2:]}"))["permitted_loss"] == tiny
    found = final(programme(), state(hour(1), "-0.00", "0.00"))
    assert (found["balance"], found["equity"]) == ("0", "0")


def test_the_last_fraction_of_a_second_belongs_to_its_day() -> None:
    before, after = "2026-03-03T23:59:59.9999999Z", "2026-03-04T00:00:00.0000001+00:00"
    found = result(programme(), flat(before, 1000), flat(after, 2000))
    assert [(one["at"], one["balance"]) for one in found[1:]] == [
        ("2026-03-04T00:00:00Z", "1000"), ("2026-03-04T00:00:00.0000001Z", "2000"),
    ]  # fmt: skip
    assert final(programme(), flat(before, 1000))["at"] == before
