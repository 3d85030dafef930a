"""Between a connection and the commands: faults, transactions, the server's own troubles."""

import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from streetsim.common.faults import Fault, FaultBox, pause
from streetsim.common.venue.config import Manager

from .commands import Answer, Call, Params, execute
from .dealer import DealerDesk
from .engine.balance import duplicate_balance
from .faults import SERVER_FAULTS
from .records import dumps
from .retcodes import Refusal, Retcode
from .world import World

log = logging.getLogger(__name__)
_EOD_FREE = ("TEST", "TIME", "AUTH", "QUIT", "TICK")


@dataclass(slots=True)
class Delivery:
    """How an answer goes out: not at all (None), cut, several times, behind the next one."""

    answer: Answer | None
    cut: bool = False
    copies: int = 1
    hold: bool = False
    close: bool = False


class Dispatcher:
    """Runs commands one at a time against the world."""

    def __init__(
        self, world: World, box: FaultBox, trouble: Callable[[Fault], Awaitable[None]]
    ) -> None:
        self.world = world
        self.box = box
        self._trouble = trouble
        self.counts: dict[str, int] = {}

    async def run(self, name: str, params: Params, manager: Manager, desk: DealerDesk) -> Delivery:
        """Perform a command with the faults that fire on it."""
        return await self._around(
            name, lambda: self._perform(Call(name, self.world, params, manager, desk))
        )

    async def sign_in(self, name: str, step: Callable[[], Answer]) -> Delivery:
        """Perform a step of the sign-in with the faults that fire on it; a refusal is final."""

        def perform() -> Answer:
            try:
                return step()
            except Refusal as refusal:
                return Answer(code=refusal.code, close=True)

        return await self._around(name, perform)

    async def _around(self, name: str, perform: Callable[[], Answer]) -> Delivery:
        self.counts[name] = self.counts.get(name, 0) + 1
        fired = self.box.on_command(name, time.monotonic())
        acts = {fault.do: fault for fault in fired}
        await pause(acts.get("delay"), "before")
        refuse = acts.get("refuse")
        if refuse is not None:
            return Delivery(Answer(code=int(refuse.options.get("retcode", Retcode.FREQUENT))))
        delivery = self._deliver(perform(), acts)
        await pause(acts.get("delay"), "after")
        for fault in fired:
            if fault.do in SERVER_FAULTS:
                await self._trouble(fault)
        return delivery

    def _perform(self, call: Call) -> Answer:
        if self.world.switches.end_of_day and not call.name.startswith(_EOD_FREE):
            return Answer(code=Retcode.SHUTDOWN)
        try:
            return execute(call)
        except Exception:
            log.exception("%s failed", call.name)
            self.world.load()
            return Answer(code=Retcode.ERROR)

    def _deliver(self, answer: Answer, acts: dict[str, Fault]) -> Delivery:
        delivery = Delivery(answer, cut="cut" in acts, close=answer.close)
        drop, duplicate, reorder = (acts.get(k) for k in ("drop_answer", "duplicate", "reorder"))
        if drop is not None:
            delivery.answer = None
            delivery.close = bool(drop.options.get("close", False))
        if duplicate is not None and duplicate.options.get("what") != "operation":
            delivery.copies = 2
        elif duplicate is not None and "TICKET" in answer.params:
            duplicate_balance(self.world, int(answer.params["TICKET"]))
        if reorder is not None and reorder.options.get("what") == "answer":
            delivery.hold = True
        elif reorder is not None and delivery.answer is not None:
            delivery.answer = _reversed(answer)
        return delivery


def _reversed(answer: Answer) -> Answer:
    value = json.loads(answer.json) if answer.json else None
    if not isinstance(value, list):
        return answer
    return Answer(answer.params, dumps(value[::-1]), answer.code, answer.close)
