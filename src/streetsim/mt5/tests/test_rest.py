"""The REST form: the session is the TLS connection."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from typing import Any

import pytest

from streetsim.mt5.cipher import answer, password_hash

from .conftest import PASSWORD, Street, street


class RestClient:
    """One TLS connection that speaks HTTP by hand, so that raw bytes stay raw."""

    async def open(self, port: int) -> "RestClient":
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        return self

    async def ask(
        self, target: str, body: object = None, *, text: str | None = None
    ) -> tuple[int, Any]:
        data = text if text is not None else ("" if body is None else json.dumps(body))
        method = "POST" if data else "GET"
        sent = data.encode()
        head = f"{method} {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(sent)}\r\n\r\n"
        self.writer.write(head.encode() + sent)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        length = next(int(line[15:]) for line in lines if line.startswith("Content-Length:"))
        return int(lines[0].split()[1]), json.loads(await self.reader.readexactly(length))

    async def sign_in(self, password: str = PASSWORD) -> Any:
        secret = password_hash(password)
        _, first = await self.ask("/api/auth/start?version=3661&agent=T&login=1000&type=manager")
        given = answer(secret, bytes.fromhex(first["srv_rand"]))
        _, last = await self.ask(f"/api/auth/answer?srv_rand_answer={given}&cli_rand={'cd' * 16}")
        return last

    async def good(self, target: str, body: object = None) -> Any:
        status, value = await self.ask(target, body)
        assert (status, value["retcode"]) == (200, "0 Done"), value
        return value


@pytest.fixture
async def rest(world: Street) -> AsyncIterator[RestClient]:
    client = await RestClient().open(world.server.rest_port or 0)
    assert (await client.sign_in())["cli_rand_answer"]
    yield client
    client.writer.close()


USER = {
    "Group": "real\\pro-USD",
    "Name": "Bob",
    "Leverage": "100",
    "PassMain": "Bob#2024x",
    "PassInvestor": "Bob#2024y",
}


async def test_life_of_an_account(rest: RestClient) -> None:
    made = await rest.good("/api/user/add", USER)
    login = made["login"]
    assert made["answer"]["Group"] == "real\\pro-USD"
    paid = await rest.good(f"/api/trade/balance?login={login}&type=2&balance=75.50&comment=a%20b")
    assert set(paid["answer"]) == {"Ticket"}
    body = {"Login": login, "Type": "2", "Balance": "24.50", "Comment": "post"}
    await rest.good("/api/trade/balance?balance=9999", body)
    account = await rest.good(f"/api/user/account/get?login={login}")
    assert account["answer"]["Balance"] == "100.00"
    window = f"login={login}&from=0&to=9999999999"
    assert (await rest.good(f"/api/deal/get_total?{window}"))["answer"] == {"total": "2"}
    deals = (await rest.good(f"/api/deal/get_page?{window}&offset=0&total=500"))["answer"]
    assert [deal["Comment"] for deal in deals] == ["a b", "post"]
    assert (await rest.good(f"/api/history/get_batch?{window}"))["answer"] == []
    assert (await rest.good("/api/user/logins?group=real%5C*"))["answer"] == [login]
    ticks = await rest.good("/api/tick/last?symbol=EURUSD&trans_id=0")
    assert int(ticks["trans_id"]) > 0
    assert ticks["answer"][0]["Symbol"] == "EURUSD"


async def test_session_is_the_connection(world: Street, rest: RestClient) -> None:
    other = await RestClient().open(world.server.rest_port or 0)
    assert (await other.ask("/api/test/access"))[0] == 403
    assert (await other.sign_in("Wrong#2024"))["retcode"].startswith("1001 ")
    assert (await other.ask("/api/user/get?login=1"))[0] == 403
    assert (await rest.ask("/api/test/access"))[0] == 200
    other.writer.close()


async def test_raw_hash_and_backslash_are_data(rest: RestClient) -> None:
    made = await rest.good("/api/user/add", USER)
    login = made["login"]
    target = f"/api/user/check_password?login={login}&type=main&password=Bob#2024x"
    assert (await rest.ask(target))[1]["retcode"] == "0 Done"
    target = f"/api/user/check_password?login={login}&type=main&password=Bob"
    assert (await rest.ask(target))[1]["retcode"].startswith("3006 ")
    await rest.good(f"/api/trade/balance?login={login}&type=2&balance=5&comment=dep #1 x+y")
    batch = await rest.good("/api/deal/get_batch?group=real\\pro*&from=0&to=9999999999")
    assert batch["answer"][0]["Comment"] == "dep #1 x+y"


async def test_bad_input_is_a_retcode(rest: RestClient) -> None:
    for target, code in [
        ("/api/user/get?login=99", "13"),
        ("/api/user/get?login=abc", "3"),
        ("/api/user/get", "3"),
        ("/api/deal/get_batch?from=0&to=1", "3"),
        ("/api/trade/balance?login=1&type=2&balance=NaN&comment=x", "3"),
    ]:
        status, value = await rest.ask(target)
        assert (status, value["retcode"].split()[0]) == (200, code), target
    assert (await rest.ask("/api/user/add", text="{broken"))[1]["retcode"].startswith("4 ")
    assert (await rest.ask("/api/user/add", [1]))[1]["retcode"].startswith("4 ")
    assert (await rest.ask("/api/nothing"))[0] == 404


async def test_raw_backslashes_and_form_bodies(world: Street, rest: RestClient) -> None:
    login = (await rest.good("/api/user/add", USER))["login"]
    form = f"login={login}&type=2&balance=1.25&comment=form"
    assert (await rest.ask("/api/trade/balance", text=form))[1]["answer"]["Ticket"]
    await world.control("/switch", raw_backslashes=True)
    head = f"GET /api/user/get?login={login} HTTP/1.1\r\n\r\n"
    rest.writer.write(head.encode())
    lines = (await rest.reader.readuntil(b"\r\n\r\n")).decode()
    length = int(lines.partition("Content-Length: ")[2].split("\r\n")[0])
    assert b'"Group":"real\\pro-USD"' in await rest.reader.readexactly(length)


async def test_given_certificate_is_used(tmp_path: Any) -> None:
    cert, key = tmp_path / "c.pem", tmp_path / "k.pem"
    async with street(cert=cert, key=key) as made:
        context = ssl.create_default_context(cafile=str(cert))
        _, writer = await asyncio.open_connection(
            "127.0.0.1", made.server.rest_port, ssl=context, server_hostname="localhost"
        )
        writer.close()
    assert key.stat().st_mode & 0o77 == 0


async def test_lost_and_cut_answers(world: Street, rest: RestClient) -> None:
    login = (await rest.good("/api/user/add", USER))["login"]
    target = f"/api/trade/balance?login={login}&type=2&balance=5&comment=x"
    for do in ("drop_answer", "cut"):
        when = {"command": "TRADE_BALANCE"}
        await world.control("/fault", when=when, do=do, **{"with": {"close": True}})
        client = await RestClient().open(world.server.rest_port or 0)
        await client.sign_in()
        with pytest.raises(asyncio.IncompleteReadError):
            await client.ask(target)
        client.writer.close()
    account = await rest.good(f"/api/user/account/get?login={login}")
    assert account["answer"]["Balance"] == "10.00"
