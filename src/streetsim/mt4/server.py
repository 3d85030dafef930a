"""The server: doors, ticking market, faults by time, restart."""

import asyncio
import logging
import os
import ssl
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from streetsim.common.control import serve_control
from streetsim.common.doors import Doors
from streetsim.common.faults import Fault, FaultBox
from streetsim.common.process import claim
from streetsim.common.tls import server_context
from streetsim.market.sessions import DAY_MS

from .bots import Bots
from .codes import BridgeError
from .config import Mt4Config
from .control import handle
from .dispatch import Dispatcher
from .engine.rollover import roll_over
from .engine.ticking import expire_orders, on_tick
from .rest import RestConnection
from .store import Store
from .troubles import apply_trouble
from .world import News, World

log = logging.getLogger(__name__)
DEFAULT_DOWN_S = 1.0


class Mt4Server:
    """A simulated MT4 server: `async with Mt4Server(config) as server: server.port`."""

    def __init__(self, config: Mt4Config) -> None:
        self.config = config
        self.port = config.port
        self.control_port = config.control_port
        self._doors = Doors(config.host)
        self._control = Doors(config.host)
        self._store: Store | None = None
        self._lock: int | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: asyncio.Future[None] | None = None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.box = FaultBox(fault for fault in config.faults if fault.after_s is None)

    async def __aenter__(self) -> Self:
        self._failure = asyncio.get_running_loop().create_future()
        self._folder = self._state_folder()
        try:
            self._tls = self._tls_context() if self.config.tls else None
            self._open_world()
            await self._open_control()
            await self._open_doors()
        except BaseException:
            await self.close()
            raise
        self._spawn(self._tick_for_ever())
        self._spawn(self._bots_for_ever())
        for fault in self.config.faults:
            if fault.after_s is not None:
                self.arm(fault)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def _state_folder(self) -> Path:
        if self.config.data is not None:
            self._lock = claim(self.config.data)
            return self.config.data
        self._temporary = tempfile.TemporaryDirectory(prefix="streetsim-mt4-")
        return Path(self._temporary.name)

    def _tls_context(self) -> ssl.SSLContext:
        cert = self.config.cert or self._folder / "cert.pem"
        return server_context(cert, self.config.key or self._folder / "key.pem")

    def _open_world(self) -> None:
        self._store = Store(self._folder / "mt4.sqlite")
        self.world = World(self.config, self._store)
        self.dispatcher = Dispatcher(self.world, self.box, self.trouble)
        self.bots = Bots(self.world)
        self.bots.seed()

    def ports(self) -> dict[str, int]:
        """Name the ports that listen."""
        named = {"port": self.port, "control_port": self.control_port}
        return {name: number for name, number in named.items() if number is not None}

    def open_connections(self) -> int:
        """Count the open connections of the bridge."""
        return len(self._doors)

    def roll(self, nights: int) -> int:
        """Close so many server days now, as midnights would."""
        today = self.world.clock.now_ms() // DAY_MS
        self.world.store.set_meta("day", today - nights)
        roll_over(self.world)
        return nights

    async def failed(self) -> None:
        """Wait for a background task to fail; raises its error."""
        if self._failure is not None:
            await self._failure

    async def _open_doors(self) -> None:
        self.port = await self._doors.listen(
            lambda r, w: RestConnection(self.dispatcher, r, w).run(), self.port, self._tls
        )

    async def _open_control(self) -> None:
        if self.control_port is not None:
            self.control_port = await self._control.listen(
                lambda r, w: serve_control(lambda request: handle(self, request), r, w),
                self.control_port,
            )

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and self._failure is not None and not self._failure.done():
            log.error("background task failed", exc_info=error)
            self._failure.set_exception(error)

    async def _tick_for_ever(self) -> None:
        while True:
            self.tick()
            await asyncio.sleep(self.config.tick_s)

    def tick(self) -> None:
        """Move the market to now and let it act on orders, positions and margins."""
        world = self.world
        roll_over(world)
        changed = world.market.refresh(world.clock.now_ms())
        expire_orders(world)
        for symbol in changed:
            world.tell(News("Tick", world.market.quotes[symbol]))
        if changed:
            on_tick(world, set(changed))

    async def _bots_for_ever(self) -> None:
        while self.config.activity:
            await asyncio.sleep(60 / max(self.config.trades_per_minute, 0.01))
            self.bots.act()

    def arm(self, fault: Fault) -> None:
        """Arm a fault, by command or by time from now."""
        if fault.after_s is None:
            self.box.armed.append(fault)
        else:
            self._spawn(self._later(fault, fault.after_s))

    async def _later(self, fault: Fault, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.trouble(fault)

    async def trouble(self, fault: Fault) -> None:
        """Let a server fault happen."""
        if fault.do == "expired_token":
            self.dispatcher.tokens.expire()
        elif fault.do == "restart":
            self._spawn(self.restart(float(fault.options.get("down_s", DEFAULT_DOWN_S))))
        else:
            try:
                apply_trouble(self.world, fault)
            except (BridgeError, LookupError, TypeError, ValueError) as error:
                log.warning("fault %s did nothing: %s", fault.do, error)

    async def restart(self, down_s: float) -> None:
        """Drop all connections, stay away, come back on the same ports with the stored state."""
        skew = self.world.clock.skew_s
        await self._doors.close()
        await asyncio.sleep(down_s)
        if self._store is not None:
            self._store.close()
        self._open_world()
        self.world.clock.skew_s = skew
        await self._open_doors()

    async def close(self) -> None:
        """Stop everything; the state stays on disk."""
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._control.close()
        await self._doors.close()
        if self._store is not None:
            self._store.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        if self._temporary is not None:
            self._temporary.cleanup()
