"""The connection against scripted bytes: what the simulated server never sends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from brokerdesk.ports.trading import PlatformAway, PlatformError

from .. import cipher, wire
from ..config import Mt5Config
from ..connection import Connection
from ..errors import AnswerLost, BadAnswer, NotSent, Refused

PASSWORD = "Manager#2024"
Script = Callable[["Peer"], Awaitable[None]]


class Peer:
    """The server's end: reads packets, writes packets."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.serial = 0

    async def read(self) -> str:
        """Read one command, letting empty packets go."""
        while True:
            head = wire.parse_header(await self.reader.readexactly(wire.HEADER))
            if head.size:
                self.serial = head.serial
                return (await self.reader.readexactly(head.size)).decode("utf-16-le")

    def send(self, text: str, serial: int | None = None, *, cut: int | None = None) -> None:
        """Write one answer, in pieces of `cut` bytes when given."""
        body, number = text.encode("utf-16-le"), self.serial if serial is None else serial
        pieces = [body[i : i + cut] for i in range(0, len(body), cut)] if cut else [body]
        for index, piece in enumerate(pieces):
            more = index + 1 < len(pieces)
            self.writer.write(wire.header(len(piece), number, continued=more) + piece)

    async def sign_in(self) -> None:
        """Let a manager in, without encryption."""
        assert await self.reader.readexactly(len(wire.PREFIX)) == wire.PREFIX
        assert (await self.read()).startswith("AUTH_START|")
        self.send(f"AUTH_START|RETCODE=0 Done|VERSION_ACCESS=1|SRV_RAND={'00' * 16}|\r\n")
        answer = await self.read()
        assert "SRV_RAND_ANSWER=f0db12b5b661983d816953ff9d09f0b3" in answer
        rand = answer.split("CLI_RAND=")[1].split("|")[0]
        proof = cipher.answer(cipher.password_hash(PASSWORD), rand)
        self.send(f"AUTH_ANSWER|RETCODE=0 Done|CLI_RAND_ANSWER={proof}|\r\n")


@asynccontextmanager
async def server(script: Script) -> AsyncIterator[Mt5Config]:
    """Run a script for each connection; give the settings to reach it."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await script(Peer(reader, writer))
        except asyncio.IncompleteReadError:
            return
        finally:
            writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listener:
        yield Mt5Config(
            host="127.0.0.1",
            port=listener.sockets[0].getsockname()[1],
            login=1000,
            password=SecretStr(PASSWORD),
            encrypt=False,
            connect_timeout_s=1,
            answer_timeout_s=0.3,
            ping_interval_s=0.05,
        )


@asynccontextmanager
async def connected(script: Script) -> AsyncIterator[Connection]:
    """A signed-in connection to a script that goes on after signing in."""

    async def whole(peer: Peer) -> None:
        await peer.sign_in()
        await script(peer)

    async with server(whole) as config:
        connection = await Connection.open(config)
        try:
            yield connection
        finally:
            await connection.close()


async def test_other_serials_and_empty_packets_are_let_go() -> None:
    async def script(peer: Peer) -> None:
        await peer.read()
        peer.writer.write(wire.header(0, 0x4001))
        peer.send("TIME_SERVER|RETCODE=0 Done|TIME=1 x|\r\n", serial=0x4002)
        peer.send("TIME_SERVER|RETCODE=0 Done|TIME=2 x|\r\n", serial=1)
        peer.send("TIME_SERVER|RETCODE=0 Done|TIME=3 x|\r\n")
        await peer.read()

    async with connected(script) as connection:
        answer = await connection.request("TIME_SERVER")
    assert answer.params["TIME"] == "3 x"


@pytest.mark.parametrize("cut", [1, 3, 7])
async def test_answers_cut_on_any_byte_are_joined(cut: int) -> None:
    async def script(peer: Peer) -> None:
        await peer.read()
        peer.send('USER_GET|RETCODE=0 Done|\r\n{"Name":"Zoë"}', cut=cut)
        await peer.read()

    async with connected(script) as connection:
        answer = await connection.request("USER_GET")
    assert answer.payload == '{"Name":"Zoë"}'


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("USER_ADD|RETCODE=0 Done|\r\n", BadAnswer),
        ("TRADE_BALANCE|\r\n", BadAnswer),
        ("", AnswerLost),
    ],
)
async def test_a_wrong_answer_or_none_ends_the_connection(
    answer: str, error: type[Exception]
) -> None:
    async def script(peer: Peer) -> None:
        await peer.read()
        if answer:
            peer.send(answer)
        await peer.read()

    async with connected(script) as connection:
        with pytest.raises(error):
            await connection.request("TRADE_BALANCE")
        assert not connection.alive
        with pytest.raises(NotSent):
            await connection.request("TRADE_BALANCE")


async def test_a_command_given_up_ends_the_connection() -> None:
    async def script(peer: Peer) -> None:
        await peer.read()
        await peer.read()

    async with connected(script) as connection:
        task = asyncio.create_task(connection.request("TRADE_BALANCE"))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not connection.alive


async def test_a_server_without_proof_of_the_password_is_refused() -> None:
    async def script(peer: Peer) -> None:
        await peer.reader.readexactly(len(wire.PREFIX))
        await peer.read()
        peer.send(f"AUTH_START|RETCODE=0 Done|SRV_RAND={'11' * 16}|\r\n")
        await peer.read()
        peer.send(f"AUTH_ANSWER|RETCODE=0 Done|CLI_RAND_ANSWER={'22' * 16}|\r\n")
        await peer.read()

    async with server(script) as config:
        with pytest.raises(BadAnswer, match="cannot prove"):
            await Connection.open(config)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("AUTH_START|RETCODE=1012 Blocked|\r\n", Refused),
        ("AUTH_START|RETCODE=0 Done|SRV_RAND=1|\r\n", BadAnswer),
        ("", PlatformAway),
    ],
)
async def test_signing_in_that_fails(answer: str, error: type[Exception]) -> None:
    async def script(peer: Peer) -> None:
        await peer.reader.readexactly(len(wire.PREFIX))
        await peer.read()
        if answer:
            peer.send(answer)
        await peer.read()

    async with server(script) as config:
        with pytest.raises(error):
            await Connection.open(config)


async def test_something_else_behind_the_port() -> None:
    async def script(peer: Peer) -> None:
        peer.writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await peer.writer.drain()
        await peer.read()

    async with server(script) as config:
        with pytest.raises(PlatformError):
            await Connection.open(config)


async def test_the_connection_is_kept_alive() -> None:
    pings: asyncio.Queue[wire.Header] = asyncio.Queue()

    async def script(peer: Peer) -> None:
        while True:
            pings.put_nowait(wire.parse_header(await peer.reader.readexactly(wire.HEADER)))

    async with connected(script):
        for _ in range(3):
            ping = await asyncio.wait_for(pings.get(), timeout=2)
            assert ping.size == 0
            assert 0 < ping.serial <= wire.MAX_CLIENT_SERIAL
