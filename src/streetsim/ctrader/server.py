"""The server: its world, its doors, its ticks and faults."""

import ssl
from collections import defaultdict, deque
from pathlib import Path

from streetsim.common.faults import Fault
from streetsim.common.http import Request
from streetsim.common.venue.server import VenueServer

from .bots import Bots
from .catalogue import SYMBOL_BY_NAME
from .config import CTraderConfig
from .control import handle
from .dispatch import Dispatcher
from .engine.pending import expire_orders, on_tick
from .engine.rollover import roll_over
from .errors import Refusal
from .events import Ticked
from .faults import KINDS
from .manager import ManagerConnection, ManagerHub
from .openapi import OpenApiConnection, OpenApiHub
from .rest import RestConnection
from .store import Store
from .troubles import apply_trouble
from .world import World


class CTraderServer(VenueServer[CTraderConfig, World]):
    """A simulated cTrader server: `async with CTraderServer(config) as server`."""

    name = "ctrader"
    ports_named = ("manager_port", "rest_port", "openapi_port", "control_port")
    kinds = KINDS
    refusal = Refusal

    def __init__(self, config: CTraderConfig) -> None:
        super().__init__(config)
        self.manager_port = config.manager_port
        self.rest_port = config.rest_port
        self.openapi_port = config.openapi_port

    def open_world(self, path: Path) -> None:
        self.store = store = Store(path)
        self.world = World(self.config, store)
        self.dispatcher = Dispatcher(self.world, self.box, self.trouble)
        self._managers = ManagerHub(self.dispatcher)
        self._apps = OpenApiHub(self.dispatcher)
        self.world.listeners = [self._managers, self._apps]
        self.bots = Bots(self.world)

    async def open_doors(self, tls: ssl.SSLContext | None) -> None:
        members = self._managers.members
        self.manager_port = await self.doors.listen(
            lambda r, w: ManagerConnection(self.dispatcher, members, r, w).run(),
            self.manager_port,
            tls,
        )
        if self.rest_port is not None:
            recent: defaultdict[str, deque[float]] = defaultdict(deque)
            self.rest_port = await self.doors.listen(
                lambda r, w: RestConnection(self.dispatcher, recent, r, w).run(),
                self.rest_port,
                tls,
            )
        if self.openapi_port is not None:
            apps = self._apps.members
            self.openapi_port = await self.doors.listen(
                lambda r, w: OpenApiConnection(self.dispatcher, apps, r, w).run(),
                self.openapi_port,
                tls,
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
        if changed:
            symbols = tuple(SYMBOL_BY_NAME[name].symbol_id for name in changed)
            on_tick(world, set(symbols))
            world.tell(Ticked(symbols))

    def suffer(self, fault: Fault) -> dict[str, object]:
        return apply_trouble(self.world, fault)
