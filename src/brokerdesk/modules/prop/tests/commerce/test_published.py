"""Published payouts (P01 to P04, P13 of the reference), through the commands that make them."""

from decimal import Decimal
from typing import Any

import pytest

from ...commerce_errors import PayoutWouldBreach
from ...models import Attempt
from ...services.payouts.showing import checklist_of, preview
from .conftest import DAY, FUNDED, Shop


def trailing(percent: str, lock: str | None = "100000", **more: Any) -> dict[str, Any]:
    """A funded phase whose floor trails the closed balance."""
    rule = {
        "rule": "max_overall_loss", "amount": {"percent": percent, "of": "initial"},
        "mode": "trail_closed_balance", **more,
    }  # fmt: skip
    return FUNDED | {"rules": [rule | ({"lock": {"floor_at": lock}} if lock else {})]}


def trader(shop: Shop, phase: dict[str, Any], *profits: str) -> Attempt:
    attempt = shop.funded(shop.sell("published", phases=[phase]))
    for profit in profits:
        shop.trade(attempt, profit)
    return attempt


def left(shop: Shop, attempt: Attempt, amount: str) -> tuple[Any, ...]:
    found = preview(attempt.public_id, Decimal(amount), at=shop.at)
    return found.balance, found.overall_floor, found.buffer


def test_p01_the_floor_stays_where_the_profit_put_it(shop: Shop) -> None:
    attempt = trader(shop, trailing("6"), "3000")
    assert left(shop, attempt, "3000") == (100_000, 97_000, 3_000)


def test_p02_to_the_floor_itself_is_a_breach(shop: Shop) -> None:
    attempt = trader(shop, trailing("6", breach_when="touch"), "10000")
    with pytest.raises(PayoutWouldBreach):
        left(shop, attempt, "10000")
    assert left(shop, attempt, "6000") == (104_000, 100_000, 4_000)


def test_p03_a_buffer_is_left(shop: Shop) -> None:
    attempt = trader(shop, trailing("6"), "4000")
    assert left(shop, attempt, "4000") == (100_000, 98_000, 2_000)


def test_p04_above_the_lock(shop: Shop) -> None:
    attempt = trader(shop, trailing("6"), "8000")
    assert left(shop, attempt, "6000") == (102_000, 100_000, 2_000)
    shop.trade(attempt, "7000")
    assert left(shop, attempt, "8000") == (107_000, 100_000, 7_000)


def test_p13_days_that_win(shop: Shop) -> None:
    programme = shop.sell(
        "days", phases=[FUNDED], winning_days={"days": 5, "threshold": "50"},
        cycle={"kind": "days", "number": 8}, first_payout={"days": 8},
    )  # fmt: skip
    attempt = shop.funded(programme)
    for n, result in enumerate(("75", "-30", "120", "60", "-15", "80", "25", "90")):
        shop.trade(attempt, result)
        found = checklist_of(attempt.public_id, at=shop.at)
        assert found.facts.winning_days == [1, 1, 2, 3, 3, 4, 4, 5][n]
        shop.later(DAY)
    found = checklist_of(attempt.public_id, at=shop.at)
    assert [str(one) for one in found.unmet] == []
    assert found.payable == 405
