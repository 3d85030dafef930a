"""Counts and days as sentences say them."""

from copy import deepcopy
from decimal import Decimal

import pytest

from ...catalogue_data import templates
from ...documents import programme_of
from ...terms import read_terms
from ...ui.office.told import decision_text
from ...ui.portal.conditions import conditions
from ...ui.programmes.sentences import told


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ({"days": 0}, "from the first trade on"),
        ({"days": 0, "starts": "activation"}, "from the start on"),
        ({"days": 1}, "after 1 day from the first trade on"),
    ],
)
def test_when_the_first_reward_can_be_had(first: dict[str, object], said: str) -> None:
    terms = read_terms(
        {"fee": {"amount": "5", "currency": "USD"}, "products": ["a"], "split": ["0.8"],
         "first_payout": first}
    )  # fmt: skip
    assert ("First reward", said) in conditions(terms, Decimal(10000))


@pytest.mark.parametrize(("days", "said"), [(1, "on 1 trading day"), (4, "on 4 trading days")])
def test_a_passed_phase_counts_its_days(days: int, said: str) -> None:
    line = {"type": "phase_passed", "phase": "One", "profit": "5", "trading_days": days}
    assert decision_text(line, "USD").endswith(said)


@pytest.mark.parametrize(
    ("rule", "days", "said"),
    [
        ("max_days", 1, "after 1 day: that of the first trade."),
        ("max_days", 30, "after 30 days, that of the first trade included."),
        ("inactivity", 1, "after 1 day without a trade."),
    ],
)
def test_limits_of_days(rule: str, days: int, said: str) -> None:
    body = deepcopy(templates()["ftmo-2-step"].document("10000"))
    body["phases"][0]["rules"].append({"rule": rule, "days": days})
    assert told(programme_of(body))[0].rules[-1].text.endswith(said)
