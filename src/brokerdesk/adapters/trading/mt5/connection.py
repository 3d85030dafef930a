"""One authenticated connection to the access server."""

import asyncio
import logging
import secrets
from collections.abc import Mapping
from contextlib import suppress

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.kit.wires import wire_words
from brokerdesk.ports.trading import PlatformAway

from . import cipher, wire
from .config import Mt5Config
from .errors import OK, AnswerLost, BadAnswer, NotSent, Refused

log = logging.getLogger(__name__)
AGENT = "BrokerDesk"
VERSION = 3661


class Connection:
    """Sends commands and matches answers by serial; one command is outstanding at a time.

    A command whose answer does not come in time closes the connection: what arrives later cannot
    be taken for another command's answer, and a look-up can rely on the sender being gone.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, config: Mt5Config
    ) -> None:
        self._reader, self._writer, self._config = reader, writer, config
        self._serial = 0
        self._first = True
        self._turn = asyncio.Lock()
        self._waiting: dict[int, asyncio.Future[wire.Answer]] = {}
        self._encrypt: cipher.PacketCipher | None = None
        self._decrypt: cipher.PacketCipher | None = None
        self._failure: Exception | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def open(cls, config: Mt5Config) -> "Connection":
        """Connect and authenticate.

        Raises:
            PlatformAway: no connection, or no answer in time.
            Refused: the server does not accept the manager account.
            BadAnswer: the server is not what it claims to be.
        """
        try:
            async with asyncio.timeout(config.connect_timeout_s):
                reader, writer = await asyncio.open_connection(config.host, config.port)
        except (OSError, TimeoutError) as error:
            log.info("no connection to %s:%s: %r", config.host, config.port, error)
            raise PlatformAway(
                Marked(_("nobody answers at %(host)s:%(port)s"), host=config.host, port=config.port)
            ) from None
        connection = cls(reader, writer, config)
        connection._tasks = [asyncio.create_task(connection._read())]
        try:
            await connection._authenticate()
        except BaseException:
            await connection.close()
            raise
        connection._tasks.append(asyncio.create_task(connection._keep_alive()))
        return connection

    @property
    def alive(self) -> bool:
        """Whether commands can be sent."""
        return self._failure is None

    async def close(self) -> None:
        """Close the socket; a waiting command gets AnswerLost."""
        self._fail(AnswerLost(Marked(_("the connection was closed"))))
        current = asyncio.current_task()
        others = [task for task in self._tasks if task is not current]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(2):
                await self._writer.wait_closed()

    async def request(
        self,
        command: str,
        params: Mapping[str, object] | None = None,
        *,
        body: object = None,
        timeout_s: float | None = None,
    ) -> wire.Answer:
        """Send a command and wait for its answer, of whatever return code.

        Raises:
            NotSent: the connection was down before.
            AnswerLost: it went down, or the time passed, after the command was written.
            BadAnswer: the answer is another command's, or unreadable.
        """
        text = wire.command_text(command, params or {}, body)
        async with self._turn:
            if self._failure is not None:
                raise NotSent(
                    Marked(
                        _("%(command)s: %(failure)s"), command=command, failure=str(self._failure)
                    )
                )
            return await self._exchange(command, text, timeout_s or self._config.answer_timeout_s)

    async def _exchange(self, command: str, text: str, timeout_s: float) -> wire.Answer:
        serial = self._next_serial()
        waiting: asyncio.Future[wire.Answer] = asyncio.get_running_loop().create_future()
        self._waiting[serial] = waiting
        log.debug("to the platform: %s", wire.masked(text))
        try:
            async with asyncio.timeout(timeout_s):
                self._write(serial, text.encode("utf-16-le"))
                await self._writer.drain()
                answer = await waiting
        except TimeoutError:
            self._fail(
                AnswerLost(Marked(_("no answer within %(timeout_s)g s"), timeout_s=timeout_s))
            )
            raise AnswerLost(
                Marked(
                    _("%(command)s: no answer within %(timeout_s)g s"),
                    command=command,
                    timeout_s=timeout_s,
                )
            ) from None
        except OSError as error:
            cause = wire_words(error)
            self._fail(AnswerLost(cause))
            raise AnswerLost(
                Marked(_("%(command)s: %(cause)s"), command=command, cause=cause)
            ) from None
        except asyncio.CancelledError:
            self._fail(AnswerLost(Marked(_("the command was given up"))))
            raise
        finally:
            self._waiting.pop(serial, None)
            if waiting.done() and not waiting.cancelled():
                waiting.exception()
        if answer.command.upper() != command:
            self._fail(BadAnswer(Marked(_("the server answers other commands than it was asked"))))
            raise BadAnswer(
                Marked(
                    _("%(command)s: the answer is for %(command2)s"),
                    command=command,
                    command2=answer.command[:32],
                )
            )
        return answer

    def _next_serial(self) -> int:
        self._serial = self._serial % wire.MAX_CLIENT_SERIAL + 1
        return self._serial

    def _write(self, serial: int, body: bytes) -> None:
        if self._first:
            self._writer.write(wire.PREFIX)
            self._first = False
        for part, continued in wire.parts(body):
            sealed = self._encrypt.apply(part) if self._encrypt else part
            self._writer.write(wire.header(len(part), serial, continued=continued) + sealed)

    async def _authenticate(self) -> None:
        config = self._config
        started = await self.request(
            "AUTH_START",
            {
                "VERSION": VERSION,
                "AGENT": AGENT,
                "LOGIN": config.login,
                "TYPE": "MANAGER",
                "CRYPT_METHOD": "AES256OFB" if config.encrypt else "NONE",
            },
            timeout_s=config.connect_timeout_s,
        )
        _require_ok(started)
        password = config.password.get_secret_value()
        hashed = cipher.password_hash(password)
        challenge = secrets.token_hex(cipher.RAND_BYTES)
        done = await self.request(
            "AUTH_ANSWER",
            {"SRV_RAND_ANSWER": _answer(hashed, started, "SRV_RAND"), "CLI_RAND": challenge},
            timeout_s=config.connect_timeout_s,
        )
        _require_ok(done)
        if done.params.get("CLI_RAND_ANSWER") != cipher.answer(hashed, challenge):
            raise BadAnswer(
                Marked(_("the server cannot prove that it knows the manager's password"))
            )
        if config.encrypt:
            rand = _hex(done, "CRYPT_RAND", cipher.CRYPT_RAND_BYTES)
            self._encrypt, self._decrypt = cipher.ciphers(password, rand)

    async def _read(self) -> None:
        """Take packets until the connection ends; the server's own packets are let go."""
        try:
            bodies: dict[int, bytearray] = {}
            while True:
                head = wire.parse_header(await self._reader.readexactly(wire.HEADER))
                if not head.size:
                    continue
                part = await self._reader.readexactly(head.size)
                if self._decrypt is not None:
                    part = self._decrypt.apply(part)
                body = bodies.setdefault(head.serial, bytearray())
                body += part
                if len(body) > wire.MAX_ANSWER_BYTES:
                    raise BadAnswer(Marked(_("an answer is longer than any can be")))
                if not head.continued:
                    self._deliver(head.serial, bytes(bodies.pop(head.serial)))
        except asyncio.IncompleteReadError:
            self._fail(AnswerLost(Marked(_("the server closed the connection"))))
        except OSError as error:
            self._fail(AnswerLost(wire_words(error)))
        except BadAnswer as error:
            self._fail(error)

    def _deliver(self, serial: int, body: bytes) -> None:
        waiting = self._waiting.get(serial)
        if waiting is None or waiting.done():
            log.info("let go a packet that nobody waits for, serial %s", serial)
            return
        waiting.set_result(wire.parse_answer(body))

    async def _keep_alive(self) -> None:
        """Send an empty packet now and then; none is answered."""
        with suppress(OSError):
            while self._failure is None:
                await asyncio.sleep(self._config.ping_interval_s)
                self._writer.write(wire.header(0, self._next_serial()))
                await self._writer.drain()

    def _fail(self, error: Exception) -> None:
        """Note the first failure, wake the waiting command and drop the socket."""
        if self._failure is None:
            self._failure = error
        self._writer.close()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(type(error)(str(error)))


def _require_ok(answer: wire.Answer) -> None:
    if answer.code != OK:
        raise Refused(answer.command, answer.code, answer.text)


def _hex(answer: wire.Answer, name: str, size: int) -> str:
    """Take a parameter of so many bytes in hex."""
    value = answer.params.get(name, "")
    try:
        if len(bytes.fromhex(value)) == size:
            return value
    except ValueError:
        pass
    raise BadAnswer(
        Marked(
            _("%(command)s: %(name)s is not %(size)s bytes in hex"),
            command=answer.command,
            name=name,
            size=size,
        )
    )


def _answer(hashed: bytes, started: wire.Answer, name: str) -> str:
    return cipher.answer(hashed, _hex(started, name, cipher.RAND_BYTES))
