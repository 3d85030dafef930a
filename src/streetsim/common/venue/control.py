"""The steps that the control doors of all servers have."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from ..faults import Fault
from ..http import Request
from .config import Manager
from .server import VenueServer

Body = dict[str, Any]
AnyServer = VenueServer[Any, Any]
ServerT = TypeVar("ServerT", bound=AnyServer)


async def answer(
    routes: Mapping[tuple[str, str], Callable[[ServerT, Body], Any]],
    server: ServerT,
    request: Request,
) -> tuple[int, Any]:
    """Answer one control request by its step. A venue answers the refusals of its steps."""
    step = routes.get((request.method, request.path))
    if step is None:
        return 404, {"error": f"no such control: {request.method} {request.path}"}
    try:
        body = json.loads(request.body or b"{}")
        if not isinstance(body, dict):
            raise ValueError("the body must be a JSON object")
        result = step(server, {**request.query, **body})
        return 200, await result if asyncio.iscoroutine(result) else result
    except KeyError as error:
        return 400, {"error": f"missing or unknown: {error.args[0]}"}
    except ArithmeticError:
        server.world.load()
        return 400, {"error": "a number that cannot be computed with"}
    except (TypeError, ValueError) as error:
        return 400, {"error": str(error)}


def seen(server: AnyServer) -> Body:
    """Show what the state of every server holds."""
    quotes = server.world.market.quotes.values()
    return {
        "skew_s": server.world.clock.skew_s,
        "connections": server.open_connections(),
        "faults": [
            {"do": item.do, "command": item.command, "seen": item.seen, "left": item.left}
            for item in server.box.armed
        ],
        "prices": {quote.symbol: [str(quote.bid), str(quote.ask)] for quote in quotes},
    }


def trouble(do: str, *required: str) -> Callable[[AnyServer, Body], Any]:
    """Make the step that lets a server fault happen now."""

    def step(server: AnyServer, body: Body) -> Any:
        for name in required:
            body[name]
        return server.apply(Fault(do=do, options=body))

    return step


def pin_price(server: AnyServer, symbol: str, body: Body) -> Body:
    """Pin a symbol's price, lead it there over some seconds, or let it go; show its price then."""
    market = server.world.market
    if body.get("release"):
        market.release(symbol)
    else:
        bid, ask = Decimal(str(body["bid"])), Decimal(str(body["ask"]))
        if not 0 < bid <= ask:
            raise ValueError("needs 0 < bid <= ask")
        over_ms = round(float(body.get("over_s", 0)) * 1000)
        if over_ms > 0:
            market.lead(symbol, bid, ask, now_ms=server.world.clock.now_ms(), over_ms=over_ms)
        else:
            market.pin(symbol, bid, ask)
    server.tick()
    quote = market.quotes[symbol]
    return {"symbol": symbol, "bid": str(quote.bid), "ask": str(quote.ask)}


def change_manager(managers: dict[int, Manager], body: Body) -> Body:
    """Give a manager other rights, or none at all."""
    manager = managers[int(body["login"])]
    changed = replace(
        manager,
        enabled=bool(body.get("enabled", manager.enabled)),
        rights=frozenset(body.get("rights", manager.rights)),
    )
    managers[manager.login] = changed
    return {"login": manager.login, "enabled": changed.enabled, "rights": sorted(changed.rights)}


def _fault(server: AnyServer, body: Body) -> Body:
    server.arm(server.kinds.parse(body))
    return {"armed": len(server.box.armed)}


def _clear(server: AnyServer, _body: Body) -> Body:
    server.box.armed.clear()
    return {"armed": 0}


def _rollover(server: AnyServer, body: Body) -> Body:
    return {"nights": server.roll(int(body.get("nights", 1)))}


STEPS: dict[tuple[str, str], Callable[[AnyServer, Body], Any]] = {
    ("POST", "/fault"): _fault,
    ("POST", "/faults/clear"): _clear,
    ("POST", "/clock"): trouble("skew_clock", "seconds"),
    ("POST", "/rollover"): _rollover,
}
