"""A signed-in connection of the Manager API: requests by message id, events as they come."""

import asyncio
import hashlib
import logging
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.kit.wires import wire_words
from brokerdesk.ports.trading import PlatformAway, PlatformError

from .commands import AUTH, EXECUTION, ORDER_ERROR, Command
from .config import CTraderConfig
from .errors import AnswerLost, BadAnswer, BadPeer, NotSent, Refused
from .frames import ERROR, HEARTBEAT, HELLO, MAX_FRAME, decoded, frame, read_frame
from .messages import KINDS, Message

log = logging.getLogger(__name__)
# So many of our own keep-alives may pass without a byte from the server.
SILENT_BEATS = 4
TRADING = frozenset({EXECUTION, ORDER_ERROR})
# Takes an event's number and payload.
Listener = Callable[[int, bytes], None]
# Whether an envelope ends a trading request.
Judge = Callable[[Message], bool]


@dataclass(slots=True)
class _Waiter:
    answer: asyncio.Future[Message]
    judge: Judge | None = None


def hashed(password: str) -> str:
    """The only form in which a password leaves."""
    return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()


class Stream:
    """Once it is not alive it stays so; the caller opens another."""

    def __init__(
        self, config: CTraderConfig, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._config = config
        self._reader = reader
        self._writer = writer
        self._waiting: dict[str, _Waiter] = {}
        self._count = 0
        self._tasks: list[asyncio.Task[None]] = []
        self.alive = True
        self.ended = asyncio.Event()
        self.listeners: list[Listener] = []

    @classmethod
    async def open(cls, config: CTraderConfig, tls: ssl.SSLContext) -> "Stream":
        """Connect, wait for the hello, sign in.

        Raises:
            PlatformAway: no connection, or no answer in time.
            PlatformRefused: the manager account is not accepted.
            PlatformError: the certificate is not trusted, or it is no Manager API.
        """
        try:
            async with asyncio.timeout(config.connect_timeout_s):
                reader, writer = await asyncio.open_connection(
                    config.host, config.port, ssl=tls, limit=MAX_FRAME
                )
        except ssl.SSLCertVerificationError as error:
            raise BadPeer(
                Marked(
                    _("the Manager API's certificate: %(verify_message)s"),
                    verify_message=error.verify_message,
                )
            ) from None
        except ssl.SSLError as error:
            raise PlatformAway(
                Marked(_("the Manager API: %(kind)s"), kind=wire_words(error))
            ) from None
        except (OSError, TimeoutError) as error:
            log.info("no connection to %s:%s: %r", config.host, config.port, error)
            raise PlatformAway(
                Marked(_("nobody answers at %(host)s:%(port)s"), host=config.host, port=config.port)
            ) from None
        stream = cls(config, reader, writer)
        try:
            await stream._greet()
        except BaseException:
            await stream.close()
            raise
        return stream

    async def _greet(self) -> None:
        config = self._config
        try:
            async with asyncio.timeout(config.connect_timeout_s):
                hello = await read_frame(self._reader)
        except (OSError, EOFError, TimeoutError) as error:
            raise PlatformAway(
                Marked(_("no hello of the Manager API: %(kind)s"), kind=wire_words(error))
            ) from None
        if hello.payloadType != HELLO:
            raise BadAnswer(
                Marked(
                    _("the server began with %(payload_type)s, not with a hello"),
                    payload_type=hello.payloadType,
                )
            )
        self._tasks.append(asyncio.create_task(self._listen()))
        await self.ask(
            AUTH,
            plantId=config.plant,
            environmentName=config.environment,
            login=config.login,
            passwordHash=hashed(config.password.get_secret_value()),
        )
        self._tasks.append(asyncio.create_task(self._keep_alive()))

    async def ask(self, command: Command, **fields: object) -> Message:
        """Send a request and wait for its answer.

        Raises:
            NotSent: the connection was gone before.
            AnswerLost: no answer in time, or the connection broke; it is closed.
            Refused: the server answered with an error name.
            BadAnswer: it answered something else.
        """
        envelope = await self._exchange(command, fields, None)
        if envelope.payloadType == ERROR:
            raise refusal(command.name, decoded("Error", envelope.payload))
        if envelope.payloadType != command.answer:
            raise BadAnswer(
                Marked(
                    _("%(name)s was answered by %(payload_type)s"),
                    name=command.name,
                    payload_type=envelope.payloadType,
                )
            )
        return decoded(command.gives, envelope.payload)

    async def trade(self, command: Command, judge: Judge, **fields: object) -> Message:
        """Send a trading request; gives the envelope that ends it. Raises as `ask`."""
        return await self._exchange(command, fields, judge)

    async def _exchange(
        self, command: Command, fields: dict[str, object], judge: Judge | None
    ) -> Message:
        if not self.alive:
            raise NotSent(Marked(_("the connection to the Manager API is gone")))
        self._count += 1
        msg_id = str(self._count)
        waiter = _Waiter(asyncio.get_running_loop().create_future(), judge)
        self._waiting[msg_id] = waiter
        payload = KINDS[command.asks](**fields).SerializeToString()
        config = self._config
        patience_s = config.list_timeout_s if command.long else config.answer_timeout_s
        try:
            self._writer.write(frame(command.number, payload, msg_id))
            async with asyncio.timeout(patience_s):
                return await waiter.answer
        except TimeoutError:
            lost = AnswerLost(
                Marked(
                    _("%(name)s: no answer within %(patience_s)g s"),
                    name=command.name,
                    patience_s=patience_s,
                )
            )
            self._end(lost)
            raise lost from None
        finally:
            self._waiting.pop(msg_id, None)

    async def _listen(self) -> None:
        """Take frames until the connection ends."""
        reason: PlatformError = AnswerLost(Marked(_("the Manager API closed the connection")))
        silence_s = SILENT_BEATS * self._config.heartbeat_s
        try:
            while True:
                async with asyncio.timeout(silence_s):
                    envelope = await read_frame(self._reader)
                self._take(envelope)
        except TimeoutError:
            reason = AnswerLost(
                Marked(_("the Manager API was silent for %(silence_s)g s"), silence_s=silence_s)
            )
        except BadAnswer as error:
            reason = AnswerLost(str(error))
        except (OSError, EOFError):
            log.debug("the connection of the Manager API ended")
        finally:
            self._end(reason)

    def _take(self, envelope: Message) -> None:
        number = envelope.payloadType
        if number == HEARTBEAT:
            return
        waiter = self._waiting.get(envelope.clientMsgId)
        if (waiter is not None and waiter.judge is None) or (
            waiter is not None and number not in TRADING
        ):
            _settle(waiter, envelope)
        else:
            self._tell(number, envelope, waiter)

    def _tell(self, number: int, envelope: Message, waiter: _Waiter | None) -> None:
        """Hand on what is no answer, or an answer that everybody may know.

        An answer that comes twice has an id for which nobody waits; it reaches no request.
        """
        if number in TRADING:
            asked = [waiter] if waiter else [*self._waiting.values()]
            for item in asked:
                if item.judge is not None and item.judge(envelope):
                    _settle(item, envelope)
        for listener in self.listeners:
            listener(number, envelope.payload)

    async def _keep_alive(self) -> None:
        while self.alive:
            await asyncio.sleep(self._config.heartbeat_s)
            with suppress(OSError):
                self._writer.write(frame(HEARTBEAT, b""))

    def _end(self, reason: PlatformError) -> None:
        """Fail everybody who waits; nothing is sent any more."""
        if not self.alive:
            return
        self.alive = False
        self.ended.set()
        self._writer.close()
        for waiter in self._waiting.values():
            if not waiter.answer.done():
                waiter.answer.set_exception(AnswerLost(str(reason)))

    async def close(self) -> None:
        """Close the connection; a request that waits gets AnswerLost."""
        self._end(AnswerLost(Marked(_("the connection was closed"))))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(1):
                await self._writer.wait_closed()


def _settle(waiter: _Waiter, envelope: Message) -> None:
    if not waiter.answer.done():
        waiter.answer.set_result(envelope)


def refusal(command: str, error: Message) -> Refused:
    """An error message as an exception; the name is the server's, so it is cut."""
    return Refused(command, error.errorCode[:60] or "UNKNOWN_ERROR", error.description[:200])
