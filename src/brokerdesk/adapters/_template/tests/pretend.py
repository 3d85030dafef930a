"""A pretend venue in a thread: the template's wire from the other side, with faults."""

import asyncio
import json
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from decimal import Decimal
from types import TracebackType
from typing import Any

from pydantic import SecretStr

from brokerdesk.ports.trading import PasswordKind, TradingPlatform

from ..config import TemplateConfig
from ..gateway import TemplatePlatform
from .book import Book, Refusal

PASSWORD = "manager-password"
PATIENCE_S = 0.4
COMMANDS = {
    "open": "account.open",
    "change": "account.change",
    "balance": "balance.change",
    "deals": "deals",
}


class PretendVenue:
    """Implements the contract's Venue."""

    group = "live"
    other_group = "pro"
    currency = "USD"
    symbol = "EURUSD"
    password_kinds = tuple(PasswordKind)
    offset_s = 0

    def __init__(self) -> None:
        self._book = Book((self.group, self.other_group))
        self._faults: dict[str, str] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._port = 0

    def __enter__(self) -> "PretendVenue":
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0)).result(5)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._run(self._stop()).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self, work: Any) -> "Future[Any]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _stop(self) -> None:
        self._server.close()
        await self._drop()

    async def _drop(self) -> None:
        for writer in self._writers:
            writer.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            while line := await reader.readline():
                await self._answer(json.loads(line), writer)
        except (ConnectionError, asyncio.CancelledError):
            return
        finally:
            self._tasks.discard(task)
            self._writers.discard(writer)
            writer.close()

    async def _answer(self, request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        do = str(request["do"])
        fault = self._faults.pop(do, "")
        answer: dict[str, Any] = {"id": request["id"], "code": "ok"}
        try:
            if fault in {"refused", "busy"}:
                raise Refusal("denied" if fault == "refused" else "busy")
            answer["data"] = self._perform(do, request)
        except Refusal as refusal:
            answer["code"] = refusal.code
        if fault == "reversed":
            answer["data"].reverse()
        line = json.dumps(answer).encode() + b"\n"
        if fault == "late":
            await asyncio.sleep(PATIENCE_S * 2)
        if fault == "cut":
            writer.write(line[: len(line) // 2])
            writer.close()
        elif fault != "lost":
            writer.write(line * (2 if fault == "twice" else 1))

    def _perform(self, do: str, request: dict[str, Any]) -> Any:
        if do == "hello":
            if request["password"] != PASSWORD:
                raise Refusal("denied")
            return None
        return self._book.perform(do, request)

    def _config(self, **changes: object) -> TemplateConfig:
        values: dict[str, object] = {
            "host": "127.0.0.1",
            "port": self._port,
            "login": "manager",
            "password": PASSWORD,
            "answer_timeout_s": PATIENCE_S,
        }
        return TemplateConfig.model_validate(values | changes)

    def platform(self) -> TradingPlatform:
        """The adapter at this venue."""
        return TemplatePlatform(self._config())

    def unreachable(self) -> TradingPlatform:
        """The adapter where nobody listens."""
        return TemplatePlatform(self._config(port=1))

    def stranger(self) -> TradingPlatform:
        """The adapter with a wrong password."""
        return TemplatePlatform(self._config(password=SecretStr("stranger-password")))

    def fault(self, command: str, kind: str) -> None:
        """Arm a fault for the next command of that sort."""
        self._faults[COMMANDS[command]] = kind

    def trade(self, login: int, side: str, lots: Decimal) -> None:
        """Open a position as the client."""
        self._book.trade(login, side, lots)

    def close_trades(self, login: int) -> None:
        """Close every position of a login."""
        self._book.close_trades(login)

    def place_order(self, login: int, side: str, lots: Decimal) -> None:
        """Not a capability of this venue: its contract has no card that places one."""
        raise NotImplementedError(f"no order of {lots} lots can wait here")

    def edit_deal(self, ticket: int, changes: Mapping[str, str]) -> None:
        """Edit a deal as an administrator."""
        self._book.deals[ticket] |= {**changes, "modified": True}

    def delete_deal(self, ticket: int) -> None:
        """Delete a deal as an administrator."""
        del self._book.deals[ticket]

    def late_deal(self, login: int, amount: Decimal, before_s: int) -> None:
        """Insert a balance deal into the past."""
        self._book.add_deal(login, "balance", str(amount), before_s=before_s, comment="late")

    def shift_clock(self, seconds: int) -> None:
        """Refuse: this venue's clock is UTC."""
        raise NotImplementedError(f"a clock in UTC does not move by {seconds} s")

    def restart(self) -> None:
        """Drop all connections; the book stays."""
        self._run(self._drop()).result(5)
