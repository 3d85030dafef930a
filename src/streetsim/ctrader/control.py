"""The control door: a loopback HTTP where tests trade, edit and break things at run time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from streetsim.common.http import Request
from streetsim.common.venue.control import (
    STEPS,
    Body,
    answer,
    change_manager,
    pin_price,
    seen,
    trouble,
)

from .catalogue import SYMBOL_BY_NAME
from .engine import money, trading
from .engine.booking import Ticket
from .engine.valuation import account_state, minor
from .errors import Refusal
from .events import Hidden, Presence
from .kinds import PROTECTION, OrderType, Side
from .lookup import deals_of_position
from .records import Trader
from .tokens import grant, grant_code

if TYPE_CHECKING:
    from .server import CTraderServer

HELP = """\
control door (HTTP, JSON in and out; errors are {"error": ...} with status 400 or 404):
  GET  /state               clock, accounts, counts of commands, armed faults, prices
  GET  /account?login=N     the account with its positions, orders and equity
  POST /trade               {login, symbol, side: buy|sell, lots, stop_loss?, take_profit?} opens;
                            {position, lots?} closes; {login, close: "all"} closes all of a login
  POST /fill                {logins, trips, symbol} opens and closes so many positions in turns
  POST /order               {login, symbol, side, lots, price, type?: LIMIT|STOP, expires_in_s?}
  POST /cancel              {order}
  POST /balance             {login, amount, type?, comment?, check?}; amount in major units, signed
  POST /server_row          {login, kind, amount} an operation as the server itself makes it:
                            dividend, swap, rollover, so_compensation, bonus, commission, rebate,
                            agent, fee, charge; the sign chooses its type
  POST /fault               one fault as in a faults file
  POST /faults/clear        disarm all
  POST /edit_row            {row, changes: {field: value}, move_money?} of the balance history
  POST /delete_row          {row, move_money?}
  POST /late_row            {login, amount, before_s?, comment?}
  POST /price               {symbol, bid, ask} pins a price, with over_s it is led there evenly;
                            {symbol, release: true} lets it go
  POST /clock               {seconds} adds to the server's clock
  POST /manager             {login, enabled?, rights?: [numbers]}
  POST /presence            {login, online} the owner signs in or out
  POST /hide                {login} tells managers that the account went out of their sight
  POST /token               {user, scope?} an access token; {user, code: true} a code
  POST /expire_tokens       every token is invalid
  POST /rollover            {nights?} charges swaps as so many midnights would
  POST /restart             {down_s?}
"""

# The type of an operation that gives, and of one that takes; 0 where there is none.
SERVER_TYPES = {
    "dividend": (15, 16),
    "swap": (21, 22),
    "rollover": (0, 18),
    "so_compensation": (PROTECTION, 0),
    "bonus": (38, 0),
    "commission": (11, 12),
    "rebate": (9, 10),
    "agent": (5, 6),
    "fee": (27, 35),
    "charge": (0, 17),
}


async def handle(server: CTraderServer, request: Request) -> tuple[int, object]:
    """Answer one control request."""
    try:
        return await answer(_ROUTES, server, request)
    except Refusal as refusal:
        return 400, {"error": refusal.description, "code": refusal.code}


def _trader(server: CTraderServer, body: Body) -> Trader:
    return server.world.trader_by_login(int(body["login"]))


def _state(server: CTraderServer, _body: Body) -> Any:
    world = server.world
    return {
        **seen(server),
        "server_time": world.clock.now_ms(),
        "traders": len(world.traders),
        "positions": len(world.positions),
        "orders": len(world.orders),
        "deals": world.store.total("deal"),
        "last_row": world.store.last("balance"),
        "commands": server.dispatcher.counts,
    }


def _account(server: CTraderServer, body: Body) -> Any:
    world, trader = server.world, _trader(server, body)
    state = account_state(world, trader)
    found = asdict(trader)
    del found["password_hash"]
    found |= {"equity": state.equity, "margin": state.margin, "free_margin": state.free_margin}
    found["positions"] = [asdict(item) for item in world.positions_of(trader.trader_id)]
    found["orders"] = [asdict(item) for item in world.orders_of(trader.trader_id)]
    return json.loads(json.dumps(found, default=str))


def _ticket(server: CTraderServer, body: Body, kind: OrderType) -> Ticket:
    if body["side"] not in ("buy", "sell"):
        raise ValueError("side must be buy or sell")
    symbol = SYMBOL_BY_NAME[str(body["symbol"])]
    price = _price_of(body, "price")
    expires = int(body.get("expires_in_s", 0))
    return Ticket(
        trader_id=_trader(server, body).trader_id,
        symbol_id=symbol.symbol_id,
        side=Side.BUY if body["side"] == "buy" else Side.SELL,
        volume=symbol.volume(Decimal(str(body["lots"]))),
        kind=kind,
        limit_price=price if kind is OrderType.LIMIT else None,
        stop_price=price if kind is OrderType.STOP else None,
        stop_loss=_price_of(body, "stop_loss"),
        take_profit=_price_of(body, "take_profit"),
        comment=str(body.get("comment", "")) or None,
        expires_at=server.world.clock.now_ms() + expires * 1000 if expires else None,
    )


def _price_of(body: Body, name: str) -> Decimal | None:
    return Decimal(str(body[name])) if body.get(name) else None


def _trade(server: CTraderServer, body: Body) -> Any:
    world = server.world
    if body.get("close") == "all":
        held = world.positions_of(_trader(server, body).trader_id)
        return {"orders": [trading.close(world, item).order_id for item in held]}
    if body.get("position"):
        position = world.position(int(body["position"]))
        lots = Decimal(str(body.get("lots", 0)))
        volume = world.symbol(position.symbol_id).volume(lots)
        return _done(server, trading.close(world, position, volume).order_id)
    order = trading.send_order(world, _ticket(server, body, OrderType.MARKET))
    return _done(server, order.order_id)


def _fill(server: CTraderServer, body: Body) -> Any:
    world, logins = server.world, [int(login) for login in body["logins"]]
    order = {"symbol": body["symbol"], "lots": "0.01"}
    with world.store.transaction():
        for n in range(int(body["trips"])):
            side = ("buy", "sell")[n % 2]
            told = {**order, "login": logins[n % len(logins)], "side": side}
            opened = trading.send_order(world, _ticket(server, told, OrderType.MARKET))
            trading.close(world, world.position(opened.position_id))
    return {"deals": 2 * int(body["trips"])}


def _done(server: CTraderServer, order_id: int) -> Body:
    text = json.loads(server.world.store.one("order", order_id) or "{}")
    deals = deals_of_position(server.world, text["position_id"])
    deal = next(item.deal_id for item in deals if item.order_id == order_id)
    price = text["execution_price"]
    return {"order": order_id, "position": text["position_id"], "deal": deal, "price": price}


def _order(server: CTraderServer, body: Body) -> Any:
    kind = OrderType[str(body.get("type", "LIMIT"))]
    return {"order": trading.send_order(server.world, _ticket(server, body, kind)).order_id}


def _cancel(server: CTraderServer, body: Body) -> Any:
    order = server.world.orders[int(body["order"])]
    trading.cancel_order(server.world, order)
    return {"order": order.order_id}


def _balance(server: CTraderServer, body: Body) -> Any:
    trader = _trader(server, body)
    amount = minor(Decimal(str(body["amount"])), trader.money_digits)
    kind = int(body.get("type", 0 if amount > 0 else 1))
    operation = money.Operation(abs(amount), kind, str(body.get("comment", "")))
    check = bool(body.get("check", True))
    row = money.change_balance(server.world, trader.trader_id, operation, check=check)
    return {"row": row.balance_history_id}


def _server_row(server: CTraderServer, body: Body) -> Any:
    kind, amount = str(body["kind"]), Decimal(str(body["amount"]))
    number = SERVER_TYPES[kind][amount < 0]
    if not number:
        raise ValueError(f"no operation of this sign is a {kind}")
    return _balance(server, {**body, "type": number, "check": False})


def _price(server: CTraderServer, body: Body) -> Any:
    return pin_price(server, SYMBOL_BY_NAME[str(body["symbol"])].item.name, body)


def _presence(server: CTraderServer, body: Body) -> Any:
    world, trader = server.world, _trader(server, body)
    with world.change():
        trader.online = bool(body["online"])
        trader.last_connect_timestamp = world.clock.now_ms()
        world.save_trader(trader)
        world.emit(Presence(trader.trader_id, world.next("session"), trader.online))
    return {"online": trader.online}


def _hide(server: CTraderServer, body: Body) -> Any:
    server.world.tell(Hidden(_trader(server, body).trader_id))
    return {"hidden": int(body["login"])}


def _token(server: CTraderServer, body: Body) -> Any:
    user, scope = int(body["user"]), int(body.get("scope", 1))
    code = grant_code(server.world, user, scope)
    if body.get("code"):
        return {"code": code}
    token = grant(server.world, user, scope)
    return {"access_token": token.token, "refresh_token": token.refresh}


async def _restart(server: CTraderServer, body: Body) -> Any:
    await server.restart(float(body.get("down_s", 0)))
    return server.ports()


_ROUTES: dict[tuple[str, str], Callable[[CTraderServer, Body], Any]] = {
    **STEPS,
    ("GET", "/state"): _state,
    ("GET", "/account"): _account,
    ("POST", "/trade"): _trade,
    ("POST", "/fill"): _fill,
    ("POST", "/order"): _order,
    ("POST", "/cancel"): _cancel,
    ("POST", "/balance"): _balance,
    ("POST", "/server_row"): _server_row,
    ("POST", "/edit_row"): trouble("edit_row", "row", "changes"),
    ("POST", "/delete_row"): trouble("delete_row", "row"),
    ("POST", "/late_row"): trouble("late_row", "login", "amount"),
    ("POST", "/price"): _price,
    ("POST", "/manager"): lambda server, body: change_manager(server.world.managers, body),
    ("POST", "/presence"): _presence,
    ("POST", "/hide"): _hide,
    ("POST", "/token"): _token,
    ("POST", "/expire_tokens"): trouble("expire_tokens"),
    ("POST", "/restart"): _restart,
}
