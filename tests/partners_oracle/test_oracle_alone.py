"""The oracle against what the contract and the reference work out by hand."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from .cases import cases
from .mutations import MUTATIONS, Mutation, Names, refused_cases
from .oracle import calculate, refused
from .refusals import BASES, DISTRIBUTIONS
from .small import Values, case, chain, deal, rule, symbol
from .worked import LEVEL, WORKED, capped
from .world import Row

REASONS = (
    *("NO_PARTNER_AT_TIME", "SELF_REFERRAL", "TOO_SHORT", "TOO_FEW_POINTS", "PARTNER_SUSPENDED"),
    *("NO_RATE", "NO_PROFIT", "NO_BASE", "COVERED_BELOW", "CAP_REACHED", "REBATED", "TOO_SMALL"),
)


def fixed(examples: int) -> settings:
    """Make so many examples, the same in every run of one seed."""
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    return settings(
        max_examples=examples,
        database=None,
        deadline=None,
        suppress_health_check=slow,
    )


def amounts(one: Row) -> list[str]:
    """List the amounts, cut to what is not zero behind the point."""
    assert refused(one) is None
    return [line["amount"].rstrip("0").rstrip(".") for line in calculate(one)["accruals"]]


def reasons(one: Row) -> list[str | None]:
    """List the reasons."""
    assert refused(one) is None
    return [line["reason"] for line in calculate(one)["accruals"]]


def payouts(one: Row) -> list[str]:
    """List the payouts' amounts."""
    assert refused(one) is None
    return [payout["amount"] for payout in calculate(one)["payouts"]]


@pytest.mark.parametrize("name", WORKED)
def test_what_is_worked_out_by_hand(name: str) -> None:
    one, expected = WORKED[name]
    assert amounts(one) == expected


@pytest.mark.parametrize(
    ("of_deal", "reason"),
    [
        ({"closed_at": "2026-03-01T10:02:59Z"}, "TOO_SHORT"),
        ({"closed_at": "2026-03-01T10:02:59.999999Z"}, "TOO_SHORT"),
        ({"closed_at": "2026-03-01T10:02:59.9999999999Z"}, "TOO_SHORT"),
        ({"closed_at": "2026-03-01T10:03:00Z"}, None),
        ({"close_price": "1.10029"}, "TOO_FEW_POINTS"),
        ({"close_price": "1.09970"}, None),
        ({"client": "c9"}, "NO_PARTNER_AT_TIME"),
        ({"lots": "0"}, "NO_BASE"),
        ({"lots": "0.000000004"}, "TOO_SMALL"),
        ({"lots": "0.000000005"}, None),
    ],
)
def test_a_filter_and_its_edge(of_deal: Values, reason: str | None) -> None:
    plan = {**LEVEL, "filters": {"min_duration_s": 180, "min_points": 30}}
    assert reasons(case(plan, chain({}), deal(**of_deal))) == [reason]


def test_a_deal_at_the_very_instant_of_a_transfer_is_the_new_partners() -> None:
    clients = [
        {"id": "c1", "partner": "p1", "to": "2026-03-01T00:00:00Z"},
        {"id": "c1", "partner": "p2", "from": "2026-03-01T00:00:00Z"},
    ]
    opened = {"opened_at": "2026-02-27T00:00:00Z"}
    deals = [
        deal(id="d1", closed_at="2026-02-28T23:59:59Z", **opened),
        deal(id="d2", closed_at="2026-03-01T01:00:00+01:00", **opened),
    ]
    partners: list[Row] = [{"id": "p1"}, {"id": "p2"}]
    lines = calculate(case(LEVEL, partners, *deals, clients=clients))["accruals"]
    assert [line["partner"] for line in lines] == ["p1", "p2"]
    on_open = {**LEVEL, "rules": [rule(charge_on="open")]}
    lines = calculate(case(on_open, partners, *deals, clients=clients))["accruals"]
    assert [line["partner"] for line in lines] == ["p1", "p1"]


def test_a_self_referral_a_loss_and_a_suspended_partner_pay_nothing() -> None:
    own = [{"id": "c1", "partner": "p1", "self_referral": True}]
    assert reasons(case(LEVEL, chain({}), clients=own)) == ["SELF_REFERRAL"]
    profit = {**LEVEL, "rules": [rule("profit", "0.10")]}
    assert reasons(case(profit, chain({}), deal(profit="-50"))) == ["NO_PROFIT"]
    rates: list[Values] = [{"rate": "5", "status": "suspended"}, {"rate": "7"}]
    one = case({"distribution": "difference"}, chain(*rates))
    assert (amounts(one), reasons(one)) == (["0", "2"], ["PARTNER_SUSPENDED", None])


def test_replays_are_without_effect_and_a_deletion_reverses_once() -> None:
    one = case(LEVEL, chain({}), deal(), deal(lots="1.00", opened_at="2026-03-01T11:00:00+01:00"))
    assert amounts(one) == ["1"]
    assert payouts(one) == ["1.00"]
    gone = deal(deleted=True, lots="7")
    deleted = calculate(case(LEVEL, chain({}), deal(), gone, gone))
    assert [line["amount"] for line in deleted["accruals"]] == ["1.00000000", "-1.00000000"]
    assert [line["kind"] for line in deleted["accruals"]] == ["commission", "reversal"]
    assert deleted["payouts"] == []
    assert amounts(case(LEVEL, chain({}), gone)) == []


def test_a_line_that_a_cap_lowered_says_so() -> None:
    assert reasons(capped("UTC")) == ["CAP_REACHED"] * 3


def test_currencies_are_converted_and_payouts_rounded_once() -> None:
    plan = {**LEVEL, "rules": [rule("commission", "1")], "currency": "EUR"}
    one = case(plan, chain({}), deal(commission="-21"), fx={"EUR/USD": "1.0850"})
    assert amounts(one) == ["19.35483871"]
    assert payouts(one) == ["19.35"]
    yen = case({**LEVEL, "currency": "JPY"}, chain({}), deal(lots="2.5"))
    assert payouts(yen) == ["3"]
    dinar = case({**LEVEL, "currency": "KWD"}, chain({}), deal(lots="2.0005"))
    assert payouts(dinar) == ["2.001"]
    usdjpy = {"pip": "0.01", "quote_to_plan": "0.00644329896907216"}
    plan = {"distribution": "split", "keep": [], "rules": [rule("pip", "0.6")]}
    one = case(plan, chain({}), deal(lots="2.5"), symbols=[symbol(**usdjpy)])
    assert payouts(one) == ["9.66"]  # T-B4b
    plan["rules"] = [rule("turnover_per_million", "100")]
    assert payouts(case(plan, chain({}), deal(lots="0.37", close_price="1.27345"))) == ["4.71"]


def test_a_commission_passed_on_whole_says_so() -> None:
    plan = {
        "distribution": "percent_of_sub",
        "percent_of_sub": "0.5",
        "rebate": {"share": "1", "funded_by": "partner"},
    }
    one = case(plan, chain({}, {}))
    assert amounts(one) == ["1", "0", "0"]
    assert reasons(one) == [None, "REBATED", "NO_BASE"]


def test_random_cases_reach_every_reason_distribution_basis_and_kind() -> None:
    met: set[Any] = set()

    def collect(one: Row) -> None:
        assert refused(one) is None
        distribution = one["plan"]["distribution"]
        for line in calculate(one)["accruals"]:
            met.update((line["kind"], line["reason"], (line["why"]["basis"], line["reason"])))
            met.add((distribution, line["reason"]))

    wanted: set[Any] = {*REASONS, "commission", "overriding", "same_rank", "rebate", "reversal"}
    wanted |= {(what, None) for what in (*BASES, *DISTRIBUTIONS)}
    wanted |= {(what, "COVERED_BELOW") for what in ("difference", "rank_slices", "split")}
    for number in range(24):  # always the same ones, and no more than it takes
        if wanted - met:
            of_one = cases(st.just(DISTRIBUTIONS[number % len(DISTRIBUTIONS)]))
            seed(number)(fixed(25)(given(of_one)(collect)))()
    assert wanted - met == set()


@pytest.mark.parametrize("mutation", dict.fromkeys(MUTATIONS), ids=lambda one: one.__name__)
def test_the_oracle_refuses_every_kind_of_mutation(mutation: Mutation) -> None:
    @seed(1)
    @fixed(5)
    @given(refused_cases(st.just(mutation)))
    def refuse(mutated: tuple[Row, Names, str]) -> None:
        one, names, what = mutated
        assert refused(one) in names, what

    refuse()
