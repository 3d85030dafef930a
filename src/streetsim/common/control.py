"""A control door: a loopback HTTP where tests steer a simulated venue."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from .connection import HttpConnection
from .http import BadRequest, Request, json_response

Handle = Callable[[Request], Awaitable[tuple[int, Any]]]


class ControlConnection(HttpConnection):
    """Serves one connection; `handle` gives a status and a JSON value."""

    def __init__(
        self, handle: Handle, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        super().__init__(reader, writer, None)
        self._handle = handle

    async def answer(self, request: Request) -> bool:
        self._writer.write(json_response(*await self._handle(request)))
        await self._writer.drain()
        return request.keep_alive

    def broken(self, error: BadRequest) -> bytes:
        return json_response(400, {"error": str(error)})
