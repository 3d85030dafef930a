"""A control door: a loopback HTTP where tests steer a simulated venue."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from .http import BadRequest, Request, json_response, read_request

Handle = Callable[[Request], Awaitable[tuple[int, Any]]]


async def serve_control(
    handle: Handle, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Serve one connection until the peer leaves; `handle` gives a status and a JSON value."""
    try:
        while True:
            request = await read_request(reader)
            if request is None:
                return
            status, value = await handle(request)
            writer.write(json_response(status, value))
            await writer.drain()
            if not request.keep_alive:
                return
    except BadRequest as error:
        writer.write(json_response(400, {"error": str(error)}))
    except ConnectionError:
        return
    finally:
        writer.close()
