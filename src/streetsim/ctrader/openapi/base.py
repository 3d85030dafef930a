"""The register of account requests and what a handler is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..proto import OPENAPI, Kind
from ..records import Trader
from ..render import render
from ..world import World

# An account id of the Open API, with what the connection follows.
Follows = set[tuple[int, int]]


@dataclass(slots=True)
class Call:
    """One request about an account that the connection may use."""

    world: World
    request: Kind
    trader: Trader
    scope: int
    spots: Follows


Handler = Callable[[Call], Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A request that is served: its answer's message, None when events answer."""

    handler: Handler
    kind: str
    answer: str | None


REQUESTS: dict[int, Entry] = {}


def request(name: str, kind: str, *, events: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler; with `events` what happens is the answer."""

    def register(handler: Handler) -> Handler:
        answer = None if events else name.removesuffix("Req") + "Res"
        REQUESTS[OPENAPI.number(name)] = Entry(handler, kind, answer)
        return handler

    return register


def made(name: str, source: object = None, /, **more: Any) -> Any:
    """Make a message of the Open API."""
    return render(OPENAPI[name], source, **more)


def answer(call: Call, name: str, /, **more: Any) -> Any:
    """Make an answer, which names the account."""
    return made(name, ctidTraderAccountId=call.trader.ctid_trader_account_id, **more)


def trader_message(trader: Trader) -> Any:
    """Render an account."""
    return made("Trader", trader, traderLogin=trader.login)
