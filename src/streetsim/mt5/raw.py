"""A connection of the raw protocol."""

import asyncio
import contextlib
import logging
import time

from . import auth
from .cipher import PacketCipher, cipher_pair, password_hash
from .commands import Answer, Params
from .dispatch import Delivery, Dispatcher
from .retcodes import Retcode
from .wire import (
    HEADER,
    PREFIX,
    Command,
    WireError,
    header,
    parse_command,
    parse_header,
    parts,
)

log = logging.getLogger(__name__)
MAX_MESSAGE = 32 * 1024 * 1024
SERIAL_FIRST, SERIAL_LAST = 0x4000, 0x7FFF
_DRAIN_EVERY = 16


class RawConnection:
    """Reads packets, answers commands, pings in between."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._dispatcher = dispatcher
        self._config = dispatcher.world.config
        self._reader = reader
        self._writer = writer
        self._session = auth.Session()
        self._incoming: PacketCipher | None = None
        self._outgoing: PacketCipher | None = None
        self._partial: dict[int, bytearray] = {}
        self._held: list[bytes] = []

    async def run(self) -> None:
        """Serve until the peer leaves, breaks the protocol or stays silent too long."""
        pings = asyncio.create_task(self._ping())
        try:
            if await self._prefix():
                while await self._packet():
                    pass
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError):
            log.debug("connection lost or idle")
        except WireError as error:
            log.info("closing: %s", error)
        finally:
            pings.cancel()
            self._writer.close()

    async def _prefix(self) -> bool:
        async with asyncio.timeout(self._config.idle_s):
            first = await self._reader.readexactly(len(PREFIX))
        if first == PREFIX:
            return True
        self._writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        return False

    async def _packet(self) -> bool:
        async with asyncio.timeout(self._patience()):
            head = parse_header(await self._reader.readexactly(HEADER))
            body = await self._reader.readexactly(head.length)
        if not body and not head.more and head.serial not in self._partial:
            return True
        if self._incoming is not None:
            body = self._incoming.apply(body)
        message = self._partial.setdefault(head.serial, bytearray())
        message += body
        if sum(map(len, self._partial.values())) > MAX_MESSAGE:
            raise WireError("message too long")
        if head.more:
            return True
        del self._partial[head.serial]
        text = bytes(message).decode("utf-16-le", "replace")
        return await self._command(parse_command(text), head.serial)

    def _patience(self) -> float:
        """Return the seconds to wait for a packet: what is left of an unfinished sign-in."""
        if self._session.claimed is not None:
            return max(0.0, self._session.started + self._config.auth_s - time.monotonic())
        return self._config.idle_s

    async def _command(self, command: Command, serial: int) -> bool:
        if not command.name:
            return True
        params = Params(command.params, command.body)
        signed_in = self._session.manager is not None
        if command.name in ("AUTH_START", "AUTH_ANSWER") and not signed_in:
            return await self._sign_in(command.name, params, serial)
        if self._session.manager is None:
            answer = Answer(code=Retcode.INVALID_ACCOUNT)
            await self._send(command.name, serial, Delivery(answer, close=True))
            return False
        delivery = await self._dispatcher.run(
            command.name, params, self._session.manager, self._session.desk
        )
        await self._send(command.name, serial, delivery)
        return not (delivery.close or delivery.cut)

    async def _sign_in(self, name: str, params: Params, serial: int) -> bool:
        session, world = self._session, self._dispatcher.world

        def step() -> Answer:
            if name == "AUTH_START":
                return auth.start(world, session, params)
            return auth.finish(session, params, window_s=self._config.auth_s)

        delivery = await self._dispatcher.sign_in(name, step)
        await self._send(name, serial, delivery)
        manager = session.manager
        if manager is not None and session.crypt:
            secret = password_hash(manager.password)
            self._incoming, self._outgoing = cipher_pair(secret, session.crypt_rand)
        return not (delivery.close or delivery.cut)

    async def _send(self, name: str, serial: int, delivery: Delivery) -> None:
        if delivery.answer is None:
            return
        raw = self._dispatcher.world.switches.raw_backslashes
        text = delivery.answer.raw(name, raw_backslashes=raw)
        body = text.encode("utf-16-le", "surrogatepass")
        packets = [packet for _ in range(delivery.copies) for packet in self._packets(body, serial)]
        if delivery.hold:
            self._held += packets
            return
        if delivery.cut:
            whole = b"".join(packets)
            packets = [whole[: max(len(whole) // 2, HEADER + 1)]]
        await self._write(packets)
        held, self._held = self._held, []
        await self._write(held)

    def _packets(self, body: bytes, serial: int) -> list[bytes]:
        cipher = self._outgoing
        return [
            header(len(part), serial, more=more) + (cipher.apply(part) if cipher else part)
            for part, more in parts(body)
        ]

    async def _write(self, packets: list[bytes]) -> None:
        """Write whole packets, so that pings fall only between them."""
        for index, packet in enumerate(packets):
            self._writer.write(packet)
            if index % _DRAIN_EVERY == _DRAIN_EVERY - 1:
                await self._writer.drain()
        await self._writer.drain()

    async def _ping(self) -> None:
        serial = SERIAL_FIRST
        with contextlib.suppress(ConnectionError):
            while True:
                await asyncio.sleep(self._config.ping_interval_s)
                self._writer.write(header(0, serial, more=False))
                await self._writer.drain()
                serial = SERIAL_FIRST if serial == SERIAL_LAST else serial + 1
