"""The control door: a loopback HTTP where tests trade, edit and break things at run time."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from streetsim.common.faults import Fault
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

from .engine.balance import change_balance, server_deal
from .engine.booking import Ticket
from .engine.requests import DealerRequest, TradeAction, perform
from .engine.trading import close_position, open_position
from .engine.valuation import account_state
from .records import EXT, ZERO, Action, OrderType, Reason
from .retcodes import Refusal, text

if TYPE_CHECKING:
    from .server import Mt5Server

HELP = """\
control door (HTTP, JSON in and out; errors are {"error": ...} with status 400 or 404):
  GET  /state               clock, accounts, counts of commands, armed faults, switches
  GET  /account?login=N     the account with its positions
  POST /trade               {login, symbol, side: buy|sell, lots, price?, sl?, tp?, comment?}
                            opens; {position, lots?, price?, comment?} closes; {login, close: "all"}
                            closes every position of a login
  POST /fill                {logins, trips, symbol} opens and closes so many positions in turns
  POST /order               {login, symbol, type: 2..7, lots, price, trigger?} places an order
  POST /balance             {login, amount, type?, comment?, check?} as a manager at the desk
  POST /server_row          {login, kind, amount, comment?} a deal as the server itself makes it:
                            charge, correction, bonus, commission, agent, interest, dividend, tax,
                            so_compensation, so_compensation_credit
  POST /fault               one fault as in a faults file
  POST /faults/clear        disarm all
  POST /edit_deal           {deal, changes: {wire field: value}, move_money?}
  POST /delete_deal         {deal, move_money?}
  POST /late_deal           {deal: {wire fields}, seconds?, move_money?}
  POST /duplicate_balance   {deal}
  POST /price               {symbol, bid, ask} pins a price, with over_s it is led there evenly;
                            {symbol, release: true} lets it go
  POST /clock               {seconds} adds to the server's clock
  POST /switch              {raw_backslashes?, destructive_update?, end_of_day?: true|false}
  POST /manager             {login, enabled?, rights?: [numbers]}
  POST /rollover            {nights?} charges swaps as so many midnights would
  POST /restart             {down_s?}
  GET  /messages            mails and news that were sent
"""

SERVER_ACTIONS = {
    "charge": Action.CHARGE,
    "correction": Action.CORRECTION,
    "bonus": Action.BONUS,
    "commission": Action.COMMISSION_DAILY,
    "agent": Action.AGENT,
    "interest": Action.INTEREST,
    "dividend": Action.DIVIDEND,
    "tax": Action.TAX,
    "so_compensation": Action.SO_COMPENSATION,
    "so_compensation_credit": Action.SO_COMPENSATION_CREDIT,
}


async def handle(server: Mt5Server, request: Request) -> tuple[int, object]:
    """Answer one control request."""
    try:
        return await answer(_ROUTES, server, request)
    except Refusal as refusal:
        return 400, {"error": text(refusal.code), "retcode": int(refusal.code)}


def _state(server: Mt5Server, _body: Body) -> Any:
    world = server.world
    return {
        **seen(server),
        "server_time": world.clock.now_s(),
        "users": len(world.users),
        "positions": len(world.positions),
        "orders": len(world.orders),
        "deals": world.store.total("deals"),
        "last_deal": world.store.last_deal(),
        "commands": server.dispatcher.counts,
        "switches": {
            "raw_backslashes": world.switches.raw_backslashes,
            "destructive_update": world.switches.destructive_update,
            "end_of_day": world.switches.end_of_day,
        },
    }


def _account(server: Mt5Server, body: Body) -> Any:
    login = int(body["login"])
    state = account_state(server.world, login).wire()
    return {**state, "Positions": [item.wire() for item in server.world.positions_of(login)]}


def _trade(server: Mt5Server, body: Body) -> Any:
    world = server.world
    price = Decimal(str(body["price"])) if body.get("price") else None
    comment = str(body.get("comment", ""))
    volume = int(Decimal(str(body.get("lots", 0))) * EXT)
    if body.get("close") == "all":
        held = [item.ticket for item in world.positions_of(int(body["login"]))]
        return {"deals": [_close(server, ticket, 0, None, comment)["deal"] for ticket in held]}
    if body.get("position"):
        return _close(server, int(body["position"]), volume, price, comment)
    if body["side"] not in ("buy", "sell"):
        raise ValueError("side must be buy or sell")
    fill = open_position(
        world,
        Ticket(
            login=int(body["login"]),
            symbol=str(body["symbol"]),
            buy=body["side"] == "buy",
            volume=volume,
            price=price,
            sl=Decimal(str(body.get("sl", ZERO))),
            tp=Decimal(str(body.get("tp", ZERO))),
            comment=comment,
            reason=Reason.CLIENT,
        ),
    )
    return {"position": fill.position, "deal": fill.deal, "price": str(fill.price)}


def _fill(server: Mt5Server, body: Body) -> Any:
    world, logins = server.world, [int(login) for login in body["logins"]]
    with world.store.transaction():
        for n in range(int(body["trips"])):
            ticket = Ticket(
                login=logins[n % len(logins)],
                symbol=str(body["symbol"]),
                buy=bool(n % 2),
                volume=EXT // 100,
                reason=Reason.CLIENT,
            )
            opened = open_position(world, ticket)
            close_position(world, opened.position, reason=Reason.CLIENT)
    return {"deals": 2 * int(body["trips"])}


def _order(server: Mt5Server, body: Body) -> Any:
    kind = OrderType(int(body["type"]))
    request = DealerRequest(
        action=TradeAction.PENDING,
        ticket=Ticket(
            login=int(body["login"]),
            symbol=str(body["symbol"]),
            buy=kind.is_buy,
            volume=int(Decimal(str(body["lots"])) * EXT),
            price=Decimal(str(body["price"])),
            reason=Reason.CLIENT,
        ),
        type=kind,
        trigger=Decimal(str(body.get("trigger", ZERO))),
    )
    placed = perform(server.world, request)
    if not placed.order:
        raise ValueError(f"the order is refused: {text(placed.code)}")
    return {"order": placed.order}


def _close(
    server: Mt5Server, ticket: int, volume: int, price: Decimal | None, comment: str
) -> Body:
    fill = close_position(
        server.world, ticket, volume=volume, price=price, reason=Reason.CLIENT, comment=comment
    )
    deal = server.world.store.one("deals", fill.deal) or {}
    return {"deal": fill.deal, "price": str(fill.price), "profit": deal.get("Profit")}


def _balance(server: Mt5Server, body: Body) -> Any:
    ticket = change_balance(
        server.world,
        int(body["login"]),
        Decimal(str(body["amount"])),
        action=int(body.get("type", 2)),
        comment=str(body.get("comment", "")),
        check=bool(body.get("check", True)),
    )
    return {"deal": ticket}


def _server_row(server: Mt5Server, body: Body) -> Any:
    action = SERVER_ACTIONS[str(body["kind"])]
    login, amount = int(body["login"]), Decimal(str(body["amount"]))
    comment = str(body.get("comment", ""))
    return {"deal": server_deal(server.world, login, amount, action=action, comment=comment)}


def _price(server: Mt5Server, body: Body) -> Any:
    return pin_price(server, server.world.instrument(str(body["symbol"])).name, body)


def _switch(server: Mt5Server, body: Body) -> Any:
    result: Body = {}
    for name, value in body.items():
        if name not in ("raw_backslashes", "destructive_update", "end_of_day"):
            raise KeyError(name)
        result |= server.apply(Fault(do=name, options={"on": value}))
    return result


async def _restart(server: Mt5Server, body: Body) -> Any:
    await server.restart(float(body.get("down_s", 0)))
    return {"port": server.port}


def _messages(server: Mt5Server, _body: Body) -> Any:
    return {"messages": server.world.messages}


_ROUTES: dict[tuple[str, str], Callable[[Mt5Server, Body], Any]] = {
    **STEPS,
    ("GET", "/state"): _state,
    ("GET", "/account"): _account,
    ("GET", "/messages"): _messages,
    ("POST", "/trade"): _trade,
    ("POST", "/fill"): _fill,
    ("POST", "/order"): _order,
    ("POST", "/balance"): _balance,
    ("POST", "/server_row"): _server_row,
    ("POST", "/edit_deal"): trouble("edit_deal", "deal", "changes"),
    ("POST", "/delete_deal"): trouble("delete_deal", "deal"),
    ("POST", "/late_deal"): trouble("late_deal", "deal"),
    ("POST", "/duplicate_balance"): trouble("duplicate_balance", "deal"),
    ("POST", "/price"): _price,
    ("POST", "/switch"): _switch,
    ("POST", "/manager"): lambda server, body: change_manager(server.world.managers, body),
    ("POST", "/restart"): _restart,
}
