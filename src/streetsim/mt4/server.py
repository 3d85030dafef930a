"""The server: its world, its door, its ticks and faults."""

import ssl
from pathlib import Path

from streetsim.common.faults import Fault
from streetsim.common.http import Request
from streetsim.common.venue.server import VenueServer

from .bots import Bots
from .codes import BridgeError
from .config import Mt4Config
from .control import handle
from .dispatch import Dispatcher
from .engine.rollover import roll_over
from .engine.ticking import expire_orders, on_tick
from .faults import KINDS
from .rest import RestConnection
from .store import Store
from .troubles import apply_trouble
from .world import News, World


class Mt4Server(VenueServer[Mt4Config, World]):
    """A simulated MT4 server: `async with Mt4Server(config) as server: server.port`."""

    name = "mt4"
    ports_named = ("port", "control_port")
    kinds = KINDS
    refusal = BridgeError

    def __init__(self, config: Mt4Config) -> None:
        super().__init__(config)
        self.port = config.port

    def open_world(self, path: Path) -> None:
        self.store = store = Store(path)
        self.world = World(self.config, store)
        self.dispatcher = Dispatcher(self.world, self.box, self.trouble)
        self.bots = Bots(self.world)

    async def open_doors(self, tls: ssl.SSLContext | None) -> None:
        self.port = await self.doors.listen(
            lambda r, w: RestConnection(self.dispatcher, r, w).run(), self.port, tls
        )

    async def control(self, request: Request) -> tuple[int, object]:
        return await handle(self, request)

    def roll_over(self) -> None:
        roll_over(self.world)

    def tick(self) -> None:
        world = self.world
        roll_over(world)
        changed = world.market.refresh(world.clock.now_ms())
        expire_orders(world)
        for symbol in changed:
            world.tell(News("Tick", world.market.quotes[symbol]))
        if changed:
            on_tick(world, set(changed))

    def suffer(self, fault: Fault) -> dict[str, object]:
        if fault.do == "expired_token":
            self.dispatcher.tokens.expire()
            return {"tokens": 0}
        return apply_trouble(self.world, fault)
