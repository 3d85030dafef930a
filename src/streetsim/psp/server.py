"""Runs one provider: in this process for tests, or for the command line."""

import asyncio
import threading
from contextlib import suppress
from types import TracebackType

from streetsim.common.doors import Doors

from .app import App
from .book import Book
from .config import PspConfig
from .control import Control
from .faults import Faults
from .http import serve
from .store import Store
from .webhooks import Deliverer

TICK_S = 0.1


class PspServer:
    """`async with PspServer(config) as psp`; plain code takes `with PspThread(config) as psp`."""

    def __init__(self, config: PspConfig) -> None:
        self.config = config
        self.port = 0
        self.control_port = 0
        self._doors = Doors(config.host)
        self._stopping = False
        self._ticker: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where the API and the payment page are."""
        return f"http://{self.config.host}:{self.port}"

    @property
    def control_url(self) -> str:
        """Where the tester's door is."""
        return f"http://{self.config.host}:{self.control_port}"

    def ports(self) -> dict[str, int]:
        """Where it listens, for the ready line."""
        known = {"port": self.port}
        return known | ({"control_port": self.control_port} if self.control_port else {})

    async def failed(self) -> None:
        """Wait for the clock's task to end, which it does only by an error."""
        if self._ticker is not None:
            await asyncio.shield(self._ticker)

    async def __aenter__(self) -> "PspServer":
        config = self.config
        faults = Faults.load(config.faults)
        self._store = Store(config.data)
        self._book = Book(self._store, config)
        self._app = App(self._store, self._book, config, faults)
        self.port = await self._doors.listen(lambda r, w: serve(self._app, r, w), config.port)
        self._book.base_url = config.public_url or self.url
        if config.control_port is not None:
            control = Control(self._store, self._book, faults, self._app.wake.set)
            self.control_port = await self._doors.listen(
                lambda r, w: serve(control, r, w), config.control_port
            )
        self._deliverer = Deliverer(self._store, config, faults)
        self._ticker = asyncio.create_task(self._tick())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._ticker is not None:
            self._stopping = True
            self._app.wake.set()
            await self._ticker
        await self._deliverer.close()
        await self._doors.close()
        self._store.close()

    async def _tick(self) -> None:
        """Do what the clock asks: expiries, payouts, late successes, webhooks."""
        while not self._stopping:
            with self._store.change():
                self._book.run_due()
            self._deliverer.start_due()
            self._app.wake.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._app.wake.wait(), TICK_S)


class PspThread:
    """A provider in a thread of its own, for synchronous tests."""

    def __init__(self, config: PspConfig) -> None:
        self.server = PspServer(config)
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="street-psp", daemon=True)

    def __enter__(self) -> PspServer:
        self._thread.start()
        if not self._ready.wait(10):
            raise TimeoutError("the simulated provider did not start")
        return self.server

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())
        self._loop.close()

    async def _main(self) -> None:
        async with self.server:
            self._ready.set()
            await self._end.wait()
