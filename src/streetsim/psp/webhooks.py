"""Delivers webhooks: signed, retried with growing waits, and as badly as faults ask."""

import asyncio
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx

from .config import PspConfig
from .faults import Faults
from .signing import HEADER, sign
from .store import Row, Store


class Deliverer:
    """One pass at a time; a slow receiver delays only its own event."""

    def __init__(self, store: Store, config: PspConfig, faults: Faults) -> None:
        self._store = store
        self._config = config
        self._faults = faults
        self._http = httpx.AsyncClient(timeout=5.0, trust_env=False)
        self._passed = asyncio.Event()
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Stop; what was not delivered stays due."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._http.aclose()

    def start_due(self) -> None:
        """Start every due delivery that is not under way."""
        for row in self._store.find("delivery", "due <= ? ORDER BY due, id", time.time(), limit=50):
            if row["id"] in self._busy:
                continue
            self._busy.add(row["id"])
            task = asyncio.create_task(self._deliver(row))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, row: Row) -> None:
        fault, options = self._faults.strike("webhook")
        if fault == "loss":
            self._settle(row, "lost by a fault", None)
            return
        if fault == "reorder":
            await self._let_pass(float(options.get("seconds", 5)))
        await self._send(row, fault, options)
        self._passed.set()

    async def _let_pass(self, at_most_s: float) -> None:
        """Wait until a later event has overtaken this one."""
        self._passed.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._passed.wait(), at_most_s)

    async def _send(self, row: Row, fault: str, options: dict[str, Any]) -> None:
        if fault == "delay":
            await asyncio.sleep(float(options.get("seconds", 2)))
        answer, ok = await self._post(row)
        if fault == "duplicate":
            for _ in range(int(options.get("times", 1))):
                await self._post(row)
        waits = self._config.retry_s
        attempts = row["attempts"]
        again = time.time() + waits[attempts] if not ok and attempts < len(waits) else None
        self._settle(row, answer, again)

    def _settle(self, row: Row, answer: str, due: float | None) -> None:
        self._busy.discard(row["id"])
        self._store.update(
            "delivery", row["id"], due=due, attempts=row["attempts"] + 1, answer=answer
        )

    async def _post(self, row: Row) -> tuple[str, bool]:
        url, host = loopback(row["url"])
        headers = {
            "Content-Type": "application/json",
            "Host": host,
            HEADER: sign(row["body"], self._config.webhook_secrets, int(time.time())),
        }
        try:
            response = await self._http.post(url, content=row["body"], headers=headers)
        except httpx.HTTPError as error:
            return f"{type(error).__name__}: {error}"[:200], False
        return str(response.status_code), response.is_success


def loopback(url: str) -> tuple[str, str]:
    """Send names below .localhost to 127.0.0.1 (RFC 6761), and keep the name as Host."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        port = f":{parts.port}" if parts.port else ""
        return parts._replace(netloc=f"127.0.0.1{port}").geturl(), parts.netloc
    return url, parts.netloc
