"""A running server and clients of our own reading of the wire."""

import asyncio
import hashlib
import itertools
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from streetsim.common.http import Request
from streetsim.ctrader import CTraderConfig, CTraderServer
from streetsim.ctrader.control import handle
from streetsim.ctrader.frames import frame, read_frame
from streetsim.ctrader.proto import MANAGER, OPENAPI, Messages
from streetsim.ctrader.records import Trader

PASSWORD = "Manager#2024"
NOW = 1 << 61


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


class WireClient:
    """A minimal client of a binary interface, over verified TLS."""

    def __init__(self, messages: Messages, port: int, tls: ssl.SSLContext) -> None:
        self.messages = messages
        self.port = port
        self.tls = tls
        self.events: list[tuple[str, Any]] = []
        self.heartbeats = 0
        self._ids = itertools.count(1)

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(
            "localhost", self.port, ssl=self.tls
        )

    async def receive(self) -> tuple[str, Any, str | None]:
        """Read the next message that is no heartbeat."""
        while True:
            envelope = await read_frame(self.reader)
            if envelope is None:
                raise EOFError
            if envelope.payloadType == 51:
                self.heartbeats += 1
                continue
            kind = self.messages.by_number(envelope.payloadType) or MANAGER["ErrorRes"]
            name = self.messages.names[envelope.payloadType]
            given = envelope.clientMsgId if envelope.HasField("clientMsgId") else None
            return name, kind.FromString(envelope.payload), given

    def write(self, name: str, **fields: Any) -> str:
        """Send a request; returns its id."""
        msg_id = str(next(self._ids))
        message = self.messages[name](**fields)
        number = self.messages.number(name)
        self.writer.write(frame(number, message.SerializePartialToString(), msg_id))
        return msg_id

    async def ask(self, name: str, **fields: Any) -> Any:
        """Send a request and return its answer; events go aside."""
        return (await self.asked(name, **fields))[1]

    async def asked(self, name: str, **fields: Any) -> tuple[str, Any]:
        msg_id = self.write(name, **fields)
        while True:
            found, message, given = await self.receive()
            if given == msg_id:
                return found, message
            self.events.append((found, message))

    async def refused(self, name: str, **fields: Any) -> str:
        """Send a request that must be refused; returns the error's name."""
        found, message = await self.asked(name, **fields)
        assert found in ("ErrorRes", "OrderErrorEvent"), message
        return str(message.errorCode)

    async def event(self, name: str) -> Any:
        """Return the next event of a name."""
        for index, (found, message) in enumerate(self.events):
            if found == name:
                del self.events[index]
                return message
        while True:
            found, message, _ = await self.receive()
            if found == name:
                return message
            self.events.append((found, message))


class Street:
    """A server under test with clients."""

    def __init__(self, server: CTraderServer) -> None:
        self.server = server
        self.tls = ssl.create_default_context(cafile=str(server.cert))
        self.rest = httpx.AsyncClient(
            base_url=f"https://localhost:{server.rest_port or 1}", verify=self.tls, trust_env=False
        )
        self.token = ""
        self._clients: list[WireClient] = []

    async def manager(self, **more: Any) -> WireClient:
        """Open a signed-in manager."""
        client = await self.connect(MANAGER, self.server.manager_port)
        assert (await client.receive())[0] == "Hello"
        values = {"plantId": "street", "environmentName": "demo", "login": 30001}
        values |= {"passwordHash": md5(PASSWORD)} | more
        name, _ = await client.asked("ManagerAuthReq", **values)
        assert name == "ManagerAuthRes"
        return client

    async def connect(self, messages: Messages, port: int | None) -> WireClient:
        client = WireClient(messages, port or 0, self.tls)
        await client.open()
        self._clients.append(client)
        return client

    async def app(self) -> WireClient:
        """Open a signed-in application of the Open API."""
        client = await self.connect(OPENAPI, self.server.openapi_port)
        await client.ask("ApplicationAuthReq", clientId="street-app", clientSecret="street-secret")
        return client

    async def call(self, method: str, path: str, body: object = None, **query: Any) -> Any:
        """Call WebServices as the manager."""
        if not self.token:
            sign_in = {"login": 30001, "hashedPassword": md5(PASSWORD)}
            answer = await self.rest.post("/v2/webserv/managers/token", json=sign_in)
            self.token = answer.json()["webservToken"]
        return await self.rest.request(
            method, path, json=body, params={"token": self.token, **query}
        )

    async def control(self, path: str, **body: object) -> Any:
        """Do one thing at the control door."""
        data = json.dumps(body).encode()
        status, value = await handle(self.server, Request("POST", path, body=data))
        assert status == 200, value
        return value

    async def trader(self, balance: int = 0, **more: Any) -> Trader:
        """Open an account by WebServices, with money in its smallest unit."""
        answer = await self.call("POST", "/v2/webserv/traders", new_trader(balance=balance, **more))
        assert answer.status_code == 201, answer.text
        return self.server.world.by_login[answer.json()["login"]]

    async def close(self) -> None:
        await self.rest.aclose()
        for client in self._clients:
            client.writer.close()


def new_trader(**more: Any) -> dict[str, Any]:
    """The fields of an account to open."""
    return {
        "accessRights": "FULL_ACCESS",
        "accountType": "HEDGED",
        "balance": 0,
        "brokerName": "demobroker",
        "depositCurrency": "USD",
        "groupName": "Retail_Standard",
        "hashedPassword": md5("Alice#2024"),
        "leverageInCents": 10000,
        "totalMarginCalculationType": "MAX",
        "name": "Alice",
        "lastName": "Lee",
        "contactDetails": {"email": "alice@example.test", "countryId": 826},
        **more,
    }


@asynccontextmanager
async def running(**settings: Any) -> AsyncIterator[Street]:
    defaults = {"always_open": True, "ping_interval_s": 5.0, "tick_s": 0.05}
    async with asyncio.timeout(40), CTraderServer(CTraderConfig(**(defaults | settings))) as server:
        made = Street(server)
        try:
            yield made
        finally:
            await made.close()


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    """Run a server whose markets are always open."""
    async with running() as made:
        yield made
