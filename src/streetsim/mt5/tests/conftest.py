"""A running server and a client of our own reading of the wire."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from streetsim.mt5 import Mt5Config, Mt5Server
from streetsim.mt5.cipher import PacketCipher, answer, cipher_pair, password_hash
from streetsim.mt5.wire import Command, parse_command, parse_header, parts, render_command

PASSWORD = "Manager#2024"
GROUP = "real\\standard-USD"
Send = Callable[..., Awaitable["Reply"]]


class Reply:
    """An answer of the raw protocol."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.params = command.params
        self.code = int(command.params["RETCODE"].partition(" ")[0])

    @property
    def json(self) -> Any:
        return json.loads(self.command.body)


class RawClient:
    """A minimal client, built from the wire facts."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.serial = 0
        self.pings = 0
        self.outgoing: PacketCipher | None = None
        self.incoming: PacketCipher | None = None

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def sign_in(self, *, crypt: bool = True, password: str = PASSWORD) -> Reply:
        await self.open()
        self.writer.write(b"MT5WEBAPI")
        method = "AES256OFB" if crypt else "NONE"
        first = await self.send(
            "AUTH_START", VERSION=3661, AGENT="T", LOGIN=1000, TYPE="MANAGER", CRYPT_METHOD=method
        )
        secret = password_hash(password)
        given = answer(secret, bytes.fromhex(first.params["SRV_RAND"]))
        last = await self.send("AUTH_ANSWER", SRV_RAND_ANSWER=given, CLI_RAND="ab" * 16)
        if last.code == 0:
            assert last.params["CLI_RAND_ANSWER"] == answer(secret, bytes.fromhex("ab" * 16))
        if last.code == 0 and crypt:
            rand = bytes.fromhex(last.params["CRYPT_RAND"])
            self.outgoing, self.incoming = cipher_pair(secret, rand)
        return last

    def write(self, text: str, serial: int) -> None:
        body = text.encode("utf-16-le")
        for part, more in parts(body):
            sent = self.outgoing.apply(part) if self.outgoing else part
            self.writer.write(b"%04x%04x%d" % (len(sent), serial, more) + sent)

    async def send(self, name: str, body: str = "", /, **params: object) -> Reply:
        self.serial += 1
        values = {key: str(value) for key, value in params.items()}
        self.write(render_command(name, values, body), self.serial)
        return await self.receive()

    async def receive(self) -> Reply:
        message = bytearray()
        while True:
            head = parse_header(await self.reader.readexactly(9))
            body = await self.reader.readexactly(head.length)
            if not head.length:
                assert 0x4000 <= head.serial <= 0x7FFF
                self.pings += 1
                continue
            assert head.serial == self.serial
            message += self.incoming.apply(body) if self.incoming else body
            if not head.more:
                text = bytes(message).decode("utf-16-le")
                assert text.partition("\r\n")[0].endswith("|")
                return Reply(parse_command(text))

    async def account(self, group: str = GROUP, balance: object = None, **more: object) -> int:
        """Open an account and fund it; return its login."""
        values = {"LOGIN": 0, "GROUP": group, "NAME": "Alice", "LEVERAGE": 100} | more
        reply = await self.send(
            "USER_ADD", PASS_MAIN="Alice#2024", PASS_INVESTOR="Alice#2025", **values
        )
        assert reply.code == 0, reply.params
        login = int(reply.params["LOGIN"])
        if balance is not None:
            await self.send("TRADE_BALANCE", LOGIN=login, TYPE=2, BALANCE=balance, COMMENT="fund")
        return login

    async def state(self, login: int) -> dict[str, str]:
        return dict((await self.send("USER_ACCOUNT_GET", LOGIN=login)).json)

    async def deals(self, login: int) -> list[dict[str, str]]:
        reply = await self.send("DEAL_GET_BATCH", LOGIN=login, FROM=0, TO=1 << 40)
        return list(reply.json)

    async def deal(self, **request: object) -> dict[str, str]:
        """Send a dealer request and read its result."""
        sent = await self.send("DEALER_SEND", json.dumps(request))
        assert sent.code == 0, sent.params
        number = sent.params["ID"]
        news = (await self.send("DEALER_UPDATES", ID=number)).json
        return dict(news[number][1]["answer"])


class Control:
    """The control door, asked over HTTP."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __call__(self, path: str, **body: object) -> Any:
        status, value = await self.ask("POST", path, body)
        assert status == 200, value
        return value

    async def get(self, path: str) -> Any:
        return (await self.ask("GET", path, {}))[1]

    async def ask(self, method: str, path: str, body: dict[str, object]) -> tuple[int, Any]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        data = json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nContent-Length: {len(data)}\r\nConnection: close\r\n"
        writer.write(head.encode() + b"\r\n" + data)
        answer = await reader.read()
        writer.close()
        head_end = answer.index(b"\r\n\r\n")
        return int(answer.split(b" ", 2)[1]), json.loads(answer[head_end:])


class Street:
    """A server under test with a control door and clients."""

    def __init__(self, server: Mt5Server) -> None:
        self.server = server
        self.control = Control(server.control_port or 0)
        self.clients: list[RawClient] = []

    async def client(self, *, crypt: bool = True) -> RawClient:
        client = RawClient(self.server.port)
        reply = await client.sign_in(crypt=crypt)
        assert reply.code == 0
        self.clients.append(client)
        return client


@asynccontextmanager
async def street(**settings: Any) -> AsyncIterator[Street]:
    defaults = {"control_port": 0, "always_open": True, "ping_interval_s": 0.05, "tick_s": 0.05}
    async with asyncio.timeout(40), Mt5Server(Mt5Config(**(defaults | settings))) as server:
        made = Street(server)
        yield made
        for client in made.clients:
            client.writer.close()


@pytest.fixture
async def world() -> AsyncIterator[Street]:
    """Run a server whose markets are always open."""
    async with street() as made:
        yield made
