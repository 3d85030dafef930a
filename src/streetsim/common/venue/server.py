"""The life of a simulated trading server: doors, ticking market, faults by time, restart."""

import asyncio
import logging
import os
import ssl
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

from streetsim.market import Market
from streetsim.market.sessions import DAY_MS

from ..clock import ServerClock
from ..control import ControlConnection
from ..doors import Doors
from ..faults import Fault, FaultBox, FaultKinds
from ..http import Request
from ..process import claim
from ..store import RecordStore
from ..tls import server_context
from .config import VenueConfig

log = logging.getLogger(__name__)
DEFAULT_DOWN_S = 1.0


class VenueWorld(Protocol):
    """What the life of a server needs of its state."""

    @property
    def config(self) -> VenueConfig: ...
    @property
    def clock(self) -> ServerClock: ...
    @property
    def store(self) -> RecordStore: ...
    @property
    def market(self) -> Market: ...
    def load(self) -> None: ...


class Actor(Protocol):
    """Bots."""

    def seed(self) -> None: ...
    def act(self) -> None: ...


ConfigT = TypeVar("ConfigT", bound=VenueConfig)
WorldT = TypeVar("WorldT", bound=VenueWorld)


class VenueServer(ABC, Generic[ConfigT, WorldT]):
    """A simulated server: `async with Mt5Server(config) as server: server.port`.

    A venue opens its world and its doors, and says what a tick and a fault do to them.
    `ports_named` are the attributes that the ready line shows.
    """

    name: ClassVar[str]
    ports_named: ClassVar[tuple[str, ...]]
    kinds: ClassVar[FaultKinds]
    refusal: ClassVar[type[Exception]]
    store: RecordStore | None = None
    world: WorldT
    bots: Actor

    def __init__(self, config: ConfigT) -> None:
        self.config = config
        self.control_port = config.control_port
        self.doors = Doors(config.host)
        self._control = Doors(config.host)
        self._lock: int | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: asyncio.Future[None] | None = None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.box = FaultBox(fault for fault in config.faults if fault.after_s is None)

    @abstractmethod
    def open_world(self, path: Path) -> None:
        """Set `store` by its file, then `world`, what serves it and `bots`."""

    @abstractmethod
    async def open_doors(self, tls: ssl.SSLContext | None) -> None:
        """Listen at the protocol doors."""

    @abstractmethod
    async def control(self, request: Request) -> tuple[int, Any]:
        """Answer a request of the control door with a status and a JSON value."""

    @abstractmethod
    def roll_over(self) -> None:
        """Close each of the server's days that is over."""

    @abstractmethod
    def tick(self) -> None:
        """Move the market to now and let it act on orders, positions and margins."""

    @abstractmethod
    def suffer(self, fault: Fault) -> dict[str, object]:
        """Let a server fault of the venue's own happen; return what it did."""

    async def __aenter__(self) -> Self:
        self._failure = asyncio.get_running_loop().create_future()
        self._folder = self._state_folder()
        self.cert = self.config.cert or self._folder / "cert.pem"
        try:
            self._tls = self._tls_context() if self.config.tls else None
            self._open_world()
            if self.control_port is not None:
                self.control_port = await self._control.listen(
                    lambda r, w: ControlConnection(self.control, r, w).run(), self.control_port
                )
            await self.open_doors(self._tls)
        except BaseException:
            await self.close()
            raise
        self.spawn(self._tick_for_ever())
        self.spawn(self._bots_for_ever())
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
        self._temporary = tempfile.TemporaryDirectory(prefix=f"streetsim-{self.name}-")
        return Path(self._temporary.name)

    def _tls_context(self) -> ssl.SSLContext:
        return server_context(self.cert, self.config.key or self._folder / "key.pem")

    def _open_world(self) -> None:
        self.open_world(self._folder / f"{self.name}.sqlite")
        self.bots.seed()

    def ports(self) -> dict[str, int]:
        """Name the ports that listen."""
        named = {name: getattr(self, name) for name in self.ports_named}
        return {name: number for name, number in named.items() if number is not None}

    def open_connections(self) -> int:
        """Count the open connections of the protocol doors."""
        return len(self.doors)

    def roll(self, nights: int) -> int:
        """Close so many server days now, as midnights would."""
        today = self.world.clock.now_ms() // DAY_MS
        self.world.store.set_meta("day", today - nights)
        self.roll_over()
        return nights

    async def failed(self) -> None:
        """Wait for a background task to fail; raises its error."""
        if self._failure is not None:
            await self._failure

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a task beside the doors; its failure ends the server."""
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

    async def _bots_for_ever(self) -> None:
        while self.config.activity:
            await asyncio.sleep(60 / max(self.config.trades_per_minute, 0.01))
            self.bots.act()

    def arm(self, fault: Fault) -> None:
        """Arm a fault, by command or by time from now."""
        if fault.after_s is None:
            self.box.armed.append(fault)
        else:
            self.spawn(self._later(fault, fault.after_s))

    async def _later(self, fault: Fault, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.trouble(fault)

    def apply(self, fault: Fault) -> dict[str, object]:
        """Let a server fault other than a restart happen; return what it did."""
        if fault.do != "skew_clock":
            return self.suffer(fault)
        self.world.clock.skew_s += float(fault.options.get("seconds", 0))
        return {"skew_s": self.world.clock.skew_s}

    async def trouble(self, fault: Fault) -> None:
        """Let a server fault happen."""
        if fault.do == "restart":
            self.spawn(self.restart(float(fault.options.get("down_s", DEFAULT_DOWN_S))))
        else:
            try:
                self.apply(fault)
            except (self.refusal, LookupError, TypeError, ValueError) as error:
                log.warning("fault %s did nothing: %s", fault.do, error)

    async def restart(self, down_s: float = DEFAULT_DOWN_S) -> None:
        """Drop all connections, stay away, come back on the same ports with the stored state."""
        skew = self.world.clock.skew_s
        await self.doors.close()
        await asyncio.sleep(down_s)
        if self.store is not None:
            self.store.close()
        self._open_world()
        self.world.clock.skew_s = skew
        await self.open_doors(self._tls)

    async def close(self) -> None:
        """Stop everything; the state stays on disk."""
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._control.close()
        await self.doors.close()
        if self.store is not None:
            self.store.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        if self._temporary is not None:
            self._temporary.cleanup()
