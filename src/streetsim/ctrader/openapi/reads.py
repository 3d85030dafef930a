"""Requests that read."""

from dataclasses import replace
from typing import Any

from ..catalogue import ASSET_BY_ID, SYMBOL_BY_ID, Symbol
from ..engine.valuation import floating
from ..errors import Refusal
from ..lookup import order_with_deals
from ..proto import OPENAPI
from ..records import BalanceRow, Deal
from ..store import Wanted
from ..world import World
from .base import Call, answer, made, request, trader_message

_MAX_ROWS = 5000
SCALE = 100_000


@request("TraderReq", "TRADERS")
def trader(call: Call) -> Any:
    """Read the account."""
    return answer(call, "TraderRes", trader=trader_message(call.trader))


@request("AssetListReq", "MARKET")
def assets(call: Call) -> Any:
    """List the assets."""
    found = [made("Asset", item, displayName=item.name) for item in ASSET_BY_ID.values()]
    return answer(call, "AssetListRes", asset=found)


@request("SymbolsListReq", "MARKET")
def symbols(call: Call) -> Any:
    """List the symbols, briefly."""
    found = [
        made(
            "LightSymbol",
            item,
            symbolName=item.item.name,
            enabled=True,
            symbolCategoryId=item.category_id,
            description=item.item.description,
        )
        for item in SYMBOL_BY_ID.values()
    ]
    return answer(call, "SymbolsListRes", symbol=found)


def _symbol(symbol: Symbol) -> Any:
    item = symbol.item
    return made(
        "Symbol",
        symbol,
        digits=item.digits,
        enableShortSelling=True,
        swapLong=item.swap_long,
        swapShort=item.swap_short,
        maxVolume=symbol.volume(item.volume_max),
        minVolume=symbol.volume(item.volume_min),
        stepVolume=symbol.volume(item.volume_step),
    )


@request("SymbolByIdReq", "MARKET")
def symbol_by_id(call: Call) -> Any:
    """Read symbols."""
    found = [_symbol(call.world.symbol(number)) for number in call.request.symbolId]
    return answer(call, "SymbolByIdRes", symbol=found)


@request("ReconcileReq", "POSITIONS")
def reconcile(call: Call) -> Any:
    """List what is open and waiting."""
    number = call.trader.trader_id
    held, waiting = call.world.positions_of(number), call.world.orders_of(number)
    return answer(call, "ReconcileRes", position=held, order=waiting)


def _window(call: Call, limit: int = 0) -> Wanted:
    first, last = call.request.fromTimestamp, call.request.toTimestamp
    if first > last:
        raise Refusal("INCORRECT_BOUNDARIES")
    size = min(limit or _MAX_ROWS, call.world.config.chunk)
    return Wanted(first, last, size, [call.trader.trader_id])


@request("DealListReq", "DEALS")
def deals(call: Call) -> Any:
    """List deals, newest first."""
    rows, more = call.world.store.newest("deal", _window(call, call.request.maxRows))
    return answer(call, "DealListRes", deal=[Deal.unpack(row) for row in rows], hasMore=more)


@request("DealsByPositionReq", "DEALS")
def by_position(call: Call) -> Any:
    """List the deals of a position, newest first."""
    wanted = Wanted(0, call.request.toTimestamp or 1 << 62, _MAX_ROWS, [call.trader.trader_id])
    wanted = replace(wanted, from_ms=call.request.fromTimestamp, position=call.request.positionId)
    rows, more = call.world.store.newest("deal", wanted)
    found = [Deal.unpack(row) for row in rows]
    return answer(call, "DealsByPositionRes", deal=found, hasMore=more)


@request("OrderDetailsReq", "ORDERS")
def order_details(call: Call) -> Any:
    """Read an order, waiting or done, with its deals."""
    order, found = order_with_deals(call.world, call.request.orderId)
    if order.trader_id != call.trader.trader_id:
        raise Refusal("ORDER_NOT_FOUND")
    return answer(call, "OrderDetailsRes", order=order, deal=found)


@request("CashFlowHistoryReq", "HISTORY")
def cash_flow(call: Call) -> Any:
    """List balance operations, newest first."""
    rows, _ = call.world.store.newest("balance", _window(call))
    found = [BalanceRow.unpack(row) for row in rows]
    return answer(call, "CashFlowHistoryRes", depositWithdraw=found)


@request("UnrealizedPnLReq", "POSITIONS")
def unrealised(call: Call) -> Any:
    """Value the open positions."""
    kind, found = OPENAPI["UnrealizedPnL"], []
    for item in call.world.positions_of(call.trader.trader_id):
        gross = floating(call.world, item)
        net = gross + item.swap + item.commission
        found.append(
            kind(positionId=item.position_id, grossUnrealizedPnL=gross, netUnrealizedPnL=net)
        )
    digits = call.trader.money_digits
    return answer(call, "UnrealizedPnLRes", positionUnrealizedPnL=found, moneyDigits=digits)


def spot(world: World, account: int, symbol_id: int) -> Any:
    """Render a symbol's prices for an account."""
    quote = world.market.quotes[SYMBOL_BY_ID[symbol_id].item.name]
    return made(
        "SpotEvent",
        ctidTraderAccountId=account,
        symbolId=symbol_id,
        bid=int(quote.bid * SCALE),
        ask=int(quote.ask * SCALE),
        timestamp=quote.time_ms,
    )


@request("SubscribeSpotsReq", "MARKET")
def subscribe(call: Call) -> Any:
    """Follow the prices of symbols."""
    account = call.trader.ctid_trader_account_id
    wanted = {(account, call.world.symbol(number).symbol_id) for number in call.request.symbolId}
    if wanted & call.spots:
        raise Refusal("ALREADY_SUBSCRIBED")
    call.spots.update(wanted)
    return answer(call, "SubscribeSpotsRes")


@request("UnsubscribeSpotsReq", "MARKET")
def unsubscribe(call: Call) -> Any:
    """Follow symbols no longer."""
    account = call.trader.ctid_trader_account_id
    given = {(account, number) for number in call.request.symbolId}
    if not given <= call.spots:
        raise Refusal("NOT_SUBSCRIBED_TO_SPOTS")
    call.spots.difference_update(given)
    return answer(call, "UnsubscribeSpotsRes")
