"""Listening sockets and the connections that came through them."""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
_BUFFER = 256 * 1024
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Doors:
    """A set of listeners that open and close together."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._listeners: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._connections)

    async def listen(self, serve: Serve, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Serve each connection to a port by its own task; return the port."""

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(_serve(serve, reader, writer))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)

        listener = await asyncio.start_server(connected, self._host, port, ssl=tls, limit=_BUFFER)
        self._listeners.append(listener)
        return int(listener.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening and drop the connections, except the one that asks for it."""
        for listener in self._listeners:
            listener.close()
        self._listeners.clear()
        mine = asyncio.current_task()
        others = [task for task in self._connections if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


async def _serve(serve: Serve, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Run a connection; at cancellation or failure its socket is dropped."""
    try:
        await serve(reader, writer)
    except asyncio.CancelledError:
        writer.transport.abort()
        raise
    except Exception:
        log.exception("connection failed")
        writer.transport.abort()
