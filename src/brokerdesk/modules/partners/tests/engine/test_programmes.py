"""Tiers, ranks, CPA, revenue share, bonuses, holds: the worked examples of partners.md."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal as D
from zoneinfo import ZoneInfo

import pytest

from brokerdesk.kit.rounding import largest_remainder

from ...engine import PlanError
from ...engine.bonuses import Part, overriding, same_rank, worth
from ...engine.cpa import (
    Brackets,
    Offer,
    Qualification,
    State,
    clawed_back,
    first_deposit,
    progress,
    qualify,
)
from ...engine.holds import Held, Payable, clawback, payable
from ...engine.ranks import Ladder, Rank, Standing, evaluate
from ...engine.revenue import Carryover, Terms, net_revenue, settle
from ...engine.tiers import (
    TierMode,
    Tiers,
    average,
    marginal,
    prospective,
    retroactive,
    rolling_start,
    rolling_volume,
    tiered,
)

START = datetime(2026, 3, 1, 10, tzinfo=UTC)
DAY = timedelta(days=1)
TIERS = Tiers((D(0), D(100), D(500)), (D(5), D(6), D(7)))


def decimals(*values: object) -> list[D]:
    return [D(str(value)) for value in values]


@pytest.mark.parametrize(
    ("lots", "by_slice", "by_whole"),
    [
        ("620", "3740", "4340"),
        ("99.99", "499.95", "499.95"),
        ("100", "500", "600"),
        ("0", "0", "0"),
    ],
)
def test_v1_to_v3_tiers(lots: str, by_slice: str, by_whole: str) -> None:
    assert marginal(TIERS, D(lots)) == D(by_slice)
    assert retroactive(TIERS, D(lots)) == D(by_whole)


def test_a_prospective_trade_is_not_split() -> None:
    assert prospective(TIERS, decimals(99, 2, 1)) == 99 * 5 + 2 * 5 + 1 * 6
    assert prospective(TIERS, decimals(1), before=D(500)) == 7
    trades = decimals(99, 2, 1)
    assert [tiered(mode, TIERS, trades) for mode in TierMode] == [612, 512, 511]


def test_capital_rebate_is_retroactive() -> None:
    shares = Tiers((D(0), D(150)), (D("0.10"), D("0.20")))
    assert 16000 * shares.rate(D(250)) == 3200


def test_v4_reward_by_a_rolling_average() -> None:
    months = decimals(5500, 4800, 6800)
    assert average(months) == 5700
    platinum = Tiers((D(0), D(5000)), (D(0), D("0.08")))
    reward = months[-1] * platinum.rate(average(months))
    assert [reward, months[-1] + reward] == decimals(544, 7344)


def test_rolling_period_begins_at_a_midnight_of_its_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    at = datetime(2026, 3, 30, 12, tzinfo=UTC)
    start = rolling_start(at, 2, berlin)
    assert start == datetime(2026, 3, 28, 23, tzinfo=UTC)
    trades = [(start - timedelta(seconds=1), D(1)), (start, D(2)), (at, D(4))]
    assert rolling_volume(trades, at, 2, berlin) == 2


def test_tiers_must_rise() -> None:
    with pytest.raises(PlanError):
        Tiers((D(5), D(5)), (D(1), D(2)))
    assert Tiers((D(5),), (D(1),)).rate(D(4)) == 0


OCTA = Tiers(tuple(decimals(0, 5, 15, 30, 60)), tuple(decimals(1, 3, 6, 9, 12)))


@pytest.mark.parametrize(("clients", "rate"), [(4, 1), (5, 3), (29, 6), (59, 9), (60, 12)])
def test_rate_by_active_clients(clients: int, rate: int) -> None:
    assert OCTA.rate(D(clients)) == rate


RANKS = (
    Rank("Bronze", {}),
    Rank("Silver", {"lots": D(100), "clients": D(3)}),
    Rank("Gold", {"lots": D(500), "clients": D(9)}, enough_is_one=True),
)


def test_ranks_rise_by_all_or_any_of_their_needs() -> None:
    jump = Ladder(RANKS)
    bronze = Standing("Bronze")
    assert evaluate(jump, bronze, {"lots": D(100)}, at=START) == bronze
    both = {"lots": D(100), "clients": D(3)}
    assert evaluate(jump, bronze, both, at=START) == Standing("Silver")
    assert evaluate(jump, bronze, {"clients": D(9)}, at=START) == Standing("Gold")
    step = Ladder(RANKS, one_step=True)
    assert evaluate(step, bronze, {"clients": D(9)}, at=START) == Standing("Silver")


def test_ranks_fall_after_their_grace() -> None:
    ladder = Ladder(RANKS, one_step=True, grace=30 * DAY)
    missed = evaluate(ladder, Standing("Gold"), {}, at=START)
    assert missed == Standing("Gold", START)
    assert evaluate(ladder, missed, {"lots": D(500)}, at=START + DAY) == Standing("Gold")
    assert evaluate(ladder, missed, {}, at=START + 29 * DAY) == missed
    assert evaluate(ladder, missed, {}, at=START + 30 * DAY) == Standing("Silver")
    assert evaluate(Ladder(RANKS), Standing("Gold"), {}, at=START) == Standing("Bronze")
    kept = Ladder(RANKS, downgrade=False)
    assert evaluate(kept, Standing("Gold"), {}, at=START) == Standing("Gold")
    with pytest.raises(PlanError):
        evaluate(kept, Standing("Lead"), {}, at=START)


J2T = Brackets(
    tuple(decimals(0, 100, 200, 500, 1000, 2000, 3000)),
    tuple(decimals(6, 35, 60, 120, 150, 220, 300)),
)


def test_p1_brackets_pay_the_difference() -> None:
    assert J2T.payments_for(decimals(200, 1000)) == [60, 90]
    assert J2T.payments_for(decimals(1000), part=D("0.5")) == [75]
    assert J2T.payments_for(decimals(1000, 100, 2000)) == [150, 0, 70]


def test_p2_first_deposit_is_the_sum_of_its_first_day() -> None:
    next_day = START + DAY - timedelta(minutes=1)
    deposits = [(next_day, D(6)), (START, D(5)), (START + DAY, D(50))]
    assert first_deposit(deposits) == 11
    offer = Offer({"first_deposit": D(10)})
    state = qualify(offer, State(), {"first_deposit": D(11)}, since=START, at=next_day)
    assert state.status is Qualification.QUALIFIED
    assert first_deposit([]) == 0


def test_a_client_qualifies_by_all_needs_and_the_end_stays() -> None:
    offer = Offer(
        {"deposit": D(100), "spread": D(80), "lots": D(5)}, within=90 * DAY, hold=30 * DAY
    )
    some = {"deposit": D(250), "spread": D(40)}
    state = qualify(offer, State(), some, since=START, at=START + DAY)
    assert state == State()
    assert [one.share for one in progress(offer, some)] == [1, D("0.5"), 0]
    enough = some | {"spread": D(80), "lots": D(5)}
    done = qualify(offer, state, enough, since=START, at=START + 2 * DAY)
    assert done == State(Qualification.QUALIFIED, START + 2 * DAY, START + 32 * DAY)
    assert qualify(offer, done, {}, since=START, at=START + 99 * DAY, barred=True) == done
    late = qualify(offer, state, enough, since=START, at=START + 90 * DAY)
    assert late == State(Qualification.EXPIRED, START + 90 * DAY)
    assert qualify(offer, late, enough, since=START, at=START + DAY) == late
    family = qualify(offer, state, enough, since=START, at=START, barred=True)
    assert family.status is Qualification.REJECTED


def test_a_charge_back_within_the_hold_takes_the_payment_back() -> None:
    state = State(Qualification.QUALIFIED, START, START + 30 * DAY)
    assert clawed_back(state, D(150), charged_back_at=START + 29 * DAY) == -150
    assert clawed_back(state, D(150), charged_back_at=START + 30 * DAY) == 0


def test_net_revenue_is_what_the_plan_counts() -> None:
    components = dict(zip(["spread", "commission", "bonus", "fees", "rebates", "others"],
                          decimals(4200, 1300, 350, 180, 600, 120), strict=True))  # fmt: skip
    signs = {"spread": 1, "commission": 1, "bonus": -1, "fees": -1, "rebates": -1, "others": -1}
    assert net_revenue(components, signs) == 4250
    assert net_revenue(components, {"commission": 1, "swaps": 1}) == 1300


def paid(carryover: Carryover, *periods: dict[str, D], limit: int = 0) -> list[D]:
    settled = settle(Terms(D("0.30"), carryover, D(limit)), periods)
    return [one.paid for one in settled]


def test_n1_carryover() -> None:
    series = [{"a": net} for net in decimals(1000, -1500, 900, 800)]
    assert paid(Carryover.FULL, *series) == [300, 0, 0, 60]
    assert paid(Carryover.NONE, *series) == [300, 0, 270, 240]
    assert paid(Carryover.CAPPED, *series, limit=1000) == [300, 0, 0, 210]
    full = settle(Terms(D("0.30"), Carryover.FULL), series)
    assert [one.carried for one in full] == [0, -1500, -600, 0]


def test_a_small_loss_is_forgiven_and_a_large_one_carried_beyond_it() -> None:
    small = [{"a": D(-300)}, {"a": D(100)}]
    assert paid(Carryover.FORGIVEN, *small, limit=300) == [0, 30]
    large = [{"a": D(-350)}, {"a": D(100)}]
    assert paid(Carryover.FORGIVEN, *large, limit=300) == [0, 15]


def test_clients_are_netted_or_not() -> None:
    periods = [{"a": D(1000), "b": D(-5000)}, {"a": D(1000), "b": D(100)}]
    assert paid(Carryover.FULL, *periods) == [0, 0]
    assert paid(Carryover.BY_CLIENT, *periods) == [300, 300]
    assert paid(Carryover.HIGH_ROLLER, *periods, limit=4000) == [300, 300]
    assert paid(Carryover.HIGH_ROLLER, *periods, limit=6000) == [0, 0]
    even = [{"b": D(-5000)}, {"b": D(5000)}, {"b": D(-100), "a": D(100)}]
    assert paid(Carryover.HIGH_ROLLER, *even, limit=4000) == [0, 0, 0]


def test_overriding_pays_by_generation_and_not_on_itself() -> None:
    basic = decimals(30, 10, 20)
    parts = overriding(basic, decimals("0.10", "0.05"))
    assert [worth(part) for part in parts] == [0, 3, D("2.5")]
    assert parts[2] == [Part(2, D(10), D("0.10")), Part(1, D(30), D("0.05"))]


def test_same_rank_is_paid_of_the_one_who_kept_him_out() -> None:
    ranks = ["Bronze", "Gold", "Gold", "Diamond", "Silver", "Gold", None]
    basic = decimals(1, 5, 0, 4, 0, 0, 0)
    parts = same_rank(ranks, basic, D("0.10"))
    assert [worth(part) for part in parts] == [0, 0, D("0.5"), 0, 0, D("0.5"), 0]


def test_d2_splits_lose_nothing() -> None:
    thirds = largest_remainder(D("10.00"), decimals(1, 1, 1), scale=2)
    assert thirds == decimals("3.34", "3.33", "3.33")
    cents = largest_remainder(D("0.05"), decimals(50, 30, 20), scale=2)
    assert cents == decimals("0.03", "0.01", "0.01")


def test_payable_rounds_once_holds_and_carries() -> None:
    holds = [Held(D(4), START + DAY), Held(D(5), START), Held(D(1), None)]
    assert payable(D("20.006"), holds, "USD", at=START) == Payable(
        D("15.01"), D(5), D("-0.004"),
    )  # fmt: skip
    assert payable(D(-7), [], "USD", at=START) == Payable(D(0), D(0), D(-7))
    low = payable(D("9.99"), [], "USD", at=START, minimum=D(10))
    assert low == Payable(D(0), D(0), D("9.99"))


def test_a_clawback_never_takes_more_than_was_given() -> None:
    assert clawback(D(15)) == -15
    assert clawback(D(15), D(15)) == 0
    assert clawback(D(15), D(10)) == -5
    assert clawback(D(15), part=D("0.5")) == D("-7.5")
