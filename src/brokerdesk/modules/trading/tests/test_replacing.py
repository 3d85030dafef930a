"""A whole reading of positions or orders writes what changed, and nothing else."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from brokerdesk.ports.trading import OrderKind, PlatformOrder, PlatformPosition, Side

from ..models import Order, Position
from ..services.sync import sync_orders, sync_positions
from ..testing import START, World, make_account, make_server

LATER, LAST = START + timedelta(seconds=1), START + timedelta(seconds=2)


def position(ticket: int, **changes: Any) -> PlatformPosition:
    """A position of the world's account."""
    one = PlatformPosition(
        ticket=ticket, login=1001, symbol="EURUSD", side=Side.BUY, lots=Decimal("0.10"),
        contract_size=Decimal(100_000), price_open=Decimal("1.1"), price_current=Decimal("1.2"),
        stop_loss=Decimal(0), take_profit=Decimal(0), profit=Decimal("5.00"),
        swap=Decimal("-0.123456789"), opened_at=START,
    )  # fmt: skip
    return replace(one, **changes)


def order(ticket: int) -> PlatformOrder:
    """A waiting order of a login that is not ours."""
    return PlatformOrder(
        ticket=ticket, login=77, symbol="EURUSD", kind=OrderKind.BUY_LIMIT, lots=Decimal(1),
        price=Decimal("0.5"), trigger=Decimal(0), stop_loss=Decimal(0), take_profit=Decimal(0),
        placed_at=START, expires_at=None, comment='say "a,b" {c}\\',
    )  # fmt: skip


def places(*tickets: int) -> list[str]:
    """Where the rows lie in the database; writing one moves it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ctid::text FROM trading_position WHERE ticket = ANY(%s) ORDER BY ticket",
            [list(tickets)],
        )
        return [place for (place,) in cursor.fetchall()]


def test_the_same_again_is_only_asked_about(world: World) -> None:
    pk, shown = world.server.pk, [position(1), position(2)]
    assert sync_positions(pk, shown, START)
    with CaptureQueriesContext(connection) as asked:
        assert not sync_positions(pk, shown, LATER)
    (query,) = asked.captured_queries
    assert query["sql"].lstrip().startswith("SELECT EXISTS")
    assert set(Position.objects.values_list("synced_at", flat=True)) == {START}


def test_only_what_changed_came_or_vanished_is_written(world: World) -> None:
    pk = world.server.pk
    sync_positions(pk, [position(1), position(2), position(3)], START)
    stood = places(1)
    moved = position(2, profit=Decimal("6.00"))
    assert sync_positions(pk, [position(1), moved, position(4)], LATER)
    assert places(1) == stood
    found = dict(Position.objects.order_by("ticket").values_list("ticket", "synced_at"))
    assert found == {1: START, 2: LATER, 4: LATER}
    two = Position.objects.get(ticket=2)
    assert (two.profit, two.side, two.account_id) == (Decimal("6.00"), "buy", world.account.pk)
    assert sync_positions(pk, [], LAST)
    assert not Position.objects.exists()
    assert not sync_positions(pk, [], LAST)


def test_an_older_reading_takes_nothing_back(world: World) -> None:
    pk = world.server.pk
    sync_positions(pk, [position(1, profit=Decimal("6.00")), position(2)], LATER)
    assert not sync_positions(pk, [position(1)], START)
    assert Position.objects.get(ticket=1).profit == Decimal("6.00")
    assert Position.objects.count() == 2


def test_a_login_that_gets_an_owner_is_a_change(world: World) -> None:
    pk, foreign = world.server.pk, position(1, login=1002)
    sync_positions(pk, [foreign], START)
    assert Position.objects.get().account_id is None
    owned = make_account(world.client, world.product, 1002)
    assert sync_positions(pk, [foreign], LATER)
    assert Position.objects.get().account_id == owned.pk


def test_servers_do_not_touch_each_other(world: World) -> None:
    other = make_server(world.brand, "mt5b")
    sync_positions(world.server.pk, [position(1)], START)
    assert sync_positions(other.pk, [position(1)], START)
    assert sync_positions(other.pk, [], LATER)
    assert Position.objects.get().server_id == world.server.pk


def test_orders_are_kept_the_same_way(world: World) -> None:
    pk, shown = world.server.pk, [order(1), replace(order(2), expires_at=LAST)]
    assert sync_orders(pk, shown, START)
    assert not sync_orders(pk, shown, LATER)
    assert Order.objects.get(ticket=1).comment == order(1).comment
    assert sync_orders(pk, [replace(shown[0], expires_at=LATER), shown[1]], LAST)
    assert Order.objects.get(ticket=1).expires_at == LATER


def test_a_text_that_is_too_long_is_an_error_not_cut(world: World) -> None:
    with pytest.raises(DataError, match="too long"):
        sync_positions(world.server.pk, [position(1, symbol="X" * 65)], START)
