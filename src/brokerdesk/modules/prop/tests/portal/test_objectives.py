"""How far an account is with its rules, worked by hand on 100,000."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from ...documents import programme_of
from ...engine import State, begin, evaluate, read_event
from ...engine.programme import RuleName
from ...objectives import Mark, Objective, objectives

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
PERCENT = {"percent": "5", "of": "initial"}
DOCUMENT: dict[str, Any] = {
    "name": "Two-step", "version": "1", "currency": "USD", "initial_balance": "100000",
    "clock": {"zone": "Europe/Prague", "reset": "00:00"},
    "phases": [{"name": "Challenge", "rules": [
        {"rule": "max_daily_loss", "amount": PERCENT},
        {"rule": "max_overall_loss", "amount": {"percent": "10", "of": "initial"}},
        {"rule": "profit_target", "amount": {"percent": "10", "of": "initial"}},
        {"rule": "min_trading_days", "days": 4},
        {"rule": "max_lots", "lots": "5", "scope": "total", "action": "warn"},
        {"rule": "weekend_flat", "action": "warn"},
    ]}],
}  # fmt: skip
PROGRAMME = programme_of(DOCUMENT)


def sums(*amounts: int) -> tuple[Decimal | None, ...]:
    return tuple(Decimal(amount) for amount in amounts)


def told(*events: dict[str, Any]) -> State:
    state = begin(PROGRAMME, START).state
    for minute, event in enumerate(events, 1):
        at = (START + timedelta(minutes=minute)).isoformat().replace("+00:00", "Z")
        state = evaluate(state, PROGRAMME, read_event(json.dumps({"at": at, **event}))).state
    return state


def seen(state: State, balance: str, equity: str) -> dict[RuleName, Objective]:
    mark = Mark(Decimal(balance), Decimal(equity), state.at)
    return {one.rule: one for one in objectives(state, PROGRAMME, mark)}


def test_a_loss_uses_room_of_both_floors() -> None:
    found = seen(told(), "100000", "98000")
    daily, overall = found[RuleName.MAX_DAILY_LOSS], found[RuleName.MAX_OVERALL_LOSS]
    assert (daily.level, daily.left, daily.value) == sums(95_000, 3_000, 2_000)
    assert daily.percent == 40
    assert (overall.level, overall.left) == sums(90_000, 8_000)
    assert overall.percent == 20
    assert daily.tone == "green"


def test_beyond_a_floor_all_is_used() -> None:
    daily = seen(told(), "100000", "94000")[RuleName.MAX_DAILY_LOSS]
    assert daily.left == 0
    assert (daily.percent, daily.tone) == (100, "red")


def test_profit_leaves_more_room_than_the_amount() -> None:
    daily = seen(told(), "100000", "101000")[RuleName.MAX_DAILY_LOSS]
    assert (daily.left, daily.value) == sums(6_000, 0)
    assert daily.percent == 0


def test_the_target_counts_by_the_balance() -> None:
    found = seen(told(), "104000", "103000")[RuleName.PROFIT_TARGET]
    assert (found.value, found.left, found.level) == sums(4_000, 6_000, 110_000)
    assert found.percent == 40
    assert found.met is False
    assert seen(told(), "110000", "110000")[RuleName.PROFIT_TARGET].met is True


def test_days_and_lots() -> None:
    opened = {"type": "position_opened", "position": "1", "symbol": "EURUSD", "lots": "2"}
    found = seen(told(opened), "100000", "100000")
    days, lots = found[RuleName.MIN_TRADING_DAYS], found[RuleName.MAX_LOTS]
    assert (days.value, days.limit, days.left) == sums(1, 4, 3)
    assert days.met is False
    assert (lots.value, lots.left) == sums(2, 3)
    assert lots.percent == 40


def test_the_weekend_has_its_instant() -> None:
    found = seen(told(), "100000", "100000")[RuleName.WEEKEND_FLAT]
    assert found.until == datetime(2026, 3, 6, 22, tzinfo=UTC)
    assert found.met is None


def test_a_withdrawal_moves_the_target() -> None:
    state = told({"type": "withdrawal", "amount": "1000"})
    assert seen(state, "99000", "99000")[RuleName.PROFIT_TARGET].level == 109_000
