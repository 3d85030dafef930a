"""Lists: groups, symbols, assets, and positions as CSV."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal

from streetsim.market.sessions import DAY_MS

from ..catalogue import ASSET_BY_ID, CATEGORY_BY_ID, CLASSES, SYMBOL_BY_ID
from ..config import Right
from ..errors import Refusal
from ..records import Deal, Position
from ..store import Wanted
from ..world import World
from .base import Answer, Call, route

_OPEN = (
    *("login", "positionId", "openTimestamp", "entryPrice", "direction", "volume", "symbol"),
    *("commission", "swap", "bookType", "stake", "spreadBetting", "usedMargin"),
)
_CLOSED = (
    *("login", "positionId", "dealId", "openTimestamp", "closeTimestamp", "entryPrice"),
    *("closePrice", "direction", "volume", "symbol", "commission", "swap", "pnl"),
    *("depositConversionRate", "usdConversionRate", "bookType", "stake", "spreadBetting"),
)
_MAX_SPAN_MS = 2 * DAY_MS
_ROWS = 100_000


@route("GET", "/v2/webserv/tradergroups", "MARKET", Right.GROUP_READ)
def groups(call: Call) -> Answer:
    """List the groups."""
    found = [
        {"id": item.group_id, "name": item.name, "description": item.description}
        for item in call.world.groups.values()
        if not item.deleted
    ]
    return Answer(value={"traderGroup": found})


@route("GET", "/v2/webserv/symbols", "MARKET")
def symbols(call: Call) -> Answer:
    """List the symbols."""
    found = []
    for symbol in SYMBOL_BY_ID.values():
        category = CATEGORY_BY_ID[symbol.category_id]
        found.append(
            {
                "name": symbol.item.name,
                "id": symbol.symbol_id,
                "description": symbol.item.description,
                "assetClass": CLASSES[category.class_id],
                "category": category.name,
                "quotesEnabled": True,
                "showInCtrader": True,
            }
        )
    return Answer(value={"symbol": found})


@route("GET", "/v2/webserv/depositAssets", "MARKET")
def assets(call: Call) -> Answer:
    """List the assets that accounts can be held in."""
    found = [
        {"id": item.asset_id, "name": item.name, "digits": item.digits}
        for item in ASSET_BY_ID.values()
        if item.deposit
    ]
    return Answer(value={"depositAsset": found})


@route("GET", "/v2/webserv/openPositions", "POSITIONS", Right.POSITION_READ)
def open_positions(call: Call) -> Answer:
    """List open positions as CSV."""
    owner = _owner(call)
    held = call.world.positions_of(owner) if owner else [*call.world.positions.values()]
    return Answer(text=_table(_OPEN, (_open_row(call.world, item) for item in held)))


@route("GET", "/v2/webserv/closedPositions", "CLOSED", Right.HISTORY_READ)
def closed_positions(call: Call) -> Answer:
    """List the closing deals of at most two days as CSV."""
    first, last = _time(call, "from"), _time(call, "to")
    if not 0 <= last - first <= _MAX_SPAN_MS:
        raise Refusal("INCORRECT_BOUNDARIES")
    owner = _owner(call)
    wanted = Wanted(first, last, _ROWS, [owner] if owner else None, closing=True)
    rows, _ = call.world.store.newest("deal", wanted)
    deals = (Deal.unpack(row) for row in rows)
    return Answer(text=_table(_CLOSED, (_closed_row(call.world, item) for item in deals)))


def _owner(call: Call) -> int:
    login = call.number("login", 0)
    return call.world.trader_by_login(login).trader_id if login else 0


def _time(call: Call, name: str) -> int:
    """Read a time: milliseconds or the text form, both UTC."""
    text = call.query.get(name, "")
    if text.isdigit():
        return int(text)
    try:
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
    except ValueError:
        raise Refusal("INVALID_REQUEST", f"{name} must be a time") from None
    return int(moment.timestamp() * 1000)


def _text(time_ms: int | None) -> str:
    moment = dt.datetime.fromtimestamp((time_ms or 0) / 1000, dt.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}"


def _open_row(world: World, item: Position) -> Mapping[str, object]:
    symbol, trader = SYMBOL_BY_ID[item.symbol_id], world.traders[item.trader_id]
    usd = world.market.rate(world.asset_of(trader).name, "USD")
    return {
        "login": trader.login,
        "positionId": item.position_id,
        "openTimestamp": _text(item.open_timestamp),
        "entryPrice": _fixed(item.price, symbol.item.digits),
        "direction": item.side.name,
        "volume": _fixed(Decimal(item.volume) / 100, 2),
        "symbol": symbol.slashed,
        "commission": _usd(item.commission, item.money_digits, usd),
        "swap": _usd(item.swap, item.money_digits, usd),
        "bookType": "BOOK_B",
        "stake": "0.00",
        "spreadBetting": "false",
        "usedMargin": _major(item.used_margin, item.money_digits),
    }


def _closed_row(world: World, deal: Deal) -> Mapping[str, object]:
    symbol, trader = SYMBOL_BY_ID[deal.symbol_id], world.traders[deal.trader_id]
    detail = deal.close_position_detail
    if detail is None:
        raise ValueError(f"deal {deal.deal_id} closes nothing")
    usd = world.market.rate(world.asset_of(trader).name, "USD")
    opened = world.positions.get(deal.position_id) or _closed(world, deal.position_id)
    return {
        "login": trader.login,
        "positionId": deal.position_id,
        "dealId": deal.deal_id,
        "openTimestamp": _text(opened.open_timestamp if opened else None),
        "closeTimestamp": _text(deal.execution_timestamp),
        "entryPrice": _fixed(detail.entry_price, symbol.item.digits),
        "closePrice": _fixed(deal.execution_price, symbol.item.digits),
        "direction": "SELL" if deal.trade_side == 1 else "BUY",
        "volume": _fixed(Decimal(deal.volume) / 100, 2),
        "symbol": symbol.slashed,
        "commission": _usd(detail.commission, deal.money_digits, usd),
        "swap": _usd(detail.swap, deal.money_digits, usd),
        "pnl": _major(detail.profit, deal.money_digits),
        "depositConversionRate": _fixed(detail.quote_to_deposit_conversion_rate, 8),
        "usdConversionRate": _fixed(usd, 8),
        "bookType": "BOOK_B",
        "stake": "0.00",
        "spreadBetting": "false",
    }


def _closed(world: World, position_id: int) -> Position | None:
    text = world.store.one("closed", position_id)
    return None if text is None else Position.unpack(text)


def _fixed(value: Decimal, digits: int) -> str:
    return f"{value:.{digits}f}"


def _major(amount: int, digits: int) -> str:
    return _fixed(Decimal(amount).scaleb(-digits), digits)


def _usd(amount: int, digits: int, rate: Decimal) -> str:
    return _fixed(Decimal(amount).scaleb(-digits) * rate, 2)


def _table(names: tuple[str, ...], rows: Iterable[Mapping[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
