"""Trades: deals, results, margin, swaps, stops, and the sum of a history."""

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streetsim.ctrader.engine.accounts import create_trader
from streetsim.ctrader.records import BalanceRow, Deal
from streetsim.ctrader.store import Wanted
from streetsim.ctrader.world import World

from .conftest import NOW, Street, running

LOT = 10_000_000
EURUSD = 1
MARKET, LIMIT = 1, 2
BUY, SELL = 1, 2


async def pin(street: Street, bid: str, ask: str) -> None:
    await street.control("/price", symbol="EURUSD", bid=bid, ask=ask)


async def opened(street: Street, client: Any, trader_id: int, volume: int = LOT) -> Any:
    """Open a buy; returns the filled event."""
    fields = {"symbolId": EURUSD, "orderType": MARKET, "tradeSide": BUY, "volume": volume}
    client.write("NewOrderReq", traderId=trader_id, channel="ManagerAPI", **fields)
    accepted = await client.event("ExecutionEvent")
    assert accepted.executionType == 2
    filled = await client.event("ExecutionEvent")
    assert filled.executionType == 3
    return filled


def sums(world: World, trader_id: int) -> tuple[int, int]:
    """The balance and credit that the histories add up to."""
    wanted = Wanted(0, NOW, 100_000, [trader_id])
    rows = [BalanceRow.unpack(text) for text in world.store.newest("balance", wanted)[0]]
    deals = [Deal.unpack(text) for text in world.store.newest("deal", wanted)[0]]
    results = [deal.close_position_detail for deal in deals]
    credit = sum(row.delta for row in rows if row.operation_type in (19, 20))
    cash = sum(row.delta for row in rows if row.operation_type not in (19, 20))
    return cash + sum(item.net_profit for item in results if item), credit


async def test_a_trade_opens_and_closes_in_parts(street: Street) -> None:
    await pin(street, "1.10000", "1.10010")
    trader = await street.trader(balance=10_000_00, groupName="Retail_Pro")
    manager = await street.manager()
    filled = await opened(street, manager, trader.trader_id)
    assert filled.deal.executionPrice == 1.1001
    assert filled.deal.commission == filled.position.commission == -350
    assert filled.position.usedMargin == 1100_10
    assert not filled.deal.HasField("closePositionDetail")
    await pin(street, "1.10110", "1.10120")
    close = {"traderId": trader.trader_id, "positionId": filled.position.positionId}
    manager.events.clear()
    manager.write("ClosePositionReq", volume=LOT // 4, **close)
    await manager.event("ExecutionEvent")
    part = (await manager.event("ExecutionEvent")).deal
    detail = part.closePositionDetail
    assert (detail.profit, detail.closedVolume) == (25_00, LOT // 4)
    assert detail.commission == -87 + part.commission
    assert detail.netProfit == detail.profit + detail.swap + detail.commission
    assert detail.balance == 10_000_00 + detail.netProfit
    manager.write("ClosePositionReq", volume=LOT * 3 // 4, **close)
    await manager.event("ExecutionEvent")
    last = await manager.event("ExecutionEvent")
    assert last.position.positionStatus == 2
    world = street.server.world
    assert sums(world, trader.trader_id) == (world.traders[trader.trader_id].balance, 0)
    window = {"fromTimestamp": 0, "toTimestamp": NOW}
    deals = await manager.ask("DealListReq", traderId=[trader.trader_id], **window)
    assert len(deals.deal) == 3
    only = await manager.ask("DealListReq", closingDealsOnly=True, maxRows=1, **window)
    assert (len(only.deal), only.hasMore) == (1, True)
    closed = await manager.ask("ClosedPositionListReq", traderId=trader.trader_id, **window)
    assert [item.positionId for item in closed.position] == [close["positionId"]]


async def test_a_stop_out_is_marked(street: Street) -> None:
    await pin(street, "1.10000", "1.10010")
    trader = await street.trader(balance=1_200_00)
    manager = await street.manager()
    await opened(street, manager, trader.trader_id)
    await pin(street, "1.08000", "1.08010")
    assert (await manager.event("ExecutionEvent")).order.isStopOut
    world = street.server.world
    assert not world.positions_of(trader.trader_id)
    assert world.traders[trader.trader_id].balance == 0
    assert sums(world, trader.trader_id) == (0, 0)


async def test_a_waiting_order_is_placed_amended_and_cancelled(street: Street) -> None:
    await pin(street, "1.10000", "1.10010")
    trader = await street.trader(balance=1_000_00)
    manager = await street.manager()
    fields = {"symbolId": EURUSD, "orderType": LIMIT, "tradeSide": BUY, "volume": LOT // 10}
    manager.write("NewOrderReq", traderId=trader.trader_id, limitPrice=1.05, **fields)
    order = (await manager.event("ExecutionEvent")).order
    window = {"traderId": trader.trader_id, "fromTimestamp": 0, "toTimestamp": NOW}
    waiting = await manager.ask("PendingOrderListReq", **window)
    assert [item.limitPrice for item in waiting.order] == [1.05]
    named = {"traderId": trader.trader_id, "orderId": order.orderId}
    assert await manager.refused("AmendOrderReq", limitPrice=1.2, **named) == "TRADING_BAD_PRICES"
    manager.write("CancelOrderReq", **named)
    assert (await manager.event("ExecutionEvent")).executionType == 5
    done = await manager.ask("OrderDetailsReq", orderId=order.orderId)
    assert done.order.orderStatus == 5


async def test_swaps_are_told_at_midnight(street: Street) -> None:
    trader = await street.trader(balance=10_000_00)
    manager = await street.manager()
    await opened(street, manager, trader.trader_id)
    manager.events.clear()
    await street.control("/rollover", nights=7)
    event = await manager.event("ExecutionEvent")
    assert event.executionType == 9
    assert event.position.swap < 0


async def test_a_closed_account_may_not_trade(street: Street) -> None:
    trader = await street.trader(balance=10_000_00)
    login = f"/v2/webserv/traders/{trader.login}"
    assert (await street.call("PATCH", login, {"accessRights": "NO_TRADING"})).status_code == 204
    manager = await street.manager()
    fields = {"symbolId": EURUSD, "orderType": MARKET, "tradeSide": BUY, "volume": LOT}
    refused = await manager.refused("NewOrderReq", traderId=trader.trader_id, **fields)
    assert refused == "TRADING_DISABLED"


Step = tuple[str, int]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["in", "out", "credit", "buy", "sell", "part", "close", "night"]),
            st.integers(1, 50),
        ),
        max_size=15,
    )
)
async def test_the_balance_is_the_sum_of_its_history(steps: list[Step]) -> None:
    async with running(rest_port=None, openapi_port=None, tick_s=60.0) as street:
        await _live(street, steps)


async def _live(street: Street, steps: list[Step]) -> None:
    world = street.server.world
    fields = {"group_id": 2, "deposit_asset_id": 1, "leverage_in_cents": 10_000}
    trader = create_trader(world, {**fields, "password_hash": "0" * 32}, balance=5_000_00)
    for index, (what, size) in enumerate(steps):
        await _step(street, trader.login, what, size)
        mid = Decimal("1.1") + Decimal(index % 5) / 1000
        await street.control("/price", symbol="EURUSD", bid=str(mid), ask=str(mid))
        held = world.trader(trader.trader_id)
        assert sums(world, trader.trader_id) == (held.balance, held.non_withdrawable_bonus)


async def _step(street: Street, login: int, what: str, size: int) -> None:
    world = street.server.world
    held = world.positions_of(world.by_login[login].trader_id)
    if what in ("in", "out", "credit"):
        amount = -size if what == "out" else size
        kind = {"in": 0, "out": 1, "credit": 19}[what]
        await street.control("/balance", login=login, amount=amount, type=kind, check=False)
    elif what in ("buy", "sell") and len(held) < 3:
        lots = str(Decimal(size) / 100)
        await street.control("/trade", login=login, symbol="EURUSD", side=what, lots=lots)
    elif what == "part" and held and held[0].volume > LOT // 100:
        await street.control("/trade", position=held[0].position_id, lots="0.01")
    elif what == "close":
        await street.control("/trade", login=login, close="all")
    elif what == "night":
        await street.control("/rollover", nights=1)
