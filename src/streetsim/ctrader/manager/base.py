"""The register of requests and what a handler is given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from streetsim.common.venue.config import Manager

from ..config import Right
from ..proto import MANAGER, Kind
from ..render import render
from ..store import Wanted
from ..world import World


@dataclass(slots=True)
class Call:
    """One request of a signed-in manager; `spots` are the symbols its connection follows."""

    world: World
    manager: Manager
    request: Kind
    spots: set[int] = field(default_factory=set)
    wanted_events: set[int] = field(default_factory=set)


Handler = Callable[[Call], Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A request that is served: its answer's message, None when events answer."""

    handler: Handler
    right: Right | None
    kind: str
    answer: str | None


REQUESTS: dict[int, Entry] = {}


def request(
    name: str, kind: str, right: Right | None, *, events: bool = False
) -> Callable[[Handler], Handler]:
    """Register a handler for a request; with `events` what happens is the answer."""

    def register(handler: Handler) -> Handler:
        answer = None if events else name.removesuffix("Req") + "Res"
        REQUESTS[MANAGER.number(name)] = Entry(handler, right, kind, answer)
        return handler

    return register


def made(name: str, source: object = None, /, **more: Any) -> Any:
    """Make a message of the Manager API."""
    return render(MANAGER[name], source, **more)


def window(call: Call, *, limit: int = 0, traders: list[int] | None = None) -> Wanted:
    """Read the time window of a list request."""
    chunk = call.world.config.chunk
    size = min(limit, chunk) if limit > 0 else chunk
    wanted = call.request
    return Wanted(wanted.fromTimestamp, wanted.toTimestamp, size, traders)


def one_trader(call: Call) -> list[int] | None:
    """Return the account a list is limited to, None for all. Raises: Refusal."""
    number = call.request.traderId
    return [call.world.trader(number).trader_id] if number else None
