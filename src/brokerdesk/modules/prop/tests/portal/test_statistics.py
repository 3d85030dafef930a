"""Statistics against examples worked by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.modules.trading.types import DealRow
from brokerdesk.ports.trading import DealEntry, DealKind

from ...statistics import (
    Trade,
    by_day,
    day_figures,
    grouped,
    session_of,
    sharpe,
    statistics,
    trades_of,
)

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def trade(net: str, *, held_min: int = 10, symbol: str = "EURUSD", side: str = "buy") -> Trade:
    closed = AT + timedelta(minutes=held_min)
    return Trade(symbol, side, Decimal("0.5"), AT, closed, Decimal(net))


FIVE = [trade("300"), trade("-100", held_min=20), trade("100"), trade("-50"), trade("0")]


def test_five_trades() -> None:
    # won 400 by 2, lost 150 by 2, one came to nothing; held 60 min together
    found = statistics(FIVE)
    assert (found.trades, found.winners, found.losers) == (5, 2, 2)
    assert found.net == 250
    assert found.lots == Decimal("2.5")
    assert found.win_rate == Decimal("0.4")
    assert found.profit_factor == Decimal("2.6667")
    assert found.average_win == 200
    assert found.average_loss == 75
    assert found.reward_to_risk == Decimal("2.6667")
    assert found.expectancy == 50
    assert found.average_hold == timedelta(minutes=12)
    assert (found.best, found.worst) == (Decimal(300), Decimal(-100))


def test_nothing_is_divided_by_nothing() -> None:
    none = statistics([])
    assert none.trades == 0
    figures = (none.win_rate, none.profit_factor, none.average_win, none.expectancy, none.best)
    assert figures == (None,) * 5
    only_won = statistics([trade("10")])
    assert only_won.profit_factor is None
    assert only_won.reward_to_risk is None
    assert only_won.win_rate == 1


def test_averages_are_rounded_half_even() -> None:
    assert statistics([trade("10"), trade("10.01")]).average_win == Decimal("10.00")
    assert statistics([trade("10.01"), trade("10.02")]).average_win == Decimal("10.02")


def test_groups_come_largest_first() -> None:
    rows = [*FIVE, trade("900", symbol="XAUUSD", side="sell")]
    assert list(grouped(rows, lambda one: one.symbol)) == ["XAUUSD", "EURUSD"]
    assert grouped(rows, lambda one: one.side)["sell"].net == 900


@pytest.mark.parametrize(
    ("hour", "name"),
    [(0, "asia"), (6, "asia"), (7, "europe"), (12, "europe"), (13, "america"), (21, "america"),
     (22, "asia"), (23, "asia")],
)  # fmt: skip
def test_sessions(hour: int, name: str) -> None:
    opened = AT.replace(hour=hour)
    assert session_of(Trade("X", "buy", Decimal(1), opened, AT, Decimal(0))) == name


def test_days() -> None:
    days = {date(2026, 3, 2): Decimal(1000), date(2026, 3, 3): Decimal(-500),
            date(2026, 3, 4): Decimal(500)}  # fmt: skip
    begun = {date(2026, 3, 2): Decimal(100_000), date(2026, 3, 3): Decimal(101_000),
             date(2026, 3, 4): Decimal(100_500)}  # fmt: skip
    found = day_figures(days, begun)
    assert (found.best_day, found.best) == (date(2026, 3, 2), Decimal(1000))
    assert (found.worst_day, found.worst) == (date(2026, 3, 3), Decimal(-500))
    assert found.consistency == Decimal("0.6667")
    # returns .01, -.00495050, .00497512: mean .00334154, spread .00621216, less .00019841
    assert found.sharpe == Decimal("0.5060")


def test_sharpe_needs_a_spread() -> None:
    assert sharpe([]) is None
    assert sharpe([Decimal("0.01")]) is None
    assert sharpe([Decimal("0.01"), Decimal("0.01")]) is None
    # mean .01, spread .01: (.01 - .05/252) / .01
    assert sharpe([Decimal("0.02"), Decimal(0)]) == Decimal("0.9802")


def test_days_are_the_programmes_own() -> None:
    rows = by_day(FIVE, lambda at: date(2026, 3, 1) if at.minute == 20 else date(2026, 3, 2))
    assert list(rows) == [date(2026, 3, 2), date(2026, 3, 1)]
    assert [one.net for one in rows[date(2026, 3, 1)]] == [-100]


BLANK = DealRow(
    pk=1, server_pk=1, server_code="s", ticket=1, account_pk=1, client_pk=1, brand_pk=1,
    entity_pk=1, account_kind="demo", partner_payout=False, login=1, group="g", symbol="EURUSD",
    kind=DealKind.BUY, entry=DealEntry.IN, position_id=7, lots=Decimal(0), lots_closed=Decimal(0),
    contract_size=Decimal(100_000), price=Decimal(0), price_position=Decimal(0),
    profit=Decimal(0), commission=Decimal(0), swap=Decimal(0), fee=Decimal(0),
    balance_effect=Decimal(0), currency="USD", comment="", occurred_at=AT, recorded_at=AT,
    deleted_at=None,
)  # fmt: skip


def deal(ticket: int, kind: DealKind, entry: DealEntry, **more: Any) -> DealRow:
    return replace(BLANK, pk=ticket, ticket=ticket, kind=kind, entry=entry, **more)


def test_costs_of_opening_go_with_the_lots_that_are_closed() -> None:
    rows = [
        deal(1, DealKind.BALANCE, DealEntry.NONE, balance_effect=Decimal(100_000)),
        deal(2, DealKind.BUY, DealEntry.IN, lots=Decimal(2), balance_effect=Decimal(-7)),
        deal(3, DealKind.SELL, DealEntry.OUT, lots=Decimal("0.5"), lots_closed=Decimal("0.5"),
             balance_effect=Decimal(50), occurred_at=AT + timedelta(hours=1)),
        deal(4, DealKind.SELL, DealEntry.OUT, lots_closed=Decimal("1.5"),
             balance_effect=Decimal(-30), occurred_at=AT + timedelta(hours=2)),
        deal(5, DealKind.SELL, DealEntry.OUT, lots_closed=Decimal(1), deleted_at=AT),
    ]  # fmt: skip
    found = trades_of(rows)
    assert [(one.net, one.side, one.opened_at) for one in found] == [
        (Decimal("48.25"), "buy", AT), (Decimal("-35.25"), "buy", AT),
    ]  # fmt: skip
    assert sum(one.net for one in found) == 13
