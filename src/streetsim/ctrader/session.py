"""A connection of a binary interface: frames in, answers and events out, kept alive."""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any

from google.protobuf.message import DecodeError

from .dispatch import Delivery, Dispatcher
from .errors import Refusal
from .frames import HEARTBEAT, FrameError, frame, read_frame
from .proto import Kind, Messages

log = logging.getLogger(__name__)
# A message on its way out: its payload type and itself.
Reply = tuple[int, Any]


class WireConnection:
    """Serves one connection. A subclass answers requests and says which events are its own."""

    messages: Messages
    execution: int

    def __init__(
        self,
        dispatcher: Dispatcher,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.dispatcher = dispatcher
        self.world = dispatcher.world
        self._reader = reader
        self._writer = writer
        self._sent_at = time.monotonic()
        self._collected: list[Reply] | None = None

    async def run(self) -> None:
        """Serve until the peer leaves, breaks the protocol or stays silent too long."""
        keeper = asyncio.create_task(self._keep_alive())
        try:
            self.greet()
            while await self._next():
                pass
        except FrameError as error:
            self.send(*self.error(Refusal("INVALID_REQUEST", str(error))))
        except (TimeoutError, ConnectionError):
            log.debug("connection lost or idle")
        finally:
            keeper.cancel()
            self.left()
            self._writer.close()

    def greet(self) -> None:
        """Say the first word of a connection, if the interface has one."""

    def left(self) -> None:
        """Forget the connection."""

    def error(self, refusal: Refusal) -> Reply:
        """Render a refusal."""
        kind = self.messages["ErrorRes"]
        made = kind(errorCode=refusal.code, description=refusal.description)
        return self.messages.number("ErrorRes"), made

    def names(self, number: int, request: Kind) -> Sequence[str]:
        """Name a request for the fault switches, the general name first."""
        raise LookupError(number)

    def perform(self, number: int, request: Kind) -> Reply | None:
        """Answer a request; None when the events it caused are the answer."""
        raise LookupError(number)

    def send(self, number: int, message: Any, msg_id: str | None = None) -> None:
        """Send a message now."""
        self._write(frame(number, message.SerializeToString(), msg_id))

    def push(self, number: int, message: Any) -> None:
        """Send an event; one caused by the request at hand is kept for its answer."""
        if self._collected is not None and number == self.execution:
            self._collected.append((number, message))
        else:
            self.send(number, message)

    def cut(self, number: int, message: Any) -> None:
        """Break off in the middle of an event."""
        data = frame(number, message.SerializeToString())
        self._write(data[: len(data) // 2 + 1])
        self._writer.close()

    def _write(self, data: bytes) -> None:
        if not self._writer.is_closing():
            self._sent_at = time.monotonic()
            self._writer.write(data)

    async def _keep_alive(self) -> None:
        interval = self.world.config.ping_interval_s
        while True:
            silent = time.monotonic() - self._sent_at
            if silent >= interval:
                self._write(frame(HEARTBEAT, b""))
                silent = 0.0
            await asyncio.sleep(interval - silent)

    async def _next(self) -> bool:
        async with asyncio.timeout(self.world.config.idle_s):
            envelope = await read_frame(self._reader)
        if envelope is None:
            return False
        if envelope.payloadType == HEARTBEAT:
            return True
        msg_id = envelope.clientMsgId if envelope.HasField("clientMsgId") else None
        kind = self.messages.by_number(envelope.payloadType)
        try:
            if kind is None:
                raise Refusal("UNSUPPORTED_MESSAGE", f"payload type {envelope.payloadType}")
            request = kind.FromString(envelope.payload)
            if not request.IsInitialized():
                raise Refusal("INVALID_REQUEST", "a required field is missing")
            names = self.names(envelope.payloadType, request)
        except DecodeError:
            self.send(*self.error(Refusal("INVALID_REQUEST", "the payload is broken")), msg_id)
            return True
        except Refusal as refusal:
            self.send(*self.error(refusal), msg_id)
            return True
        return await self._serve(envelope.payloadType, request, names, msg_id)

    async def _serve(
        self, number: int, request: Kind, names: Sequence[str], msg_id: str | None
    ) -> bool:
        collected: list[Reply] = []

        def perform() -> Reply | None:
            self._collected = collected
            try:
                return self.perform(number, request)
            finally:
                self._collected = None

        delivery = await self.dispatcher.run(names, perform)
        replies, events = self._replies(number, request, delivery, collected)
        packets = [frame(kind, item.SerializeToString(), msg_id) for kind, item in replies]
        packets *= delivery.copies
        if delivery.cut:
            last = packets[-1]
            self._write(b"".join(packets[:-1]) + last[: len(last) // 2 + 1])
        elif not delivery.lost:
            self._write(b"".join(packets))
        for kind, item in events:
            self.send(kind, item)
        await self._writer.drain()
        return not (delivery.cut or delivery.close)

    def _replies(
        self,
        number: int,
        request: Kind,
        delivery: Delivery[Reply | None],
        collected: list[Reply],
    ) -> tuple[list[Reply], list[Reply]]:
        """Return what answers the request, and the events that follow."""
        if delivery.refusal is not None:
            return [self.refused(number, request, delivery.refusal)], []
        if delivery.result is None:
            return collected, []
        if delivery.reverse:
            _reverse(delivery.result[1])
        return [delivery.result], [] if delivery.cut else collected

    def refused(self, number: int, request: Kind, refusal: Refusal) -> Reply:
        """Render the refusal of a request."""
        return self.error(refusal)


def _reverse(message: Any) -> None:
    for field, value in message.ListFields():
        if field.message_type is not None and field.is_repeated:
            rows = [*value][::-1]
            message.ClearField(field.name)
            getattr(message, field.name).extend(rows)
