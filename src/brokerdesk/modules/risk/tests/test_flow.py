"""Figures of flow: by hand, and computed once a day from deals."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import START
from brokerdesk.ports.trading import DealKind

from ..engine import Trade, figures
from ..models import FlowStat
from ..services.flow import compute_due
from .conftest import Desk

D = Decimal


def trade(n: int, opened_s: float | None, hold_s: float, **more: Any) -> Trade:
    values: dict[str, Any] = {"symbol": "EURUSD", "side": "buy", "lots": D(1), "profit": D(1)}
    values |= more
    opened = None if opened_s is None else START + timedelta(seconds=opened_s)
    closed = (opened or START) + timedelta(seconds=hold_s)
    return Trade(position=n, opened_at=opened, closed_at=closed, **values)


def test_figures_of_trades() -> None:
    found = figures([
        trade(1, 0.0, 5), trade(2, 0.4, 10, lots=D("1.5"), side="sell"),
        trade(3, 100, 59, profit=D(-4)), trade(4, 200, 180, lots=D(3), symbol="US30"),
        trade(5, None, 0, profit=D(0)),
    ])  # fmt: skip
    assert (found.trades, found.unknown_hold) == (5, 1)
    assert found.median_hold_s == 34.5
    assert (found.under_10s, found.under_3min, found.longer) == (1, 2, 1)
    assert found.under_60s_share == D("0.75")
    assert found.same_second == 2
    assert found.lots_raised == 2
    assert found.win_rate == D("0.6")
    assert (found.lots, found.net_profit) == (D("7.5"), D(-1))
    # Both sides from 0.4 s to 5 s; something open from 0 to 10.4 s, for 59 s and for 180 s.
    assert found.both_sides_share == round(D("4.6") / D("249.4"), 6)


def test_of_nothing_nothing_is_said() -> None:
    found = figures([])
    assert (found.trades, found.median_hold_s, found.win_rate) == (0, None, None)
    assert (found.both_sides_share, found.under_60s_share) == (None, None)


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_computed_once_a_day_of_what_is_over(desk: Desk, hour: int) -> None:
    for n in range(3):
        at = START + timedelta(minutes=n)
        opening = desk.world.deal(at=at, position_id=77 + n, lots=D(1), commission=D(-2),
                                  balance_effect=D(-2))  # fmt: skip
        closing = desk.world.closing(
            "10", at=at + timedelta(seconds=20), position_id=77 + n, kind=DealKind.SELL
        )
        ingest_deals(desk.world.server.pk, [opening, closing], watermark_s=None, at=at)
    today = datetime(2026, 3, 3, hour, tzinfo=START.tzinfo)
    assert compute_due(at=START + timedelta(hours=1)) == 0
    assert compute_due(at=today) == 1
    assert compute_due(at=today) == 0
    row = FlowStat.objects.get()
    assert (row.account_id, str(row.on), row.trades, row.days) == (
        desk.alice.pk,
        "2026-03-02",
        3,
        30,
    )
    assert (row.median_hold_s, row.under_3min, row.unknown_hold) == (D(20), 3, 0)
    assert (row.net_profit, row.lots, row.win_rate) == (D(24), D(3), D(1))
    assert row.markouts == {"1": None, "10": None, "60": None}
