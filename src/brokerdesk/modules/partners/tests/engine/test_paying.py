"""Distributions, caps, rebates and reasons: each sentence of the contract's semantics."""

import pytest

from .cases import Body, amounts, case, deal, lines, partners, pays, plan, result, rule

REBATE = {"share": "0.40", "funded_by": "partner"}


def percent(value: str = "10", **more: object) -> Body:
    return plan("percent_of_sub", percent_of_sub="0.2", rules=[rule(value=value)], **more)


def test_multipliers_apply_to_all_but_split() -> None:
    rated = partners(2, {"rate": "2", "rank": "A", "multiplier": "1.5"},
                     {"rate": "3", "rank": "B", "multiplier": "2"})  # fmt: skip
    ways = {
        "level": [("6", None), ("4", None)],
        "ratio": [("24", None), ("16", None)],
        "difference": [("3", None), ("2", None)],
        "rank_slices": [("3", None), ("2", None)],
        "percent_of_sub": [("9", None), ("3.6", None)],
        "split": [("3", None), ("3", None)],
    }
    for way, expected in ways.items():
        rules = [rule(value="6" if way in ("percent_of_sub", "split") else "4")]
        of = plan(way, levels=["4", "2"], rules=rules, slices={"A": "2", "B": "1"}, keep=["0.5"],
                  percent_of_sub="0.2")  # fmt: skip
        assert pays(case(of, partners=rated)) == expected


def test_level_pays_the_list_and_a_named_rule_instead_of_it() -> None:
    of = plan(levels=["3", "0", "2"], rules=[rule(value="9"), rule(value="4", partner="p4")])
    assert pays(case(of, chain=5)) == [
        ("3", None), ("0", "NO_RATE"), ("2", None), ("4", None), ("0", "NO_RATE"),
    ]  # fmt: skip


def test_difference_covers_equal_and_lower_rates() -> None:
    rated = partners(5, {"rate": "5"}, {}, {"rate": "5"}, {"rate": "4"}, {"rate": "6"})
    assert pays(case(plan("difference"), partners=rated)) == [
        ("5", None), ("0", "NO_RATE"), ("0", "COVERED_BELOW"), ("0", "COVERED_BELOW"), ("1", None),
    ]  # fmt: skip


def test_rank_slices_give_nothing_to_an_unknown_rank() -> None:
    of = plan("rank_slices", slices={"Zinc": "1", "Iron": "2"})
    ranked = partners(4, {"rank": "Lead"}, {"rank": "Iron"}, {}, {"rank": "Zinc"})
    assert pays(case(of, partners=ranked)) == [
        ("0", "NO_RATE"), ("3", None), ("0", "NO_RATE"), ("0", "COVERED_BELOW"),
    ]  # fmt: skip


def test_split_shares_one_pool() -> None:
    of = plan("split", keep=["0.60", "0.70"], rules=[rule(value="10")])
    assert pays(case(of, chain=1)) == [("10", None)]
    assert pays(case(of, chain=2)) == [("6", None), ("4", None)]
    assert pays(case(of, chain=4)) == [
        ("6", None), ("2.8", None), ("1.2", None), ("0", "COVERED_BELOW"),
    ]  # fmt: skip
    whole = plan("split", keep=["0", "1", "0.5"], rules=[rule(value="10")])
    assert pays(case(whole, chain=4)) == [
        ("0", "NO_RATE"), ("10", None), ("0", "COVERED_BELOW"), ("0", "COVERED_BELOW"),
    ]  # fmt: skip
    assert pays(case(plan("split", keep=["0"], rules=[rule()]), chain=1)) == [("1", None)]


def test_split_loses_no_unit_and_prefers_the_lowest_level() -> None:
    of = plan("split", keep=["0.5"], rules=[rule(value="0.000000025")])
    assert amounts(case(of, chain=2)) == ["0.00000002", "0.00000001"]
    thirds = plan("split", keep=["0.333333333", "0.5"], rules=[rule(value="10")])
    assert amounts(case(thirds, chain=3)) == ["3.33333333", "3.33333334", "3.33333333"]
    tiny = plan("split", keep=["0.5"], rules=[rule(value="0.000000004")])
    assert pays(case(tiny, chain=3)) == [
        ("0", "TOO_SMALL"), ("0", "TOO_SMALL"), ("0", "COVERED_BELOW"),
    ]  # fmt: skip


def test_percent_is_of_the_amount_just_below_before_caps() -> None:
    of = percent(filters={"cap_per_trade": "3"})
    assert pays(case(of, chain=3)) == [("3", "CAP_REACHED"), ("2", None), ("0.4", None)]
    assert pays(case(percent("0"), chain=3)) == [
        ("0", "NO_RATE"), ("0", "NO_BASE"), ("0", "NO_BASE"),
    ]  # fmt: skip
    none = plan("percent_of_sub", percent_of_sub="0", rules=[rule(value="10")])
    assert pays(case(none, chain=2)) == [("10", None), ("0", "NO_RATE")]


def test_percent_counts_the_direct_partner_less_the_rebate_he_pays() -> None:
    assert pays(case(percent(rebate=REBATE), chain=3)) == [
        ("4", None), ("6", None), ("1.2", None), ("0.24", None),
    ]  # fmt: skip
    broker = REBATE | {"funded_by": "broker"}
    assert pays(case(percent(rebate=broker), chain=2)) == [("4", None), ("10", None), ("2", None)]
    assert pays(case(percent(rebate=REBATE | {"share": "1"}), chain=2)) == [
        ("10", None), ("0", "REBATED"), ("0", "NO_BASE"),
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["suspended", "terminated"])
def test_a_partner_who_is_not_active_keeps_his_place(status: str) -> None:
    out = {"status": status, "rate": "5"}
    of = plan("difference", rebate=REBATE)
    assert pays(case(of, partners=partners(2, out, {"rate": "7"}))) == [
        ("0", "PARTNER_SUSPENDED"), ("2", None),
    ]  # fmt: skip
    of = percent(rebate=REBATE)
    assert pays(case(of, partners=partners(2, out))) == [("0", "PARTNER_SUSPENDED"), ("1.2", None)]
    of = plan("split", keep=["0.6"], rules=[rule(value="10")])
    assert pays(case(of, partners=partners(2, out))) == [("0", "PARTNER_SUSPENDED"), ("4", None)]
    of = plan(filters={"cap_per_day": "1"}, rules=[])
    assert pays(case(of, partners=partners(1, out))) == [("0", "PARTNER_SUSPENDED")]


def test_caps_bound_each_line_the_deals_first_then_the_days() -> None:
    of = plan(levels=["8", "2"], filters={"cap_per_trade": "5", "cap_per_day": "7"})
    days = [deal("b"), deal("a"), deal("c", closed_at="2026-03-01T09:30:00Z")]
    assert pays(case(of, *days, chain=2)) == [
        ("5", "CAP_REACHED"), ("2", None),
        ("2", "CAP_REACHED"), ("2", None),
        ("0", "CAP_REACHED"), ("2", None),
    ]  # fmt: skip
    assert [line["deal"] for line in lines(case(of, *days, chain=1))] == ["c", "a", "b"]


def test_a_cap_that_is_met_and_not_passed_is_not_told() -> None:
    of = plan(levels=["5"], filters={"cap_per_trade": "5", "cap_per_day": "5"})
    assert pays(case(of)) == [("5", None)]
    assert pays(case(of | {"filters": {"cap_per_trade": "0"}})) == [("0", "CAP_REACHED")]


def test_the_days_cap_counts_amounts_before_rebate_and_is_each_partners_own() -> None:
    of = plan(levels=["4", "4"], filters={"cap_per_day": "6"}, rebate=REBATE | {"share": "1"})
    assert pays(case(of, deal("a"), deal("b"), chain=2)) == [
        ("4", None), ("0", "REBATED"), ("4", None),
        ("2", None), ("0", "CAP_REACHED"), ("2", "CAP_REACHED"),
    ]  # fmt: skip


def test_a_rebate_is_a_line_of_its_own_and_no_payout() -> None:
    body = case(plan(levels=["7", "1"], rebate=REBATE), deal(lots="3"), chain=2)
    first = lines(body)[0]
    assert (first["kind"], first["partner"], first["level"]) == ("rebate", "p1", 0)
    assert pays(body) == [("8.4", None), ("12.6", None), ("3", None)]
    assert [p["amount"] for p in result(body)["payouts"]] == ["12.60", "3.00"]
    paid = case(plan(levels=["7"], rebate=REBATE | {"funded_by": "broker"}), deal(lots="3"))
    assert pays(paid) == [("8.4", None), ("21", None)]
    none = case(plan(rebate=REBATE | {"share": "0"}))
    assert pays(none) == [("1", None)]
    capped = case(plan(levels=["7"], rebate=REBATE, filters={"cap_per_trade": "5"}))
    assert pays(capped) == [("2", None), ("3", "CAP_REACHED")]


def test_reasons_in_the_order_of_their_list() -> None:
    """Each case adds the cause of an earlier reason to those before."""
    of: Body = plan("difference", rules=[rule("profit")])
    body = case(of, partners=partners(2, {"rate": "3"}, {"rate": "2"}))
    assert pays(body)[1] == ("0", "NO_PROFIT")
    gain = deal(profit="5", close_price="1.10000", closed_at="2026-03-01T09:00:01Z")
    assert pays(body | {"deals": [gain]})[1] == ("0", "COVERED_BELOW")
    body["plan"]["rules"] = []
    assert pays(body)[1] == ("0", "NO_RATE")
    body["partners"][1]["status"] = "suspended"
    assert pays(body)[1] == ("0", "PARTNER_SUSPENDED")
    body["deals"], of["filters"] = [gain], {"min_points": 1}
    assert pays(body) == [("0", "TOO_FEW_POINTS")] * 2
    of["filters"]["min_duration_s"] = 2
    assert pays(body) == [("0", "TOO_SHORT")] * 2
    body["clients"][0]["self_referral"] = True
    assert pays(body) == [("0", "SELF_REFERRAL")] * 2
    body["clients"][0]["partner"] = None
    assert pays(body) == [("0", "NO_PARTNER_AT_TIME")]


def test_filters_are_off_at_null_and_minima_at_zero() -> None:
    quick = deal(close_price="1.10000", closed_at="2026-03-01T09:00:00Z")
    for off in ({}, {"min_duration_s": 0, "min_points": 0}, {"min_duration_s": None}):
        assert pays(case(plan(filters=off), quick)) == [("1", None)]


def test_no_base_and_too_small() -> None:
    assert pays(case(plan(), deal(lots="0"))) == [("0", "NO_BASE")]
    assert pays(case(plan(), deal(lots="0.000000005"))) == [("0.00000001", None)]
    assert pays(case(plan(), deal(lots="0.0000000049"))) == [("0", "TOO_SMALL")]


def test_a_barred_deal_needs_no_rate() -> None:
    of = plan(rules=[rule("profit")], filters={"min_points": 500})
    body = case(of, deal(profit="5", currency="EUR"))
    assert pays(body) == [("0", "TOO_FEW_POINTS")]
    assert lines(body)[0]["why"]["units"] is None


def test_products_are_exact_whatever_their_length() -> None:
    long = "1." + "0" * 40 + "1"
    of = plan("ratio", levels=["1" + "0" * 40], rules=[rule(value=long)])
    assert amounts(case(of, deal(lots=long))) == ["1" + "0" * 40 + ".20000000"]
