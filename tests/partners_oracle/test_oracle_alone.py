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


BASIS_ROWS: list[tuple[str, Row, Values, Values, str]] = [
    ("T-B1", rule("lot", "2"), {"lots": "10"}, {}, "20"),
    ("T-B1b", rule("lot", "5"), {"lots": "2"}, {}, "10"),
    ("T-B2", rule("commission", "0.10"), {"commission": "-70"}, {}, "7"),
    ("T-B2g", rule("lot", "1"), {"lots": "100", "lot_modifier": "0.4"}, {}, "40"),
    ("T-B3a", rule("spread", "0.30"), {"lots": "5", "spread_points": "13.6"}, {}, "20.4"),
    ("T-B3d", rule("spread", "0.40"), {"spread_points": "10"}, {}, "4"),
    ("T-B3e", rule("spread", "0.45"), {"spread_points": "46"}, {}, "15.75"),
    ("T-B3f", rule("spread", "0.30"), {"lots": "2", "spread_points": "14"}, {}, "8.4"),
    ("T-B4a", rule("pip", "0.6"), {"lots": "2.5"}, {}, "15"),
    (
        "T-B6a",
        rule("turnover_per_million", "100"),
        {"open_price": "1.1000", "close_price": "1.10"},
        {},
        "11",
    ),
    (
        "T-B6a both",
        rule("turnover_per_million", "100", charge_on="both"),
        {"open_price": "1.1000", "close_price": "1.10"},
        {},
        "22",
    ),
    (
        "T-B6b",
        rule("turnover_per_million", "100"),
        {"close_price": "10000"},
        {"contract_size": "1"},
        "1",
    ),
    ("T-B11", rule("points", "10"), {}, {"contract_size": "1000"}, "0.1"),
    ("T-B11 0.10", rule("points", "10"), {"lots": "0.10"}, {"contract_size": "1000"}, "0.01"),
    ("T-B11g", rule("points", "15"), {}, {"contract_size": "1", "point": "0.01"}, "0.15"),
    (
        "T-B12",
        rule("turnover_per_million", "2000"),
        {"close_price": "110843.27"},
        {"contract_size": "0.01"},
        "2.2168654",
    ),
    ("both once", rule("profit", "0.1", charge_on="both"), {"profit": "50"}, {}, "5"),
    ("both twice", rule("lot", "1", charge_on="both"), {"lots": "3"}, {}, "6"),
    ("markup", rule("markup", "0.5"), {"lots": "2", "markup_points": "3"}, {}, "3"),
]


@pytest.mark.parametrize(("row", "by", "of_deal", "of_symbol", "expected"), BASIS_ROWS)
def test_a_basis(row: str, by: Row, of_deal: Values, of_symbol: Values, expected: str) -> None:
    plan = {
        "distribution": "ratio",
        "levels": ["1"],
        "rules": [by],
        "filters": {"max_spread_points": "35"},
    }
    one = case(plan, chain({}), deal(**of_deal), symbols=[symbol(**of_symbol)])
    assert amounts(one) == [expected], row


BRONZE_TO_PLATINUM = {"Bronze": "1", "Silver": "2", "Gold": "3", "Diamond": "4", "Platinum": "5"}
EVAS = ["Bronze", "Gold", "Gold", "Diamond", "Silver", "Gold", "Diamond", "Platinum", "Platinum"]
DISTRIBUTION_ROWS: list[tuple[str, Values, list[Values], Values, list[str]]] = [
    (
        "T-A1",
        {"distribution": "level", "levels": ["3", "1", "2"]},
        [{}] * 3,
        {"lots": "10"},
        ["30", "10", "20"],
    ),
    ("T-Bd1", {"distribution": "difference"}, [{"rate": "5"}, {"rate": "7"}], {}, ["5", "2"]),
    (
        "T-Bd2",
        {"distribution": "difference", "rules": [rule("commission", "1")]},
        [{"rate": "0.60"}, {"rate": "0.70"}, {"rate": "0.80"}],
        {"commission": "-10"},
        ["6", "1", "1"],
    ),
    (
        "T-Bd3",
        {"distribution": "difference"},
        [{"rate": "6"}, {"rate": "5"}, {"rate": "8"}],
        {"lots": "2.5"},
        ["15", "0", "5"],
    ),
    (
        "T-C1",
        {"distribution": "rank_slices", "slices": BRONZE_TO_PLATINUM},
        [{"rank": rank} for rank in EVAS],
        {},
        ["1", "5", "0", "4", "0", "0", "0", "5", "0"],
    ),
    (
        "T-D1",
        {"distribution": "split", "keep": ["0.7"], "rules": [rule("lot", "10")]},
        [{}] * 2,
        {},
        ["7", "3"],
    ),
    (
        "keeps 60 %, 70 %, rest",
        {"distribution": "split", "keep": ["0.60", "0.70"], "rules": [rule("lot", "10")]},
        [{}] * 3,
        {},
        ["6", "2.8", "1.2"],
    ),
    (
        "thirds",
        {"distribution": "split", "keep": ["0.3333333333333", "0.5"], "rules": [rule("lot", "10")]},
        [{}] * 3,
        {},
        ["3.33333333", "3.33333334", "3.33333333"],
    ),
    (
        "ties to the lowest level",
        {"distribution": "split", "keep": ["0.5", "0.6"], "rules": [rule("lot", "0.00000005")]},
        [{}] * 3,
        {},
        ["0.00000003", "0.00000001", "0.00000001"],
    ),
    (
        "T-F1",
        {"distribution": "percent_of_sub", "percent_of_sub": "0.20", "rules": [rule("lot", "10")]},
        [{}] * 2,
        {"lots": "0.01"},
        ["0.1", "0.02"],
    ),
    (
        "T-G1",
        {"distribution": "ratio", "levels": ["0.5"], "rules": [rule("lot", "2")]},
        [{"multiplier": "1.32"}],
        {"lots": "10"},
        ["13.2"],
    ),
    (
        "T-R1",
        {
            "distribution": "level",
            "levels": ["7", "1"],
            "rebate": {"share": "0.40", "funded_by": "partner"},
        },
        [{}] * 2,
        {"lots": "3"},
        ["8.4", "12.6", "3"],
    ),
    (
        "by the broker",
        {
            "distribution": "level",
            "levels": ["7"],
            "rebate": {"share": "0.40", "funded_by": "broker"},
        },
        [{}],
        {"lots": "3"},
        ["8.4", "21"],
    ),
]


@pytest.mark.parametrize(("row", "plan", "partners", "of_deal", "expected"), DISTRIBUTION_ROWS)
def test_a_distribution(
    row: str, plan: Values, partners: list[Values], of_deal: Values, expected: list[str]
) -> None:
    assert amounts(case(plan, chain(*partners), deal(**of_deal))) == expected, row


LEVEL = {"distribution": "level", "levels": ["1"]}


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


def test_caps_bind_by_trade_then_by_the_day_of_the_plans_zone() -> None:
    filters = {"cap_per_trade": "4", "cap_per_day": "6"}
    times = ("2026-03-01T21:00:00Z", "2026-03-01T22:00:00Z", "2026-03-01T23:00:00Z")
    deals = [
        deal(id=f"d{k}", lots="5", opened_at=at, closed_at=at)
        for k, at in enumerate(times, start=1)
    ]
    one = case({**LEVEL, "filters": filters}, chain({}), *deals)
    assert amounts(one) == ["4", "2", "0"]
    assert reasons(one) == ["CAP_REACHED"] * 3
    berlin = {**LEVEL, "filters": filters, "time_zone": "Europe/Berlin"}
    assert amounts(case(berlin, chain({}), *deals)) == ["4", "2", "4"]


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


def test_the_most_specific_rule_wins() -> None:
    rules = [
        rule(value="1"),
        rule(value="2", symbol_group="fx_majors"),
        rule(value="3", symbol="EURUSD"),
        rule(value="4", symbol_group="fx_majors", account_type="ECN"),
        rule(value="5", symbol="EURUSD", account_type="ECN"),
        rule(value="6", symbol_group="fx_majors", partner="p1"),
        rule(value="7", symbol="EURUSD", partner="p1"),
    ]
    for count in range(1, len(rules) + 1):
        plan = {"distribution": "split", "keep": [], "rules": rules[:count][::-1]}
        assert amounts(case(plan, chain({}))) == [str(count)]


def test_random_cases_reach_every_reason_distribution_basis_and_kind() -> None:
    met: set[Any] = set()

    def collect(one: Row) -> None:
        assert refused(one) is None
        distribution = one["plan"]["distribution"]
        for line in calculate(one)["accruals"]:
            met.update((line["kind"], line["reason"], (line["why"]["basis"], line["reason"])))
            met.add((distribution, line["reason"]))

    wanted: set[Any] = {*REASONS, "commission", "rebate", "reversal"}
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
