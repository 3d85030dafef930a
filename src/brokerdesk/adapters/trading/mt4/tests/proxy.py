"""A bridge's front that spoils answers on their way, for what the simulator never does."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from streetsim.common.http import read_request, response

Spoil = Callable[[str, dict[str, Any]], tuple[int, bytes]]
PASSED_ON = ("authorization", "content-type", "idempotency-key", "x-request-timeout")


@asynccontextmanager
async def proxy(target: str, spoil: Spoil) -> AsyncIterator[str]:
    """Stand before a bridge; `spoil(path, envelope)` gives status and body. Yields its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader)) is not None:
            headers = {n: v for n, v in request.headers.items() if n in PASSED_ON}
            answer = await http.request(
                request.method,
                target + request.path,
                params=list(request.pairs),
                content=request.body,
                headers=headers,
            )
            status, body = answer.status_code, answer.content
            if "/api/v2/" in request.path:
                status, body = spoil(request.path, json.loads(body))
            writer.write(response(status, body))
            await writer.drain()
        writer.close()

    async with httpx.AsyncClient(trust_env=False) as http:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
