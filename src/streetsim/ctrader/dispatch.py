"""Between a connection and the requests: faults, and what they do to the answer."""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from streetsim.common.faults import Fault, FaultBox, pause

from .errors import Refusal
from .faults import SERVER_FAULTS
from .world import World

log = logging.getLogger(__name__)
T = TypeVar("T")
_REFUSALS = {
    "refuse": "INVALID_REQUEST",
    "busy": "REQUEST_FREQUENCY_EXCEEDED",
    "unavailable": "CANT_ROUTE_REQUEST",
}


@dataclass(slots=True)
class Delivery(Generic[T]):
    """A request's result or refusal, and what befalls the answer."""

    result: T | None = None
    refusal: Refusal | None = None
    lost: bool = False
    cut: bool = False
    copies: int = 1
    reverse: bool = False
    close: bool = False
    status: int = 0


class Dispatcher:
    """Performs requests one at a time against the world."""

    def __init__(
        self, world: World, box: FaultBox, trouble: Callable[[Fault], Awaitable[None]]
    ) -> None:
        self.world = world
        self.box = box
        self._trouble = trouble
        self.counts: dict[str, int] = {}

    def fired(self, names: Sequence[str]) -> list[Fault]:
        """Count a command by its names; return the faults that fire on it."""
        self.counts[names[0]] = self.counts.get(names[0], 0) + 1
        return self.box.on_command(tuple(names), time.monotonic())

    async def run(self, names: Sequence[str], perform: Callable[[], T]) -> Delivery[T]:
        """Perform a request with the faults that fire on it."""
        fired = self.fired(names)
        acts = {fault.do: fault for fault in fired}
        await pause(acts.get("delay"), "before")
        delivery = self._perform(acts, perform)
        await pause(acts.get("delay"), "after")
        drop = acts.get("drop_answer")
        delivery.lost, delivery.cut = drop is not None, "cut" in acts
        delivery.close = drop is not None and bool(drop.options.get("close", False))
        delivery.copies = 2 if "duplicate" in acts else 1
        delivery.reverse = "reorder" in acts
        for fault in fired:
            if fault.do in SERVER_FAULTS:
                await self._trouble(fault)
        return delivery

    def _perform(self, acts: dict[str, Fault], perform: Callable[[], T]) -> Delivery[T]:
        for do, code in _REFUSALS.items():
            if do in acts:
                options = acts[do].options
                status = int(options.get("status", 503)) if do == "unavailable" else 0
                refusal = Refusal(str(options.get("error", code)))
                return Delivery(refusal=refusal, status=status)
        try:
            return Delivery(result=perform())
        except Refusal as refusal:
            return Delivery(refusal=refusal)
        except Exception:
            log.exception("%s failed", acts)
            self.world.load()
            return Delivery(refusal=Refusal("UNKNOWN_ERROR"))
