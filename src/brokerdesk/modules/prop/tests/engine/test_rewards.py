"""Published examples that the format cannot express: rewards, cycles, growth, other results."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal as D
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ...engine import (
    begin,
    evaluate,
    fingerprint,
    preview_withdrawal,
    read_event,
    read_programme,
)
from ...engine.clock import Clock
from ...engine.cycles import Cycle, business_cycle, payout_cycles, payout_window
from ...engine.growth import (
    Record,
    Scaling,
    Tier,
    contracts,
    doubled,
    live_start,
    may_scale,
    merged,
    scaled,
)
from ...engine.programme import percent
from ...engine.results import (
    Trade,
    capped,
    days_of_change,
    effective_target,
    profit_to_cure,
    results_by_opening,
    snapshot_results,
    winning_days,
)
from ...engine.rewards import (
    PayoutFacts,
    PayoutTerms,
    Shares,
    Unmet,
    breach_reward,
    counted_news_profit,
    payable,
    refund,
    share_out,
    split_after,
    unmet,
)
from .cases import Body, flat, hour, overall, programme, text

CENT = D("0.01")


def numbers(*given: int | str) -> list[D]:
    return [D(one) for one in given]


def test_p05_cycles_and_the_trader_s_share() -> None:
    assert share_out(D(3000), D("0.80"), "USD") == Shares(D(2400), D(600))
    cycles = islice(payout_cycles(date(2025, 5, 1), 21, 14), 2)
    assert list(cycles) == [
        Cycle(date(2025, 5, 1), date(2025, 5, 21)), Cycle(date(2025, 5, 22), date(2025, 6, 4)),
    ]  # fmt: skip


def test_p06_a_cycle_ends_by_the_firm_s_clock() -> None:
    cycle = next(payout_cycles(date(2025, 6, 11), 14, 14))
    assert cycle.last == date(2025, 6, 24)
    closes = Clock(ZoneInfo("Etc/GMT-3"), time(23, 45)).reset_at(cycle.last)
    assert closes == datetime(2025, 6, 24, 20, 45, tzinfo=UTC)


def test_p07_business_days() -> None:
    assert business_cycle(date(2025, 8, 1), 5).last == date(2025, 8, 7)
    assert business_cycle(date(2025, 8, 2), 1) == Cycle(date(2025, 8, 4), date(2025, 8, 4))


def test_p08_a_reward_in_spite_of_a_breach() -> None:
    fair: Body = {"stops_on_all": True, "worst_trade": D(-1000), "initial": D(100000)}
    assert breach_reward(D(7000), D("0.5"), **fair) == 3500
    assert breach_reward(D(7000), D("0.5"), **fair | {"stops_on_all": False}) == 0
    assert breach_reward(D(7000), D("0.5"), **fair | {"worst_trade": D("-1000.01")}) == 0
    assert breach_reward(D(-1), D("0.5"), **fair) == 0


def test_p09_news_profit_counts_in_part() -> None:
    assert counted_news_profit(D(10000), D(3000), D("0.40")) == 11200
    with pytest.raises(ValueError, match="losses"):
        counted_news_profit(D(10000), D(-1), D("0.40"))


def test_p10_the_window_of_the_first_reward() -> None:
    assert payout_window(date(2025, 4, 1), 14, 60) == Cycle(date(2025, 4, 15), date(2025, 5, 31))


FTMO = Scaling(D(25), D(2_000_000), months=4, min_net_percent=D(10), rewards=2)


def test_p11_growth_is_linear_on_the_original() -> None:
    sizes = [scaled(D(400_000), FTMO, step) for step in range(5)]
    assert sizes == numbers(400_000, 500_000, 600_000, 700_000, 800_000)
    assert [percent(D(5), size) for size in sizes] == numbers(20000, 25000, 30000, 35000, 40000)
    assert [percent(D(10), size) for size in sizes] == numbers(40000, 50000, 60000, 70000, 80000)
    assert scaled(D(400_000), FTMO, 40) == 2_000_000


def test_a_step_is_earned() -> None:
    good = Record(months=4, net=D(40_000), rewards=2, balance=D(400_001))
    size = D(400_000)
    assert may_scale(size, size, FTMO, good)
    short = (replace(good, months=3), replace(good, net=D(39_999)), replace(good, rewards=1),
             replace(good, balance=size))  # fmt: skip
    assert not any(may_scale(size, size, FTMO, one) for one in short)
    assert not may_scale(size, FTMO.cap, FTMO, replace(good, net=FTMO.cap))
    assert [doubled(D(5000), n, D(16000)) for n in range(3)] == numbers(5000, 10000, 16000)
    assert merged(numbers(100_000, 200_000), D(400_000)) == 300_000
    assert merged(numbers(300_000, 200_000), D(400_000)) is None


@pytest.mark.parametrize(
    ("balances", "sizes", "start"),
    [
        ([12000] * 4, [50000] * 4, 48000), ([22000] * 3, [150_000] * 3, 66000),
        ([50000, 25000], [150_000, 50000], 75000), ([40000, 20000], [100_000, 50000], 60000),
        ([180_000], [150_000], 150_000), ([30000] * 3, [50000] * 3, 50000),
    ],
)  # fmt: skip
def test_p12_where_a_live_account_starts(balances: list[int], sizes: list[int], start: int) -> None:
    assert live_start(numbers(*balances), numbers(*sizes)) == start


def test_p13_c15_days_that_qualify() -> None:
    assert winning_days(numbers(75, -30, 120, 60, -15, 80, 25, 90), D(50)) == 5
    assert days_of_change(numbers(500, -500, "499.99", "-499.99"), D(500)) == 2


def test_c04_c05_c08_what_cures_the_best_day() -> None:
    assert profit_to_cure(D(1500), D("0.40"), CENT) == 3750
    assert profit_to_cure(D(1000), D("0.20"), CENT) == 5000
    assert profit_to_cure(D(1000), D("0.30"), CENT) == D("3333.34")
    assert effective_target(D(3000), D(1500), D("0.40"), CENT) == 3750
    assert effective_target(D(3000), D(600), D("0.40"), CENT) == 3000


@given(st.integers(0, 10**9), st.integers(1, 100))
def test_what_cures_is_the_least_that_does(best: int, hundredths: int) -> None:
    cents, share = D(best) / 100, D(hundredths) / 100
    cure = profit_to_cure(cents, share, CENT)
    assert cents <= share * cure
    assert not cure or cents > share * (cure - CENT)


def test_c09_results_from_snapshots_of_equity() -> None:
    assert snapshot_results(numbers(100_000, 101_000, 102_000)) == numbers(1000, 1000)
    assert snapshot_results(numbers(98_000, 101_000)) == numbers(3000)
    assert snapshot_results(numbers(100_000, 101_000)) == numbers(1000)


def test_c10_a_day_counts_up_to_its_share() -> None:
    found = capped(numbers(320, 100, 40, 22, 18), D("0.40"))
    assert [found.cap, found.counted, found.not_counted] == numbers(200, 380, 120)
    assert capped(numbers(-10, 5), D("0.40")).cap == 0


def test_c13_profit_belongs_to_the_day_of_opening() -> None:
    monday = datetime(2026, 3, 2, 10, tzinfo=UTC)
    trades = [Trade(monday, monday + timedelta(hours=1), D(300)),
              Trade(monday, monday + timedelta(days=1), D(200))]  # fmt: skip
    assert results_by_opening(trades, Clock(ZoneInfo("UTC"), time())) == {date(2026, 3, 2): D(500)}


def test_contracts_follow_the_previous_day() -> None:
    tiers = [Tier(D(0), 2), Tier(D(1500), 3), Tier(D(2000), 5)]
    found = [contracts(tiers, D(p)) for p in (-500, 0, 1500, 1501, 2000, 2001)]
    assert found == [2, 2, 2, 3, 3, 5]


@given(st.decimals(-(10**9), 10**9, places=4), st.decimals(0, 1, places=3))
def test_shares_sum_to_the_profit(profit: D, split: D) -> None:
    shares = share_out(profit, split, "USD")
    assert shares.trader + shares.firm == max(profit, D(0))
    assert min(shares.trader, shares.firm) >= 0


def test_splits_step_up_and_fees_come_back_once() -> None:
    assert [split_after(numbers("0.8", "0.9"), n) for n in range(3)] == numbers("0.8", "0.9", "0.9")
    assert [refund(D(155), 3, n) for n in range(1, 5)] == numbers(0, 0, 155, 0)
    assert refund(D(155), None, 1) == 0


GOOD = PayoutFacts(True, date(2026, 4, 15), date(2026, 4, 15), D(3000), winning_days=5)


def test_a_reward_names_all_that_it_waits_for() -> None:
    topstep = PayoutTerms(D(125), D(0), 5, max_share=D("0.5"), cap=D(5000))
    assert payable(topstep, GOOD) == 1500
    assert unmet(topstep, GOOD) == ()
    assert payable(topstep, replace(GOOD, profit=D(20000))) == 5000
    assert payable(PayoutTerms(buffer=D(2600)), GOOD) == 400
    bad = PayoutFacts(False, date(2026, 4, 14), GOOD.due_on, D(200), 1, 4, False, True, False)
    assert unmet(topstep, bad) == tuple(Unmet)
    assert unmet(PayoutTerms(), replace(GOOD, profit=D(0))) == (Unmet.BELOW_MINIMUM,)


def buffer(initial: str, rule: Body, balance: int, amount: int) -> tuple[D | None, str | None]:
    bought = read_programme(text(programme(rule, initial=initial)))
    state = begin(bought, hour(0)).state
    state = evaluate(state, bought, read_event(text(flat(hour(1), balance)).decode())).state
    before = state.to_json()
    found = preview_withdrawal(state, bought, D(amount), hour(2))
    assert state.to_json() == before
    return found.buffer, found.breaches


def test_p01_to_p04_the_buffer_is_known_beforehand() -> None:
    trail: Body = {"mode": "trail_closed_balance", "breach_when": "touch"}
    small = overall("6", lock={"floor_at": "5000"}, **trail)
    assert buffer("5000", small, 5500, 500) == (D(0), "max_overall_loss")
    assert buffer("5000", small, 5500, 300) == (D(200), None)
    assert buffer("5000", small, 5200, 200) == (D(100), None)
    large = overall("6", lock={"floor_at": "100000"}, **trail)
    assert buffer("100000", large, 103000, 3000) == (D(3000), None)
    assert buffer("100000", large, 108000, 6000) == (D(2000), None)
    assert buffer("100000", large, 115000, 8000) == (D(7000), None)


def test_a_fingerprint_knows_what_is_applied() -> None:
    one, same, other = (
        read_programme(text(programme(overall(*percents, **more))))
        for percents, more in (((), {}), (("10.0",), {"action": "fail"}), (("9",), {}))
    )
    assert fingerprint(one) == fingerprint(same) != fingerprint(other)
