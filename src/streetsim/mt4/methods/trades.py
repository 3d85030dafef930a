"""Trades: transactions, open trades, history, incremental reads."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..codes import BridgeError, Refusal, Ret, invalid
from ..engine.balance import change_balance
from ..engine.trading import (
    Closing,
    Ticket,
    activate,
    close_all,
    close_by,
    close_trade,
    comment_trade,
    delete_order,
    modify_trade,
    open_trade,
)
from ..engine.valuation import mark, price_of
from ..records import Cmd, Trade
from ..views import COMMANDS, Json, seconds_of, trade_view
from .base import HISTORY, TRADE, Call, method

TYPES = (
    *("PricesGet", "PricesRequote", "OpenInstant", "OpenRequest", "OpenMarket", "PendingOpen"),
    *("CloseInstant", "CloseRequest", "CloseMarket", "Modify", "Delete", "CloseBy", "CloseAll"),
    *("BrOpen", "BrClose", "BrDelete", "BrCloseBy", "BrCloseAll", "BrModify", "BrActivate"),
    *("BrComment", "BrBalance"),
)
_CMDS = {name.lower(): cmd for cmd, name in COMMANDS.items()}
_CMDS |= {str(int(cmd)): cmd for cmd in COMMANDS} | {"": Cmd.BUY}


def type_name(body: Any) -> str:
    """Name the transaction type of a body, or give an empty text."""
    given = str(body.get("tradeTransactionType") or "") if isinstance(body, dict) else ""
    return next((name for name in TYPES if name.lower() == given.lower()), "")


@method("POST", "TradeTransaction", within=TRADE)
def trade_transaction(call: Call) -> Json:
    """Perform a transaction and echo it with its ticket."""
    body = call.object()
    name = type_name(body)
    if not name:
        raise invalid(f"tradeTransactionType: {body.get('tradeTransactionType')}")
    if name not in _TRANSACTIONS:
        raise Refusal(Ret.NOT_ENOUGH_RIGHTS, "a manager sends Br* transactions only")
    request = _ticket(body)
    done = _TRANSACTIONS[name](call, request, body)
    return {
        "tradeTransactionType": name,
        "tradeCommand": COMMANDS[Cmd(done.cmd)],
        "tradeRequestFlags": "None",
        "expiration": trade_view(done)["expiration"],
        "order": done.order,
        "orderBy": body.get("orderBy") or 0,
        "symbol": done.symbol,
        "volume": done.volume,
        "price": _price(done, name),
        "sl": done.sl,
        "tp": done.tp,
        "ieDeviation": 0,
        "comment": done.comment,
        "crc": 0,
    }


def _price(done: Trade, name: str) -> Decimal:
    if name == "BrBalance":
        return done.profit
    return done.close_price if name.startswith("BrClose") else done.open_price


def _decimal(body: Json, name: str) -> Decimal:
    value = body.get(name) or 0
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise invalid(f"{name}: not a number")
    return Decimal(value)


def _integer(body: Json, name: str) -> int:
    value = body.get(name) or 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise invalid(f"{name}: not a whole number")
    return value


def _ticket(body: Json) -> Ticket:
    command = str(body.get("tradeCommand") or "").lower()
    if command not in _CMDS:
        raise invalid(f"tradeCommand: {command}")
    expiration = body.get("expiration")
    return Ticket(
        login=_integer(body, "orderBy"),
        symbol=str(body.get("symbol") or ""),
        cmd=_CMDS[command],
        volume=_integer(body, "volume"),
        price=_decimal(body, "price"),
        sl=_decimal(body, "sl"),
        tp=_decimal(body, "tp"),
        comment=str(body.get("comment") or ""),
        expiration=seconds_of(expiration) if expiration else 0,
    )


def _balance(call: Call, ticket: Ticket, _body: Json) -> Trade:
    if ticket.cmd < Cmd.BALANCE:
        raise invalid("tradeCommand must be Balance or Credit")
    done = change_balance(
        call.world,
        ticket.login,
        ticket.price,
        cmd=ticket.cmd,
        comment=ticket.comment,
        expiration=ticket.expiration,
        check=call.world.config.check_withdrawals,
    )
    call.world.journal(f"'{ticket.login}': balance {done.profit} '{done.comment}'", call.ip)
    return done


def _open(call: Call, ticket: Ticket, _body: Json) -> Trade:
    return open_trade(call.world, ticket)


def _close(call: Call, ticket: Ticket, body: Json) -> Trade:
    how = Closing(volume=ticket.volume, price=ticket.price, comment=ticket.comment)
    return close_trade(call.world, _integer(body, "order"), how)


def _delete(call: Call, ticket: Ticket, body: Json) -> Trade:
    return delete_order(call.world, _integer(body, "order"), ticket.comment or "cancelled")


def _close_by(call: Call, ticket: Ticket, body: Json) -> Trade:
    return close_by(call.world, _integer(body, "order"), ticket.login)


def _close_all(call: Call, ticket: Ticket, _body: Json) -> Trade:
    call.world.user(ticket.login)
    closed = close_all(call.world, ticket.login, ticket.symbol)
    if not closed:
        raise Refusal(Ret.INVALID_DATA, "nothing is open")
    return closed[-1]


def _modify(call: Call, ticket: Ticket, body: Json) -> Trade:
    return modify_trade(call.world, _integer(body, "order"), ticket)


def _activate(call: Call, ticket: Ticket, body: Json) -> Trade:
    trade = call.world.open_trade(_integer(body, "order"))
    price = ticket.price or price_of(call.world, trade.symbol, buy=trade.is_buy)
    return activate(call.world, trade.order, price)


def _comment(call: Call, ticket: Ticket, body: Json) -> Trade:
    return comment_trade(call.world, _integer(body, "order"), ticket.comment)


_TRANSACTIONS: dict[str, Callable[[Call, Ticket, Json], Trade]] = {
    "BrBalance": _balance,
    "BrOpen": _open,
    "BrClose": _close,
    "BrDelete": _delete,
    "BrCloseBy": _close_by,
    "BrCloseAll": _close_all,
    "BrModify": _modify,
    "BrActivate": _activate,
    "BrComment": _comment,
}


def _rows(call: Call, trades: list[Trade]) -> list[Json]:
    for trade in trades:
        if trade.is_open:
            mark(call.world, trade)
    return [trade_view(trade) for trade in trades]


def _paged(call: Call, trades: list[Trade]) -> list[Json]:
    return _rows(call, call.page(trades, lambda trade: trade.order))


@method("GET", "TradesGet")
def trades_get(call: Call) -> list[Json]:
    """Read all open trades and pending orders."""
    return _paged(call, list(call.world.trades.values()))


@method("GET", "TradesRequest")
def trades_request(call: Call) -> list[Json]:
    """Read open trades and pending orders, of one group or of all."""
    group, users = call.text("group", ""), call.world.users
    held = call.world.trades.values()
    return _paged(call, [item for item in held if group in ("", "*", users[item.login].group)])


@method("GET", "TradesGetByLogin", 2)
def trades_get_by_login(call: Call) -> list[Json]:
    """Read the open trades and pending orders of a login."""
    return _rows(call, call.world.trades_of(call.integer_arg()))


@method("GET", "TradeRecordGet", 1)
@method("GET", "TradeRecordRequest", 1)
def trade_record_request(call: Call) -> Json:
    """Read one record, open or closed."""
    order = call.integer_arg()
    trade = call.world.trades.get(order) or call.world.store.trade(order)
    if trade is None:
        raise BridgeError("NotFound", f"no such order: {order}")
    return _rows(call, [trade])[0]


@method("GET", "TradesUserHistory", 1, within=HISTORY)
def trades_user_history(call: Call) -> list[Json]:
    """Read the closed records of a login by close time."""
    login = call.world.user(call.integer_arg()).login
    return _rows(call, call.world.store.closed([login], *call.window("fromTime", "toTime")))


@method("GET", "ReportsRequest", within=HISTORY)
def reports_request(call: Call) -> list[Json]:
    """Read the closed records of many logins by close time; without logins, of all."""
    logins = call.integers("logins") or None
    return _rows(call, call.world.store.closed(logins, *call.window("from", "to")))


@method("POST", "TradesSyncStart")
def trades_sync_start(call: Call) -> bool:
    """Start an incremental read at a time of the server's clock, in seconds."""
    call.world.synced = seconds_of(call.text("timestamp"))
    return True


@method("GET", "TradesSyncRead")
def trades_sync_read(call: Call) -> list[Json]:
    """Read what changed since the last read; the newest second is read again."""
    if call.world.synced is None:
        raise invalid("TradesSyncStart comes first")
    trades = call.world.store.changed(call.world.synced)
    if trades:
        call.world.synced = trades[-1].timestamp
    return _rows(call, trades)
