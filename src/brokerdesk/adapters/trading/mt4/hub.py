"""The bridge's live connection: SignalR's JSON protocol over a WebSocket."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidURI, WebSocketException

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.kit.wires import wire_words
from brokerdesk.ports.trading import PlatformAway, PlatformRefused

from .api import Call, Mt4Api
from .errors import BadAnswer
from .names import Row
from .wire import body_text, parse_json

# The library's debug lines hold the token.
_quiet = logging.getLogger(f"{__name__}.socket")
_quiet.setLevel(logging.INFO)
END = "\x1e"
CALL, ITEM, DONE, STREAM, PING, CLOSE = 1, 2, 3, 4, 6, 7
HANDSHAKE = '{"protocol":"json","version":1}' + END
MAX_MESSAGE = 8 * 1024 * 1024
QUEUED = 1024
STREAMS = ("StreamTrades", "StreamUserUpdates", "StreamMarginCallUpdates")
TICK = "OnTick"


class Hub:
    """One live connection. It is never opened again by itself: what was missed must be read."""

    def __init__(self, socket: ClientConnection, ping_interval_s: float) -> None:
        self._socket, self._ping_interval_s = socket, ping_interval_s
        self._streams: dict[str, str] = {}
        self._early: list[Row] = []

    @classmethod
    async def open(cls, api: Mt4Api) -> "Hub":
        """Negotiate, connect and shake hands.

        Raises:
            PlatformAway: no connection, or no answer in time.
            PlatformRefused: the bridge offers this client no live connection.
            BadAnswer: it does not speak SignalR.
        """
        config = api.config
        path = f"{config.base_url}/hubs/mt4/v2"
        number = await _negotiated(api, path)
        query = f"tradePlatform={api.platform}&id={quote(number, safe='')}"
        token = await api.tokens.current()
        address = urlunsplit(urlsplit(path)._replace(scheme=_scheme(path), query=query))
        try:
            socket = await connect(
                address,
                additional_headers={"Authorization": f"Bearer {token}"},
                ssl=api.tls if address.startswith("wss:") else None,
                proxy=None,
                logger=_quiet,
                open_timeout=config.connect_timeout_s,
                close_timeout=1,
                ping_interval=None,
                compression=None,
                max_size=MAX_MESSAGE,
                max_queue=QUEUED,
            )
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
            raise PlatformAway(
                Marked(_("no live connection: %(kind)s"), kind=wire_words(error))
            ) from None
        hub = cls(socket, config.ping_interval_s)
        try:
            async with asyncio.timeout(config.answer_timeout_s):
                await hub._shake_hands()
        except BaseException:
            await hub.close()
            raise
        return hub

    async def subscribe(self, symbols: Sequence[str]) -> None:
        """Ask for everything that changes, and for the prices of symbols."""
        for number, target in enumerate(STREAMS, 1):
            self._streams[str(number)] = target
            await self._send(type=STREAM, target=target, arguments=[], invocationId=str(number))
        for symbol in symbols:
            await self._send(type=CALL, target="SubscribeToTicks", arguments=[symbol])

    async def items(self) -> AsyncGenerator[tuple[str, Row], None]:
        """Yield (stream or call, item) as they come, until the connection ends.

        Raises:
            PlatformAway: it ended, fell silent, or the bridge lost its server.
            BadAnswer: it sent what is no SignalR.
        """
        pinging = asyncio.create_task(self._ping())
        try:
            while True:
                early, self._early = self._early, []
                for message in early or _messages(await self._receive()):
                    found = self._item(message)
                    if found is not None:
                        yield found
        finally:
            pinging.cancel()

    async def close(self) -> None:
        """Close the connection."""
        await self._socket.close()

    def _item(self, message: Row) -> tuple[str, Row] | None:
        kind = message.get("type")
        if kind == ITEM:
            stream = self._streams.get(str(message.get("invocationId")), "")
            item = message.get("item")
            return (stream, item) if isinstance(item, dict) else None
        if kind == CALL:
            return _called(message)
        if kind == CLOSE:
            raise PlatformAway(Marked(_("the bridge closed the live connection")))
        if kind == DONE:
            self._ended(message)
        return None

    def _ended(self, message: Row) -> None:
        """A stream that ends leaves us deaf to its sort: start anew."""
        stream = self._streams.get(str(message.get("invocationId")))
        if stream is not None:
            raise PlatformAway(
                Marked(
                    _("the bridge ended %(stream)s: %(cause)s"),
                    stream=stream,
                    cause=str(message.get("error"))[:100],
                )
            )

    async def _shake_hands(self) -> None:
        await self._raw(HANDSHAKE)
        first, *self._early = _messages(await self._receive()) or [{}]
        if first.get("error"):
            raise BadAnswer(
                Marked(
                    _("the live connection was refused: %(cause)s"), cause=str(first["error"])[:100]
                )
            )

    async def _receive(self) -> str:
        try:
            async with asyncio.timeout(2 * self._ping_interval_s):
                message = await self._socket.recv()
        except TimeoutError:
            raise PlatformAway(Marked(_("the live connection fell silent"))) from None
        except WebSocketException as error:
            raise PlatformAway(
                Marked(_("the live connection ended: %(kind)s"), kind=wire_words(error))
            ) from None
        return message if isinstance(message, str) else message.decode("utf-8", "replace")

    async def _ping(self) -> None:
        """Keep the bridge from taking us for gone; a broken connection shows at the reading."""
        while True:
            await asyncio.sleep(self._ping_interval_s)
            try:
                await self._socket.send(body_text({"type": PING}) + END)
            except WebSocketException:
                return

    async def _send(self, **message: object) -> None:
        await self._raw(body_text(message) + END)

    async def _raw(self, text: str) -> None:
        try:
            await self._socket.send(text)
        except WebSocketException as error:
            raise PlatformAway(
                Marked(_("the live connection ended: %(kind)s"), kind=wire_words(error))
            ) from None


def _called(message: Row) -> tuple[str, Row] | None:
    target, arguments = str(message.get("target")), message.get("arguments") or []
    first = arguments[0] if arguments else None
    if target == "OnConnectionStatus" and isinstance(first, dict) and not first.get("connected"):
        raise PlatformAway(Marked(_("the bridge lost its server")))
    return (target, first) if isinstance(first, dict) else None


def _messages(text: str) -> list[Row]:
    found: list[Any] = [parse_json(part) for part in text.split(END) if part]
    if not all(isinstance(message, dict) for message in found):
        raise BadAnswer(Marked(_("the live connection sent no SignalR message")))
    return found


async def _negotiated(api: Mt4Api, path: str) -> str:
    """Ask for a connection; gives what names it."""
    call = Call("POST", "negotiate", {"tradePlatform": api.platform, "negotiateVersion": 1})
    response = await api.send(call, f"{path}/negotiate", api.config.answer_timeout_s)
    if not response.is_success:
        raise PlatformRefused(
            str(response.status_code), Marked(_("the bridge offers no live connection"))
        )
    offer = parse_json(response.content)
    number = offer.get("connectionToken") or offer.get("connectionId") if offer else None
    transports = offer.get("availableTransports") or [] if offer else []
    if not number or not any(t.get("transport") == "WebSockets" for t in transports):
        raise BadAnswer(Marked(_("the bridge offers no live connection by WebSocket")))
    return str(number)


def _scheme(path: str) -> str:
    return "wss" if httpx.URL(path).scheme == "https" else "ws"
