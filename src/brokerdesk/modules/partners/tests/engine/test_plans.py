"""Plans as versions keep them: what was stored before still parses, and means the same."""

from decimal import Decimal as D

import pytest

from ...engine import Basis, ChargeOn, Distribution, Link, PlanError, parse_plan
from ...engine.compute import without_plan
from ...engine.facts import Flags
from .cases import Body

STORED: Body = {
    "distribution": "level",
    "levels": ["6", "3.33333333"],
    "rules": [{"basis": "lot", "value": "1"}],
    "max_total": None,
}


def test_a_body_of_before_means_the_same() -> None:
    plan = parse_plan(STORED, currency="USD")
    assert (plan.distribution, plan.levels) == (Distribution.LEVEL, (D(6), D("3.33333333")))
    (rule,) = plan.rules.rules
    assert (rule.basis, rule.value, rule.charge_on) == (Basis.LOT, D(1), ChargeOn.CLOSE)
    assert parse_plan(STORED | {"rules": [{"basis": "lot"}]}, currency="USD").rules.rules == (rule,)
    assert (plan.max_total, plan.rebate, plan.currency) == (None, None, "USD")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"name": "A"}, "name"),
        ({"levels": ["1"] * 21}, "levels"),
        ({"levels": ["1.123456789"]}, "levels[0]"),
        ({"levels": ["1234567890123"]}, "levels[0]"),
        ({"rules": []}, "rules"),
        ({"max_total": "9.33333332"}, "max_total"),
        ({"distribution": "rank_slices", "slices": [{"rank": "A"}]}, "slices[0].value"),
        ({"distribution": "rank_slices", "slices": [{"rank": "A", "value": "1"}] * 2}, "slices[1]"),
    ],
)
def test_a_body_that_is_none_names_its_key(change: Body, key: str) -> None:
    with pytest.raises(PlanError) as refused:
        parse_plan(STORED | change, currency="USD")
    assert refused.value.key == key


def test_slices_as_a_list_keep_their_order_in_the_database() -> None:
    listed = [{"rank": "Zinc", "value": "1"}, {"rank": "Iron", "value": "2"}]
    by_list = parse_plan(STORED | {"distribution": "rank_slices", "slices": listed}, currency="USD")
    by_name = parse_plan(
        STORED | {"distribution": "rank_slices", "slices": {"Zinc": "1", "Iron": "2"}},
        currency="USD",
    )
    assert by_list.slices == by_name.slices
    assert dict(by_list.rank_rates()) == {"Zinc": 1, "Iron": 3}


def test_the_most_that_a_plan_can_pay_carries_its_quotient() -> None:
    body = STORED | {"distribution": "percent_of_sub", "percent_of_sub": "0.7"}
    most = parse_plan(body, currency="USD").most_per_unit()
    assert str(most).startswith("3.3333333333333333333333333333")
    difference = parse_plan(STORED | {"distribution": "difference"}, currency="USD")
    assert difference.most_per_unit([D(3), D(7), D(5)]) == 7


def test_a_chain_without_a_plan_says_so() -> None:
    chain = [Link("p1"), Link("p2", active=False)]
    reasons = [line.reason for line in without_plan(chain, "USD", Flags())]
    assert reasons == ["NO_PLAN", "PARTNER_SUSPENDED"]
    excluded = without_plan(chain, "USD", Flags(excluded=True))
    assert {line.reason for line in excluded} == {"ACCOUNT_EXCLUDED"}
    assert [line.reason for line in without_plan([], "USD", Flags())] == ["NO_PARTNER_AT_TIME"]
