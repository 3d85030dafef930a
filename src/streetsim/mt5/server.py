"""The server: doors, ticking market, faults by time, restart."""

import asyncio
import contextlib
import logging
import ssl
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from streetsim.common.tls import server_context
from streetsim.market.sessions import DAY_MS

from .bots import Bots
from .config import Mt5Config
from .control import ControlConnection
from .dispatch import Dispatcher
from .engine.pending import expire_orders, on_tick
from .engine.rollover import roll_over
from .faults import Fault, FaultBox
from .raw import RawConnection
from .rest import RestConnection
from .store import Store
from .troubles import apply_trouble
from .world import World

log = logging.getLogger(__name__)
DEFAULT_DOWN_S = 1.0
_BUFFER = 256 * 1024
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Mt5Server:
    """A simulated MT5 server: `async with Mt5Server(config) as server: server.port`."""

    def __init__(self, config: Mt5Config) -> None:
        self.config = config
        self.port = config.port
        self.rest_port = config.rest_port
        self.control_port = config.control_port
        self._doors: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: asyncio.Future[None] | None = None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.box = FaultBox(fault for fault in config.faults if fault.after_s is None)

    async def __aenter__(self) -> Self:
        self._failure = asyncio.get_running_loop().create_future()
        self._folder = self._state_folder()
        self._tls = self._tls_context() if self.config.rest_port is not None else None
        self._open_world()
        try:
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
            self.config.data.mkdir(parents=True, exist_ok=True)
            return self.config.data
        self._temporary = tempfile.TemporaryDirectory(prefix="streetsim-mt5-")
        return Path(self._temporary.name)

    def _tls_context(self) -> ssl.SSLContext:
        cert = self.config.cert or self._folder / "cert.pem"
        return server_context(cert, self.config.key or self._folder / "key.pem")

    def _open_world(self) -> None:
        self.world = World(self.config, Store(self._folder / "mt5.sqlite"))
        self.dispatcher = Dispatcher(self.world, self.box, self.trouble)
        self.bots = Bots(self.world)
        self.bots.seed()

    def ports(self) -> dict[str, int]:
        """Name the ports that listen."""
        named = {
            "port": self.port,
            "rest_port": self.rest_port,
            "control_port": self.control_port,
        }
        return {name: number for name, number in named.items() if number is not None}

    def open_connections(self) -> int:
        """Count the open connections of all doors."""
        return len(self._connections)

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

    async def _listen(self, serve: Serve, port: int, tls: ssl.SSLContext | None = None) -> int:
        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(_serve(serve, reader, writer))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)

        door = await asyncio.start_server(
            connected, self.config.host, port, ssl=tls, limit=_BUFFER, start_serving=True
        )
        self._doors.append(door)
        return int(door.sockets[0].getsockname()[1])

    async def _open_doors(self) -> None:
        self.port = await self._listen(
            lambda r, w: RawConnection(self.dispatcher, r, w).run(), self.port
        )
        if self.rest_port is not None:
            self.rest_port = await self._listen(
                lambda r, w: RestConnection(self.dispatcher, r, w).run(),
                self.rest_port,
                self._tls,
            )

    async def _open_control(self) -> None:
        if self.control_port is not None:
            self.control_port = await self._listen(
                lambda r, w: ControlConnection(self, r, w).run(), self.control_port
            )
            self._control = self._doors.pop()

    async def _close_doors(self) -> None:
        for door in self._doors:
            door.close()
        self._doors.clear()
        mine = asyncio.current_task()
        open_now = [task for task in self._connections if task is not mine]
        for task in open_now:
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)

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
        changed = world.feed.refresh(world.clock.now_ms())
        expire_orders(world)
        if changed:
            on_tick(world, set(changed))
        if world.restart_due:
            world.restart_due = False
            self._spawn(self.restart(DEFAULT_DOWN_S))

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
        if fault.do == "restart":
            self._spawn(self.restart(float(fault.options.get("down_s", DEFAULT_DOWN_S))))
        else:
            apply_trouble(self.world, fault)

    async def restart(self, down_s: float) -> None:
        """Drop all connections, stay away, come back on the same ports with the stored state."""
        skew = self.world.clock.skew_s
        await self._close_doors()
        await asyncio.sleep(down_s)
        self.world.store.close()
        self._open_world()
        self.world.clock.skew_s = skew
        await self._open_doors()

    async def close(self) -> None:
        """Stop everything; the state stays on disk."""
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        control = getattr(self, "_control", None)
        if control is not None:
            control.close()
        await self._close_doors()
        with contextlib.suppress(AttributeError):
            self.world.store.close()
        if self._temporary is not None:
            self._temporary.cleanup()


async def _serve(serve: Serve, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Run a connection; at cancellation its socket closes."""
    try:
        await serve(reader, writer)
    except asyncio.CancelledError:
        writer.transport.abort()
        raise
    except Exception:
        log.exception("connection failed")
        writer.transport.abort()
