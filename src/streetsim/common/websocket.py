"""The server side of a WebSocket over asyncio streams (RFC 6455), text messages only."""

import asyncio
import base64
import hashlib

from .http import BadRequest, Request

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _BINARY, _CLOSE, _PING, _PONG = 1, 2, 8, 9, 10
MAX_MESSAGE = 1024 * 1024
MAX_CONTROL = 125


def is_upgrade(request: Request) -> bool:
    """Tell whether a request wants a WebSocket."""
    return request.headers.get("upgrade", "").lower() == "websocket"


class WebSocket:
    """One accepted WebSocket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def accept(self, request: Request) -> None:
        """Answer the handshake. Raises: BadRequest."""
        key = request.headers.get("sec-websocket-key", "")
        if not key or request.headers.get("sec-websocket-version") != "13":
            raise BadRequest("no WebSocket handshake")
        digest = hashlib.sha1((key + _GUID).encode(), usedforsecurity=False).digest()
        self._writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n"
        )

    async def receive(self) -> str | None:
        """Read the next text message; None when the peer closes. Answers pings.

        Raises:
            BadRequest: the bytes are no text message of a client.
            ConnectionError: the peer is gone.
        """
        message = bytearray()
        while True:
            final, kind, data = await self._frame()
            if kind == _CLOSE:
                self._write(_CLOSE, data[:2])
                return None
            if kind == _PING:
                self._write(_PONG, data)
            elif kind in (0, _TEXT, _BINARY):
                message += data
                if len(message) > MAX_MESSAGE:
                    raise BadRequest("message too long")
                if final:
                    return message.decode("utf-8", "replace")

    async def _frame(self) -> tuple[bool, int, bytes]:
        try:
            first, second = await self._reader.readexactly(2)
            size = second & 0x7F
            if size > MAX_CONTROL:
                size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8))
            if not second & 0x80 or size > MAX_MESSAGE:
                raise BadRequest("an unmasked or too long frame")
            mask = await self._reader.readexactly(4)
            data = await self._reader.readexactly(size)
        except asyncio.IncompleteReadError:
            raise ConnectionResetError("cut inside a frame") from None
        key = (mask * (size // 4 + 1))[:size]
        plain = int.from_bytes(data) ^ int.from_bytes(key)
        return bool(first & 0x80), first & 0x0F, plain.to_bytes(size)

    async def send(self, text: str) -> None:
        """Send a text message."""
        self._write(_TEXT, text.encode())
        await self._writer.drain()

    def close(self, code: int = 1000) -> None:
        """Say that no more comes."""
        self._write(_CLOSE, code.to_bytes(2))

    def abort(self) -> None:
        """Drop the connection without a word."""
        self._writer.transport.abort()

    def _write(self, kind: int, data: bytes) -> None:
        size = len(data)
        if size <= MAX_CONTROL:
            head = bytes((0x80 | kind, size))
        elif size < 1 << 16:
            head = bytes((0x80 | kind, 126)) + size.to_bytes(2)
        else:
            head = bytes((0x80 | kind, 127)) + size.to_bytes(8)
        self._writer.write(head + data)
