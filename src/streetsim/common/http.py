"""A small HTTP/1.1 server side over asyncio streams: one request at a time, keep-alive.

The simulated venues need what frameworks hide: the connection is the session, the query is split
by hand, an answer can be cut in the middle.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

MAX_HEAD = 64 * 1024
MAX_BODY = 32 * 1024 * 1024
REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Payload Too Large",
    500: "Internal Server Error",
}


class BadRequest(Exception):
    """The peer does not speak HTTP as we understand it."""


@dataclass(slots=True)
class Request:
    """One request. `query` keeps the names as sent; the last of equal names wins, `pairs` all."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def keep_alive(self) -> bool:
        return self.headers.get("connection", "").lower() != "close"


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Read the next request; None when the peer closed between requests.

    Raises:
        BadRequest: the bytes are no HTTP request, or too large.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise BadRequest("cut inside the request head") from None
        return None
    except asyncio.LimitOverrunError:
        raise BadRequest("request head too long") from None
    request = _parse_head(head)
    try:
        if request.headers.get("transfer-encoding", "").lower() == "chunked":
            request.body = await _read_chunks(reader)
        else:
            size = _size(request.headers.get("content-length", "0"), 10)
            request.body = await reader.readexactly(size)
    except asyncio.IncompleteReadError:
        raise BadRequest("cut inside the request body") from None
    except asyncio.LimitOverrunError:
        raise BadRequest("chunk line too long") from None
    return request


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while True:
        line = await reader.readuntil(b"\r\n")
        size = _size(line.split(b";")[0].strip().decode("ascii", "replace"), 16)
        if len(body) + size > MAX_BODY:
            raise BadRequest("body too long")
        body += await reader.readexactly(size)
        await reader.readuntil(b"\r\n")
        if not size:
            return bytes(body)


def _size(text: str, base: int) -> int:
    try:
        size = int(text, base)
    except ValueError:
        raise BadRequest("bad length") from None
    if not 0 <= size <= MAX_BODY:
        raise BadRequest("bad length")
    return size


def _parse_head(head: bytes) -> Request:
    lines = head[:-4].decode("utf-8", "replace").split("\r\n")
    # The target may hold raw spaces or '#': the method ends at the first, HTTP/ starts at the last.
    method, _, rest = lines[0].partition(" ")
    target, _, version = rest.rpartition(" ")
    if not version.startswith("HTTP/1.") or not target.startswith("/"):
        raise BadRequest("no HTTP request line")
    headers = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon:
            raise BadRequest("bad header line")
        headers[name.strip().lower()] = value.strip()
    path, _, query = target.partition("?")
    pairs = query_pairs(query)
    return Request(method.upper(), unquote(path), dict(pairs), headers, pairs=pairs)


def parse_query(query: str) -> dict[str, str]:
    """Split a query by hand: raw '#' and '\\' are data, '+' stays a plus."""
    return dict(query_pairs(query))


def query_pairs(query: str) -> tuple[tuple[str, str], ...]:
    """Split a query as `parse_query` does, keeping repeated names."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return tuple((unquote(name), unquote(value)) for name, _, value in pairs)


def response(
    status: int,
    body: bytes,
    content_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Render a response with its length."""
    more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    head = (
        f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
        f"Connection: keep-alive\r\n{more}\r\n"
    )
    return head.encode() + body


def json_response(status: int, value: Any) -> bytes:
    """Render a JSON response."""
    return response(status, json.dumps(value).encode())
