"""A keep-alive connection of a simulated venue's HTTP door."""

import asyncio
import logging
from abc import ABC, abstractmethod

from .http import BadRequest, Request, read_request

log = logging.getLogger(__name__)


class HttpConnection(ABC):
    """Serves the requests of one connection; `idle_s` is the silence allowed, None for any."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, idle_s: float | None
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._idle_s = idle_s

    @abstractmethod
    async def answer(self, request: Request) -> bool:
        """Answer a request; tell whether the connection stays open."""

    @abstractmethod
    def broken(self, error: BadRequest) -> bytes:
        """Render the answer to bytes that are no request."""

    async def run(self) -> None:
        """Serve until the peer leaves, breaks the protocol or stays silent too long."""
        try:
            while await self._next():
                pass
        except BadRequest as error:
            self._writer.write(self.broken(error))
        except (TimeoutError, ConnectionError):
            log.debug("connection lost or idle")
        finally:
            self._writer.close()

    async def _next(self) -> bool:
        async with asyncio.timeout(self._idle_s):
            request = await read_request(self._reader)
        return request is not None and await self.answer(request)
