"""Instants, chains, rules, units: each sentence of the contract's semantics."""

import pytest

from .cases import EURUSD, Body, amounts, case, deal, lines, partners, pays, plan, result, rule

OPEN, CLOSE = "2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z"
BETWEEN = "2026-03-01T09:30:00Z"


def moved(*rules: Body, **more: object) -> Body:
    """A client who was moved from p1 to p2 between opening and closing."""
    return case(
        plan(rules=list(rules), **more),
        partners=[{"id": "p1"}, {"id": "p2"}],
        clients=[
            {"id": "c1", "partner": "p1", "to": BETWEEN},
            {"id": "c1", "partner": "p2", "from": BETWEEN},
        ],
    )


@pytest.mark.parametrize(
    ("rules", "owner"),
    [
        ([rule()], "p2"),
        ([rule(charge_on="open")], "p1"),
        ([rule(charge_on="both")], "p2"),
        ([], "p2"),
        ([rule(charge_on="close"), rule(charge_on="open", symbol_group="fx_majors")], "p1"),
        ([rule(charge_on="close"), rule(charge_on="open", symbol_group="metals")], "p2"),
        ([rule(charge_on="open"), rule(charge_on="close", account_type="ECN")], "p2"),
        ([rule(charge_on="close"), rule(charge_on="open", partner="p2")], "p2"),
    ],
)
def test_the_instant_is_that_of_the_best_rule_without_partner(
    rules: list[Body], owner: str
) -> None:
    assert [line["partner"] for line in lines(moved(*rules))] == [owner]


def test_one_row_per_partner_holds_until_the_next() -> None:
    rows = [
        {"id": "p1", "rate": "3", "from": CLOSE, "parent": "p2"},
        {"id": "p1", "rate": "5"},
        {"id": "p2", "rate": "9"},
    ]
    early = deal("a", opened_at=OPEN, closed_at="2026-03-01T09:59:59.999999Z")
    body = case(plan("difference"), deal("b"), early, partners=rows)
    assert [(x["deal"], x["partner"], x["amount"]) for x in lines(body)] == [
        ("a", "p1", "5.00000000"), ("b", "p1", "3.00000000"), ("b", "p2", "6.00000000"),
    ]  # fmt: skip


def test_instants_are_compared_whatever_their_zone() -> None:
    body = case(
        plan(),
        deal(closed_at="2026-03-01T12:00:00+02:00"),
        clients=[{"id": "c1", "partner": "p1", "from": "2026-03-01T05:00:00-05:00"}],
    )
    assert amounts(body) == ["1.00000000"]


@pytest.mark.parametrize(
    "more",
    [
        {"clients": []},
        {"clients": [{"id": "c1", "partner": None}]},
        {"clients": [{"id": "c1", "partner": "p1", "from": "2026-03-01T10:00:01Z"}]},
        {"clients": [{"id": "c1", "partner": "p1", "to": CLOSE}]},
        {"partners": [{"id": "p1", "from": "2026-03-01T10:00:01Z"}]},
    ],
)
def test_nobody_at_the_instant_gives_one_line(more: Body) -> None:
    (line,) = lines(case(plan(), **more))
    assert (line["partner"], line["level"], line["kind"]) == (None, 0, "commission")
    assert (line["reason"], line["amount"]) == ("NO_PARTNER_AT_TIME", "0.00000000")
    assert line["why"]["chain"] == []


def test_the_chain_ends_below_a_partner_who_has_no_row_yet() -> None:
    rows = [
        {"id": "p1", "parent": "p2"},
        {"id": "p2", "parent": None, "from": "2026-03-01T10:00:00.000001Z"},
    ]
    assert [x["partner"] for x in lines(case(plan(levels=["1", "1"]), partners=rows))] == ["p1"]


def test_rules_by_rank_of_what_they_name() -> None:
    """From the last to the first, each rule beats those after it."""
    scopes: list[Body] = [
        {"partner": "p1", "account_type": "ECN", "symbol": "EURUSD"},
        {"partner": "p1", "account_type": "ECN", "symbol_group": "fx_majors"},
        {"partner": "p1", "account_type": "ECN"},
        {"partner": "p1", "symbol": "EURUSD"},
        {"partner": "p1", "symbol_group": "fx_majors"},
        {"partner": "p1"},
        {"account_type": "ECN", "symbol": "EURUSD"},
        {"account_type": "ECN", "symbol_group": "fx_majors"},
        {"account_type": "ECN"},
        {"symbol": "EURUSD"},
        {"symbol_group": "fx_majors"},
        {},
    ]
    others = [rule(value="99", **o) for o in ({"account_type": "STP"}, {"partner": "p2"},
                                              {"symbol_group": "metals"})]  # fmt: skip
    for n in range(len(scopes)):
        rules = [rule(value=str(m), **scope) for m, scope in enumerate(scopes, 1) if m > n]
        of = plan("ratio", levels=["1"], rules=[*others, *reversed(rules)])
        (line,) = lines(case(of, partners=[{"id": "p1"}, {"id": "p2"}]))
        assert line["amount"] == f"{n + 1}.00000000"
        assert line["why"]["rule"] == 3 + len(rules) - 1


def test_each_partner_is_paid_by_his_own_best_rule_under_level_and_ratio() -> None:
    rules = [rule(), rule("pip", "0.5", partner="p2"), rule(value="7", partner="p4")]
    of = plan(levels=["6", "3"], rules=rules)
    assert amounts(case(of, chain=4)) == ["6.00000000", "5.00000000", "0.00000000", "7.00000000"]
    of = plan("ratio", levels=["1", "2"], rules=rules)
    assert amounts(case(of, chain=4))[:2] == ["1.00000000", "10.00000000"]


def test_the_direct_partners_rule_serves_the_chain_under_the_others() -> None:
    rules = [rule(), rule("pip", "1", partner="p2"), rule("pip", "0.3", partner="p1")]
    rated = partners(2, {"rate": "2", "rank": "A"}, {"rate": "3", "rank": "B"})
    ways = {
        "difference": ["20.00000000", "10.00000000"],
        "rank_slices": ["20.00000000", "10.00000000"],
        "split": ["1.50000000", "1.50000000"],
        "percent_of_sub": ["3.00000000", "0.60000000"],
    }
    for way, expected in ways.items():
        of = plan(way, rules=rules, slices={"A": "2", "B": "1"}, keep=["0.5"],
                  percent_of_sub="0.2")  # fmt: skip
        found = lines(case(of, partners=rated))
        assert [line["amount"] for line in found] == expected
        assert {line["why"]["rule"] for line in found} == {2}


TRADE: Body = {
    "lots": "2", "lot_modifier": "0.5", "open_price": "1.20000", "close_price": "1.30000",
    "spread_points": "40", "markup_points": "3", "commission": "-7", "profit": "50",
}  # fmt: skip
HALF = EURUSD | {"quote_to_plan": "0.5"}


@pytest.mark.parametrize(
    ("basis", "close", "opened", "both"),
    [
        ("lot", "1", "1", "2"),
        ("commission", "7", "7", "7"),
        ("spread", "17.5", "17.5", "17.5"),
        ("markup", "1.5", "1.5", "1.5"),
        ("profit", "50", "50", "50"),
        ("pip", "5", "5", "10"),
        ("points", "0.5", "0.5", "1"),
        ("turnover_per_million", "0.065", "0.06", "0.125"),
    ],
)
def test_units_of_each_basis_and_side(basis: str, close: str, opened: str, both: str) -> None:
    for side, units in (("close", close), ("open", opened), ("both", both)):
        of = plan(rules=[rule(basis, charge_on=side)], filters={"max_spread_points": "35"})
        (line,) = lines(case(of, deal(**TRADE), symbols=[HALF]))
        assert (line["why"]["units"], line["why"]["basis"]) == (units, basis)
        assert float(line["amount"]) == float(units)


def test_commission_that_was_not_charged_counts_as_none() -> None:
    of = plan(rules=[rule("commission")])
    assert pays(case(of, deal(commission="7"))) == [("0", "NO_BASE")]
    assert pays(case(of, deal(commission="-0"))) == [("0", "NO_BASE")]


def test_the_spread_filter_is_a_ceiling_and_never_a_rejection() -> None:
    of = plan(rules=[rule("spread")], filters={"max_spread_points": "35"})
    assert amounts(case(of, deal("a", spread_points="34"), deal("b", spread_points="36"))) == [
        "34.00000000", "35.00000000",
    ]  # fmt: skip


@pytest.mark.parametrize("basis", ["commission", "profit"])
def test_money_is_converted_directly_or_by_the_inverse_never_through_a_third(basis: str) -> None:
    body = case(
        plan(rules=[rule(basis)]), deal(commission="-10", profit="10", currency="EUR"),
        fx={"EUR/USD": "1.1", "USD/EUR": "3"},
    )  # fmt: skip
    (line,) = lines(body)
    assert line["amount"] == "11.00000000"
    assert line["why"]["fx"] == {"pair": "EUR/USD", "rate": "1.1"}
    (line,) = lines(body | {"fx": {"USD/EUR": "3"}})
    assert line["amount"] == "3.33333333"
    assert line["currency"] == "USD"
    assert line["why"]["fx"] == {"pair": "USD/EUR", "rate": "3"}


def test_a_rate_that_nothing_needs_may_be_absent() -> None:
    lot = case(plan(), deal(currency="EUR", commission="-5"))
    assert amounts(lot) == ["1.00000000"]
    none = case(plan(rules=[rule("profit")]), deal(currency="EUR", profit="-5"))
    assert pays(none) == [("0", "NO_PROFIT")]


def test_the_day_of_a_cap_begins_at_midnight_of_its_zone() -> None:
    days = [
        deal("a", closed_at="2026-03-01T22:59:59Z"),
        deal("b", closed_at="2026-03-01T23:00:00Z"),
    ]
    of = plan(levels=["5"], filters={"cap_per_day": "6"})
    assert pays(case(of, *days)) == [("5", None), ("1", "CAP_REACHED")]
    assert pays(case(of | {"time_zone": "Europe/Berlin"}, *days)) == [("5", None), ("5", None)]


def test_left_out_is_default() -> None:
    bare = case(plan(), deal())
    full = case(
        plan(max_total=None, rebate=None, filters=None, time_zone="UTC", slices=None, keep=None,
             percent_of_sub=None,
             rules=[rule(symbol=None, symbol_group=None, account_type=None, partner=None,
                         charge_on="close")]),
        deal(lot_modifier="1", spread_points="0", commission="0", markup_points="0", profit="0",
             deleted=False),
        partners=[{"id": "p1", "parent": None, "rank": None, "rate": None, "status": "active",
                   "multiplier": "1", "from": None}],
        clients=[{"id": "c1", "partner": "p1", "from": None, "to": None, "self_referral": False}],
        fx={},
    )  # fmt: skip
    assert result(bare) == result(full)
