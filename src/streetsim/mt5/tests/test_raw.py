"""The raw protocol on a socket."""

import asyncio
import time

import pytest

from .conftest import RawClient, Street, street


@pytest.mark.parametrize("crypt", [True, False])
async def test_sign_in_and_round_trip(world: Street, crypt: bool) -> None:
    client = await world.client(crypt=crypt)
    assert (await client.send("TEST_ACCESS")).code == 0
    reply = await client.send("TIME_SERVER")
    number, _, text = reply.params["TIME"].partition(" ")
    assert text == time.strftime("%Y.%m.%d %H:%M:%S", time.gmtime(int(number)))
    assert abs(int(number) - time.time() - 7200) < 5


async def test_pings_both_ways_are_silent(world: Street) -> None:
    client = await world.client()
    client.writer.write(b"000000010")
    client.writer.write(b"000000000")
    client.write("|\r\n", 9)
    await asyncio.sleep(0.2)
    assert (await client.send("TEST_ACCESS")).code == 0
    assert client.pings >= 2


async def test_wrong_password_and_login_are_refused(world: Street) -> None:
    client = RawClient(world.server.port)
    assert (await client.sign_in(password="Wrong#2024")).code == 1001
    assert await client.reader.read() == b""
    client = RawClient(world.server.port)
    await client.open()
    client.writer.write(b"MT5WEBAPI")
    reply = await client.send("AUTH_START", VERSION=3661, AGENT="T", LOGIN=5, TYPE="MANAGER")
    assert reply.code == 1001


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"VERSION": 100}, 1010),
        ({"VERSION": "x"}, 3),
        ({"AGENT": ""}, 3),
        ({"TYPE": "CLIENT"}, 1000),
        ({"CRYPT_METHOD": "ROT13"}, 3),
    ],
)
async def test_bad_sign_ins(world: Street, changes: dict[str, object], code: int) -> None:
    client = RawClient(world.server.port)
    await client.open()
    client.writer.write(b"MT5WEBAPI")
    params = {"VERSION": 3661, "AGENT": "T", "LOGIN": 1000, "TYPE": "MANAGER"} | changes
    assert (await client.send("AUTH_START", **params)).code == code


async def test_commands_need_a_sign_in(world: Street) -> None:
    client = RawClient(world.server.port)
    await client.open()
    client.writer.write(b"MT5WEBAPI")
    assert (await client.send("USER_TOTAL")).code == 1001
    assert await client.reader.read() == b""


async def test_no_prefix_is_answered_as_http(world: Street) -> None:
    client = RawClient(world.server.port)
    await client.open()
    client.writer.write(b"001c00030" * 3)
    assert (await client.reader.read()).startswith(b"HTTP/1.1 400")


async def test_garbage_closes_only_its_connection(world: Street) -> None:
    good, bad = await world.client(), await world.client()
    bad.writer.write(b"not a packet header at all")
    await asyncio.wait_for(bad.reader.read(), 5)
    assert (await good.send("TEST_ACCESS")).code == 0


async def test_windows_of_sign_in_and_silence() -> None:
    async with street(auth_s=0.2, idle_s=1.0, ping_interval_s=9.0) as made:
        client = RawClient(made.server.port)
        await client.open()
        client.writer.write(b"MT5WEBAPI")
        await client.send("AUTH_START", VERSION=3661, AGENT="T", LOGIN=1000, TYPE="MANAGER")
        began = time.monotonic()
        assert await client.reader.read() == b""
        assert time.monotonic() - began < 0.9
        idle = await made.client()
        began = time.monotonic()
        assert await idle.reader.read() == b""
        assert 0.9 < time.monotonic() - began < 5


async def test_long_messages_are_split_both_ways(world: Street) -> None:
    client = await world.client()
    login = await client.account()
    body = '{"Comment":"' + "x" * 100_000 + '"}'
    reply = await client.send("USER_UPDATE", body, LOGIN=login)
    assert len(reply.json["Comment"]) == 63
    for _ in range(150):
        await client.send("TRADE_BALANCE", LOGIN=login, TYPE=2, BALANCE=1, COMMENT="x")
    assert len(await client.deals(login)) == 150
    assert (await client.send("TEST_ACCESS")).code == 0


async def test_unknown_command_and_quit(world: Street) -> None:
    client = await world.client()
    assert (await client.send("MAKE_COFFEE")).code == 12002
    assert (await client.send("QUIT")).code == 0
    assert not (await client.reader.read()).strip(b"0123456789abcdef")


async def test_missing_rights_and_disabled_managers(world: Street) -> None:
    client = await world.client()
    await world.control("/manager", login=1000, rights=[25, 29])
    again = await world.client()
    assert (await again.send("USER_ADD", GROUP="x")).code == 8
    assert (await again.send("USER_LOGINS", GROUP="*")).code == 0
    assert (await client.send("TEST_ACCESS")).code == 0
    await world.control("/manager", login=1000, enabled=False)
    late = RawClient(world.server.port)
    await late.open()
    late.writer.write(b"MT5WEBAPI")
    reply = await late.send("AUTH_START", VERSION=3661, AGENT="T", LOGIN=1000, TYPE="MANAGER")
    assert reply.code == 1002


async def test_time_zone_and_daylight() -> None:
    async with street(utc_offset_min=-330, daylight="us") as made:
        client = await made.client()
        zone = (await client.send("TIME_GET")).json
        assert (zone["TimeZone"], zone["Daylight"]) == ("-330", "1")
        assert [len(day) for day in zone["Days"]] == [24] * 7
