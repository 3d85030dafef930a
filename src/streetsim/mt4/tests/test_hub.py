"""The hub, spoken by a client of our own reading of SignalR."""

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from .conftest import Street


class HubClient:
    """A WebSocket client of the hub."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.waiting: list[dict[str, Any]] = []
        self.pings = 0

    def frame(self, kind: int, data: bytes) -> None:
        mask = os.urandom(4)
        size = len(data)
        head = (
            bytes((0x80 | kind, 0x80 | size))
            if size < 126
            else (bytes((0x80 | kind, 0x80 | 126)) + size.to_bytes(2))
        )
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(data))
        self.writer.write(head + mask + masked)

    def send(self, **message: Any) -> None:
        self.frame(1, json.dumps(message).encode() + b"\x1e")

    async def receive(self) -> tuple[int, bytes]:
        first, second = await self.reader.readexactly(2)
        size = second & 0x7F
        if size > 125:
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8))
        return first & 0x0F, await self.reader.readexactly(size)

    async def next(self, kind: int) -> dict[str, Any]:
        """Wait for a message of a type; pings are counted."""
        while True:
            for message in list(self.waiting):
                self.waiting.remove(message)
                if message.get("type") == 6:
                    self.pings += 1
                elif message.get("type") == kind:
                    return message
            _, data = await self.receive()
            self.waiting += [json.loads(part) for part in data.decode().split("\x1e") if part]


@asynccontextmanager
async def hub(world: Street, **asked: Any) -> AsyncIterator[HubClient]:
    """Open a hub connection with a finished handshake."""
    bridge = world.bridge
    query = f"tradePlatform={bridge.platform}"
    offer = await bridge.http.post(f"/hubs/mt4/v2/negotiate?{query}&negotiateVersion=1")
    token = offer.json()["connectionToken"]
    reader, writer = await asyncio.open_connection("127.0.0.1", world.server.port)
    key = base64.b64encode(os.urandom(16)).decode()
    head = (
        f"GET /hubs/mt4/v2?{query}&id={token} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Authorization: {bridge.http.headers['Authorization']}\r\n\r\n"
    )
    writer.write(head.encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    client = HubClient(reader, writer)
    client.send(**({"protocol": "json", "version": 1} | asked))
    kind, data = await client.receive()
    assert (kind, data) == (1, b"{}\x1e") or asked.get("version") == 7
    yield client
    writer.close()


async def test_negotiate_without_version(world: Street) -> None:
    path = f"/hubs/mt4/v2/negotiate?tradePlatform={world.bridge.platform}"
    offer = (await world.bridge.http.post(path)).json()
    assert offer["negotiateVersion"] == 0
    assert "connectionToken" not in offer
    assert offer["availableTransports"][0]["transport"] == "WebSockets"
    world.bridge.http.headers.pop("Authorization")
    assert (await world.bridge.http.post(path)).status_code == 401


async def test_trades_and_users_stream(world: Street) -> None:
    login = await world.bridge.account()
    async with hub(world) as client:
        status = await client.next(1)
        assert status["target"] == "OnConnectionStatus"
        assert status["arguments"] == [{"connected": True}]
        client.send(type=4, target="StreamTrades", arguments=[], invocationId="1")
        client.send(type=4, target="StreamUserUpdates", arguments=[], invocationId="2")
        await _streaming(world)
        await world.bridge.balance(login, 50, "dep")
        first, second = await client.next(2), await client.next(2)
        user, trade = sorted((first, second), key=lambda item: item["invocationId"], reverse=True)
        assert user["item"]["kind"] == "Updated"
        assert user["item"]["balance"] == 50
        assert trade["item"] | {"kind": "Added", "cmd": 6, "profit": 50} == trade["item"]
        order = await world.bridge.open(login, volume=1)
        assert (await client.next(2))["item"]["order"] == order
        await world.bridge.transact("BrClose", order=order)
        kinds = {(await client.next(2))["item"]["kind"] for _ in range(2)}
        assert kinds == {"Updated", "Deleted"}


async def _streaming(world: Street) -> None:
    """Let the server read what was sent: it answers pings of the hub in between."""
    await asyncio.sleep(0.1)
    assert world.server.world.listeners


async def test_protocol_versions(world: Street) -> None:
    async with hub(world, version=0) as client:
        assert (await client.next(1))["target"] == "OnConnectionStatus"
    async with hub(world, version=7) as client:
        assert await client.reader.read() == b""


async def test_ticks_and_pings(world: Street) -> None:
    async with hub(world) as client:
        await client.next(1)
        client.send(type=1, target="SubscribeToTicks", arguments=["EURUSD"], invocationId="7")
        assert (await client.next(3))["invocationId"] == "7"
        await world.control("/price", symbol="EURUSD", bid="1.5", ask="1.6")
        tick = await client.next(1)
        while tick["arguments"][0]["bid"] != 1.5:
            tick = await client.next(1)
        assert tick["target"] == "OnTick"
        client.send(type=4, target="StreamTicks", arguments=["EURUSD"], invocationId="8")
        await _streaming(world)
        await world.control("/price", symbol="EURUSD", bid="1.7", ask="1.8")
        assert (await client.next(2))["item"]["bid"] == 1.7
        assert client.pings > 0
        client.frame(9, b"hello")
        while (await client.receive()) != (10, b"hello"):
            pass


async def test_other_streams(world: Street) -> None:
    await world.control("/price", symbol="EURUSD", bid="1.10000", ask="1.10010")
    login = await world.bridge.account(1200)
    await world.bridge.open(login, volume=100)
    async with hub(world) as client:
        client.send(type=4, target="StreamMarginCallUpdates", arguments=[], invocationId="1")
        client.send(type=4, target="StreamSymbolUpdates", arguments=[], invocationId="2")
        await _streaming(world)
        await world.control("/price", symbol="EURUSD", bid="1.09800", ask="1.09810")
        call = (await client.next(2))["item"]
        assert (call["login"], call["levelType"], call["volumeLots"]) == (login, 1, 1)
        await world.control("/symbol", symbol="XAUUSD", spread=99)
        assert (await client.next(2))["item"]["spread"] == 99
        await world.control("/connection", on=False)
        while (await client.next(1))["arguments"] != [{"connected": False}]:
            pass


async def test_cancel_unknown_and_leave(world: Street) -> None:
    async with hub(world) as client:
        client.send(type=4, target="StreamTrades", arguments=[], invocationId="1")
        client.send(type=5, invocationId="1")
        assert (await client.next(3)) == {"type": 3, "invocationId": "1"}
        client.send(type=1, target="Nonsense", arguments=[], invocationId="2")
        assert "Nonsense" in (await client.next(3))["error"]
        client.frame(8, b"\x03\xe8")
        while (await client.receive())[0] != 8:
            pass
    await asyncio.sleep(0.05)
    assert world.server.world.listeners == []


@pytest.mark.parametrize(
    ("do", "expected"),
    [("duplicate", [1, 1, 2]), ("reorder", [2, 1]), ("drop_answer", [2])],
)
async def test_stream_faults(world: Street, do: str, expected: list[int]) -> None:
    login = await world.bridge.account()
    async with hub(world) as client:
        client.send(type=4, target="StreamTrades", arguments=[], invocationId="1")
        await _streaming(world)
        await world.fault("StreamTrades", do)
        await world.bridge.balance(login, 1)
        await world.bridge.balance(login, 2)
        found = [(await client.next(2))["item"]["profit"] for _ in expected]
        assert found == expected


async def test_the_stream_is_cut(world: Street) -> None:
    login = await world.bridge.account()
    async with hub(world) as client:
        client.send(type=4, target="StreamTrades", arguments=[], invocationId="1")
        await _streaming(world)
        await world.fault("StreamTrades", "cut")
        await world.bridge.balance(login, 1)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await client.next(2)
