"""The real-time hub: SignalR's JSON protocol over a WebSocket. Nothing is replayed."""

import asyncio
import json
import logging
import time

from streetsim.common.faults import Fault, FaultBox
from streetsim.common.http import BadRequest
from streetsim.common.websocket import WebSocket
from streetsim.market import Instrument, Quote

from .dispatch import render
from .engine.valuation import account_state
from .records import Trade, User
from .views import Json, margin_call, symbol_update, tick_view, trade_update, user_update
from .world import News, World

log = logging.getLogger(__name__)
_END = "\x1e"
_CALL, _ITEM, _DONE, _STREAM, _CANCEL, _PING, _CLOSE = range(1, 8)
_QUEUE = 20_000
_VERSION = 1
STREAMS = (
    *("StreamTrades", "StreamUserUpdates", "StreamMarginCallUpdates", "StreamSymbolUpdates"),
    "StreamTicks",
)


class Hub:
    """One client's hub connection."""

    def __init__(self, world: World, box: FaultBox, socket: WebSocket) -> None:
        self._world = world
        self._box = box
        self._socket = socket
        self._outbox: asyncio.Queue[News | Json] = asyncio.Queue(_QUEUE)
        self._streams: dict[str, tuple[str, str]] = {}
        self._held: dict[str, Json] = {}
        self._ticks: set[str] = set()

    async def run(self) -> None:
        """Serve until the client leaves or the connection breaks."""
        if not await self._shake_hands():
            return
        self._listen(True)
        tasks = [asyncio.create_task(work()) for work in (self._read, self._write, self._ping)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._listen(False)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _shake_hands(self) -> bool:
        text = await self._socket.receive()
        try:
            asked = json.loads((text or "").split(_END)[0])
        except ValueError:
            raise BadRequest("no SignalR handshake") from None
        # A hub takes every protocol version up to its own; some clients ask for 0.
        if asked.get("protocol") != "json" or asked.get("version") not in range(_VERSION + 1):
            await self._socket.send(render({"error": "only json, up to version 1"}) + _END)
            return False
        await self._socket.send("{}" + _END)
        self._put({"type": _CALL, "target": "OnConnectionStatus", "arguments": [self._status()]})
        return True

    def _status(self) -> Json:
        return {"connected": self._world.connected}

    def _listen(self, on: bool) -> None:
        if on:
            self._world.listeners.append(self._put)
        else:
            self._world.listeners.remove(self._put)

    def _put(self, message: News | Json) -> None:
        """Queue a message; a client that does not read loses its connection."""
        try:
            self._outbox.put_nowait(message)
        except asyncio.QueueFull:
            log.warning("a hub client does not read; dropped")
            self._socket.abort()

    async def _read(self) -> None:
        while True:
            text = await self._socket.receive()
            if text is None:
                return
            for part in filter(None, text.split(_END)):
                try:
                    message = json.loads(part)
                except ValueError:
                    raise BadRequest("no JSON in a hub message") from None
                if message.get("type") == _CLOSE:
                    return
                self._serve(message)

    def _serve(self, message: Json) -> None:
        kind, number = message.get("type"), str(message.get("invocationId") or "")
        target, values = str(message.get("target") or ""), message.get("arguments") or []
        if kind == _STREAM and target in STREAMS:
            self._streams[number] = (target, str(values[0]) if values else "")
        elif kind == _CALL and target in ("SubscribeToTicks", "UnsubscribeFromTicks"):
            self._subscribe(target, [str(value) for value in values])
            if number:
                self._put({"type": _DONE, "invocationId": number, "result": None})
        elif kind == _CANCEL and self._streams.pop(number, None):
            self._put({"type": _DONE, "invocationId": number})
        elif kind in (_CALL, _STREAM) and number:
            error = f"Unknown hub method '{target}'"
            self._put({"type": _DONE, "invocationId": number, "error": error})

    def _subscribe(self, target: str, symbols: list[str]) -> None:
        if target == "SubscribeToTicks":
            self._ticks.update(symbols)
        else:
            self._ticks.difference_update(symbols)

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(self._world.config.ping_interval_s)
            self._put({"type": _PING})

    async def _write(self) -> None:
        while True:
            message = await self._outbox.get()
            if not isinstance(message, News):
                await self._send(message)
            elif not await self._report(message):
                return

    async def _send(self, message: Json) -> None:
        await self._socket.send(render(message) + _END)

    async def _report(self, news: News) -> bool:
        """Send a change to the streams that want it; tell whether the connection lives on."""
        if news.kind == "Connection":
            await self._send(
                {"type": _CALL, "target": "OnConnectionStatus", "arguments": [self._status()]}
            )
            return True
        target, item = _item(self._world, news)
        if isinstance(news.record, Quote) and news.record.symbol in self._ticks:
            await self._send({"type": _CALL, "target": "OnTick", "arguments": [item]})
        for number, (stream, wanted) in list(self._streams.items()):
            if stream != target or wanted not in ("", item.get("symbol")):
                continue
            if not await self._stream(stream, number, item):
                return False
        return True

    async def _stream(self, stream: str, number: str, item: Json) -> bool:
        """Send a stream's item with the faults that fire on it."""
        message = {"type": _ITEM, "invocationId": number, "item": item}
        fired = self._box.on_command(stream.upper(), time.monotonic())
        acts: dict[str, Fault] = {fault.do: fault for fault in fired}
        if "cut" in acts:
            self._socket.abort()
            return False
        if "delay" in acts:
            await asyncio.sleep(float(acts["delay"].options.get("seconds", 2)))
        if "reorder" in acts:
            self._held[number] = message
            return True
        copies = 0 if "drop_answer" in acts else 2 if "duplicate" in acts else 1
        for _ in range(copies):
            await self._send(message)
        held = self._held.pop(number, None)
        if held is not None:
            await self._send(held)
        return True


def _item(world: World, news: News) -> tuple[str, Json]:
    """Name the stream of a change and render its item."""
    record = news.record
    if isinstance(record, Trade):
        return "StreamTrades", trade_update(news.kind, record)
    if isinstance(record, Quote):
        return "StreamTicks", tick_view(record)
    if isinstance(record, Instrument):
        return "StreamSymbolUpdates", symbol_update(news.kind, record)
    if isinstance(record, User) and news.kind == "MarginCall":
        state = account_state(world, record.login)
        return "StreamMarginCallUpdates", margin_call(state, world.clock.now_s())
    if isinstance(record, User):
        return "StreamUserUpdates", user_update(news.kind, record)
    return "", {}
