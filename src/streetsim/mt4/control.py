"""The control door: a loopback HTTP where tests trade, edit and break things at run time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from streetsim.common.http import Request
from streetsim.common.venue.control import STEPS, answer, pin_price, seen, trouble

from .codes import BridgeError
from .dispatch import render
from .engine.balance import change_balance
from .engine.trading import (
    Closing,
    Ticket,
    close_all,
    close_by,
    close_trade,
    delete_order,
    open_trade,
)
from .engine.valuation import account_state
from .records import Cmd, Reason, Trade
from .views import Json, margin_view, seconds_of, trade_view, user_view
from .world import News

if TYPE_CHECKING:
    from .server import Mt4Server

HELP = """\
control door (HTTP, JSON in and out; errors are {"error": ...} with status 400 or 404):
  GET  /state               clock, accounts, counts of calls, armed faults, platform id
  GET  /account?login=N     the account with its margin and open trades
  POST /trade               {login, symbol, side: buy|sell, lots, price?, sl?, tp?, comment?}
                            opens; {order, lots?, price?, comment?} closes; {order, by} closes two
                            by each other; {login, close: "all"} closes every trade of a login
  POST /fill                {logins, trips, symbol} opens and closes so many positions in turns
  POST /order               {login, symbol, type: 2..5, lots, price, expiration?} places an order;
                            {order} deletes it
  POST /balance             {login, amount, type?: 6|7, comment?, check?}
  POST /server_row          {login, kind, amount, comment?} a balance row as the server or a plug-in
                            writes it: dividend, swap, so_compensation, bonus, commission, agent,
                            interest, tax; the comment is all that tells them apart
  POST /fault               one fault as in a faults file
  POST /faults/clear        disarm all
  POST /edit_deal           {order, changes: {field: value}, move_money?}
  POST /delete_deal         {order, move_money?}
  POST /late_deal           {trade: {login, profit, ...}, seconds?, move_money?}
  POST /duplicate_balance   {order}
  POST /price               {symbol, bid, ask} pins a price, with over_s it is led there evenly;
                            {symbol, release: true} lets it go
  POST /symbol              {symbol, spread?, swap_long?, swap_short?} changes its settings
  POST /clock               {seconds} adds to the server's clock
  POST /connection          {on: true|false} the bridge has its server or has lost it
  POST /tokens/expire       all access tokens expire
  POST /rollover            {nights?} charges swaps as so many midnights would
  POST /restart             {down_s?}
"""

Step = Callable[["Mt4Server", Json], Any]
SERVER_COMMENTS = {
    "dividend": "Dividend EURUSD",
    "swap": "Rollover EURUSD",
    "so_compensation": "so compensation",
    "bonus": "Bonus",
    "commission": "Commission daily",
    "agent": "Agent commission",
    "interest": "Interest",
    "tax": "Tax",
}


async def handle(server: Mt4Server, request: Request) -> tuple[int, object]:
    """Answer one control request."""
    try:
        status, value = await answer(_ROUTES, server, request)
    except BridgeError as error:
        server.world.load()
        shown = {"error": str(error), "code": error.code, "managerCode": error.manager_code}
        return 400, shown
    return status, json.loads(render(value))


def _state(server: Mt4Server, _body: Json) -> Any:
    world = server.world
    return {
        **seen(server),
        "server_time": world.clock.now_s(),
        "platform": world.config.platform,
        "connected": world.connected,
        "users": len(world.users),
        "open": len(world.trades),
        "trades": world.store.count(),
        "last_closed": world.store.last_closed(),
        "commands": server.dispatcher.counts,
        "listeners": len(world.listeners),
    }


def _account(server: Mt4Server, body: Json) -> Any:
    world, login = server.world, int(body["login"])
    state = account_state(world, login)
    return {
        **user_view(state.user),
        "margin": margin_view(state, world.clock.now_s()),
        "trades": [trade_view(item) for item in world.trades_of(login)],
    }


def _decimal(body: Json, name: str) -> Decimal:
    return Decimal(str(body.get(name) or 0))


def _hundredths(body: Json) -> int:
    return int(_decimal(body, "lots") * 100)


def _shown(trade: Trade) -> Json:
    return {"order": trade.order, "trade": trade_view(trade)}


def _trade(server: Mt4Server, body: Json) -> Any:
    world, comment = server.world, str(body.get("comment", ""))
    if body.get("close") == "all":
        return {"orders": [item.order for item in close_all(world, int(body["login"]))]}
    if body.get("by"):
        return _shown(close_by(world, int(body["order"]), int(body["by"])))
    if body.get("order"):
        how = Closing(_hundredths(body), _decimal(body, "price"), comment)
        return _shown(close_trade(world, int(body["order"]), how))
    if body["side"] not in ("buy", "sell"):
        raise ValueError("side must be buy or sell")
    cmd = Cmd.BUY if body["side"] == "buy" else Cmd.SELL
    return _shown(open_trade(world, _ticket(body, cmd)))


def _ticket(body: Json, cmd: Cmd) -> Ticket:
    return Ticket(
        login=int(body["login"]),
        symbol=str(body["symbol"]),
        cmd=cmd,
        volume=_hundredths(body),
        price=_decimal(body, "price"),
        sl=_decimal(body, "sl"),
        tp=_decimal(body, "tp"),
        comment=str(body.get("comment", "")),
        expiration=seconds_of(body.get("expiration", 0)),
        reason=Reason.CLIENT,
    )


def _fill(server: Mt4Server, body: Json) -> Any:
    world, logins = server.world, [int(login) for login in body["logins"]]
    order = {"symbol": body["symbol"], "lots": "0.01"}
    with world.store.transaction():
        for n in range(int(body["trips"])):
            ticket = _ticket({**order, "login": logins[n % len(logins)]}, Cmd(n % 2))
            close_trade(world, open_trade(world, ticket).order, Closing())
    return {"deals": int(body["trips"])}


def _order(server: Mt4Server, body: Json) -> Any:
    if body.get("order"):
        return _shown(delete_order(server.world, int(body["order"])))
    return _shown(open_trade(server.world, _ticket(body, Cmd(int(body["type"])))))


def _balance(server: Mt4Server, body: Json) -> Any:
    done = change_balance(
        server.world,
        int(body["login"]),
        Decimal(str(body["amount"])),
        cmd=Cmd(int(body.get("type", Cmd.BALANCE))),
        comment=str(body.get("comment", "")),
        check=bool(body.get("check", True)),
    )
    return _shown(done)


def _server_row(server: Mt4Server, body: Json) -> Any:
    comment = SERVER_COMMENTS[str(body["kind"])]
    login, amount = int(body["login"]), Decimal(str(body["amount"]))
    comment = str(body.get("comment", comment))
    return _shown(change_balance(server.world, login, amount, comment=comment, check=False))


def _connection(server: Mt4Server, body: Json) -> Any:
    server.world.set_connected(bool(body["on"]))
    return {"connected": server.world.connected}


def _price(server: Mt4Server, body: Json) -> Any:
    return pin_price(server, server.world.instrument(str(body["symbol"])).name, body)


def _symbol(server: Mt4Server, body: Json) -> Any:
    item = server.world.instrument(str(body["symbol"]))
    changed = replace(
        item,
        spread=int(body.get("spread", item.spread)),
        swap_long=Decimal(str(body.get("swap_long", item.swap_long))),
        swap_short=Decimal(str(body.get("swap_short", item.swap_short))),
    )
    server.world.market.instruments[item.name] = changed
    server.world.tell(News("Updated", changed))
    return {"symbol": changed.name, "spread": changed.spread}


async def _restart(server: Mt4Server, body: Json) -> Any:
    await server.restart(float(body.get("down_s", 0)))
    return {"port": server.port}


_ROUTES: dict[tuple[str, str], Step] = {
    **STEPS,
    ("GET", "/state"): _state,
    ("GET", "/account"): _account,
    ("POST", "/trade"): _trade,
    ("POST", "/fill"): _fill,
    ("POST", "/order"): _order,
    ("POST", "/balance"): _balance,
    ("POST", "/server_row"): _server_row,
    ("POST", "/edit_deal"): trouble("edit_deal", "order", "changes"),
    ("POST", "/delete_deal"): trouble("delete_deal", "order"),
    ("POST", "/late_deal"): trouble("late_deal", "trade"),
    ("POST", "/duplicate_balance"): trouble("duplicate_balance", "order"),
    ("POST", "/price"): _price,
    ("POST", "/symbol"): _symbol,
    ("POST", "/connection"): _connection,
    ("POST", "/tokens/expire"): trouble("expired_token"),
    ("POST", "/restart"): _restart,
}
