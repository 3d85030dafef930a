"""A small HTTP/1.1 server that can also break off, as faults ask."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import h11

MAX_BODY = 256 * 1024
IDLE_S = 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request, read whole."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def form(self) -> dict[str, str]:
        """Read an urlencoded form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. `sent`: 1 whole, 0 none of it, else that part of its body; then break off."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    sent: float = 1.0


Handler = Callable[[Request], Awaitable[Response]]


def as_json(status: int, value: Any, **headers: str) -> Response:
    """Answer JSON."""
    return Response(status, json.dumps(value).encode(), headers=headers)


def as_page(status: int, html: str) -> Response:
    """Answer a page that no cache keeps."""
    guard = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(status, html.encode(), "text/html; charset=utf-8", guard)


def see_other(location: str) -> Response:
    """Send the browser elsewhere."""
    return Response(303, b"", "text/plain", {"Location": location})


class _TooLarge(Exception):
    pass


async def serve(
    handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Serve one connection until it ends or is broken off."""
    try:
        await _converse(handler, reader, writer)
    except (ConnectionError, TimeoutError, h11.RemoteProtocolError):
        writer.transport.abort()
    finally:
        writer.close()


async def _converse(
    handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    talk = h11.Connection(h11.SERVER)
    while True:
        try:
            request = await _read(talk, reader)
        except _TooLarge:
            response = as_json(413, {"error": {"code": "too_large", "message": "body too large"}})
            await _write(talk, writer, response)
            return
        if request is None:
            return
        response = await handler(request)
        if not await _write(talk, writer, response) or talk.our_state is h11.MUST_CLOSE:
            return
        talk.start_next_cycle()


async def _read(talk: h11.Connection, reader: asyncio.StreamReader) -> Request | None:
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = talk.next_event()
        if event is h11.NEED_DATA:
            talk.receive_data(await asyncio.wait_for(reader.read(65536), IDLE_S))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > MAX_BODY:
                raise _TooLarge
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return _request(head, bytes(body))
        else:
            return None


def _request(head: h11.Request, body: bytes) -> Request:
    target = urlsplit(head.target.decode("ascii", "replace"))
    headers = {k.decode("ascii").lower(): v.decode("latin-1") for k, v in head.headers}
    query = dict(parse_qsl(target.query, keep_blank_values=True))
    return Request(head.method.decode("ascii"), target.path, query, headers, body)


async def _write(talk: h11.Connection, writer: asyncio.StreamWriter, answer: Response) -> bool:
    """Send an answer; False when it was broken off."""
    if answer.sent <= 0:
        writer.transport.abort()
        return False
    headers = {
        "Content-Type": answer.content_type,
        "Content-Length": str(len(answer.body)),
        **answer.headers,
    }
    writer.write(talk.send(h11.Response(status_code=answer.status, headers=list(headers.items()))))
    if answer.sent < 1:
        writer.write(answer.body[: int(len(answer.body) * answer.sent)])
        await writer.drain()
        writer.transport.abort()
        return False
    writer.write(talk.send(h11.Data(data=answer.body)))
    writer.write(talk.send(h11.EndOfMessage()))
    await writer.drain()
    return True
