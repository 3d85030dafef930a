"""The server: its world, its doors, its ticks and faults."""

import ssl
from pathlib import Path

from streetsim.common.faults import Fault
from streetsim.common.http import Request
from streetsim.common.venue.server import VenueServer

from .bots import Bots
from .config import Mt5Config
from .control import handle
from .dispatch import Dispatcher
from .engine.pending import expire_orders, on_tick
from .engine.rollover import roll_over
from .faults import KINDS
from .raw import RawConnection
from .rest import RestConnection
from .retcodes import Refusal
from .store import Store
from .troubles import apply_trouble
from .world import World


class Mt5Server(VenueServer[Mt5Config, World]):
    """A simulated MT5 server: `async with Mt5Server(config) as server: server.port`."""

    name = "mt5"
    ports_named = ("port", "rest_port", "control_port")
    kinds = KINDS
    refusal = Refusal

    def __init__(self, config: Mt5Config) -> None:
        super().__init__(config)
        self.port = config.port
        self.rest_port = config.rest_port

    def open_world(self, path: Path) -> None:
        self.store = store = Store(path)
        self.world = World(self.config, store)
        self.dispatcher = Dispatcher(self.world, self.box, self.trouble)
        self.bots = Bots(self.world)

    async def open_doors(self, tls: ssl.SSLContext | None) -> None:
        self.port = await self.doors.listen(
            lambda r, w: RawConnection(self.dispatcher, r, w).run(), self.port
        )
        if self.rest_port is not None:
            self.rest_port = await self.doors.listen(
                lambda r, w: RestConnection(self.dispatcher, r, w).run(), self.rest_port, tls
            )

    async def control(self, request: Request) -> tuple[int, object]:
        return await handle(self, request)

    def roll_over(self) -> None:
        roll_over(self.world)

    def tick(self) -> None:
        world = self.world
        roll_over(world)
        changed = world.feed.refresh(world.clock.now_ms())
        expire_orders(world)
        if changed:
            on_tick(world, set(changed))
        if world.restart_due:
            world.restart_due = False
            self.spawn(self.restart())

    def suffer(self, fault: Fault) -> dict[str, object]:
        return apply_trouble(self.world, fault)
