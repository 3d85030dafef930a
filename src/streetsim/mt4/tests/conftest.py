"""A running server and a client of our own reading of the contract."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from streetsim.mt4 import Mt4Config, Mt4Server

CLIENT = ("crm", "Client#2024")
GROUP = "std-USD"


class Failed(Exception):
    """An answer with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(str(error))
        self.code = error["code"]
        self.manager_code = error["managerCode"]


class Bridge:
    """A minimal client of the bridge."""

    def __init__(self, url: str, timeout: float = 10) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=timeout, trust_env=False)
        self.platform = ""

    async def sign_in(self) -> httpx.Response:
        form = {"grant_type": "client_credentials"}
        form |= dict(zip(("client_id", "client_secret"), CLIENT, strict=True))
        where = (await self.http.get("/.well-known/openid-configuration")).json()
        answer = await self.http.post(where["token_endpoint"], data=form)
        self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        if not self.platform:
            self.platform = (await self.http.get("/api/TradePlatforms")).json()[0]["id"]
        return answer

    async def raw(self, verb: str, path: str, **more: Any) -> httpx.Response:
        return await self.http.request(verb, f"/api/v2/MT4/{self.platform}/{path}", **more)

    async def call(self, verb: str, path: str, **more: Any) -> Any:
        answer = await self.raw(verb, path, **more)
        assert answer.status_code == 200, answer.text
        envelope = answer.json()
        assert set(envelope) == {"data", "error", "meta"}
        assert envelope["meta"]["activityId"]
        if envelope["error"]:
            assert envelope["data"] is None
            raise Failed(envelope["error"])
        return envelope["data"]

    async def get(self, path: str, **params: Any) -> Any:
        return await self.call("GET", path, params=params)

    async def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return await self.call("POST", path, json=body, **more)

    async def transact(self, kind: str, key: str = "", **body: Any) -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        whole = {"tradeTransactionType": kind, **body}
        return dict(await self.post("TradeTransaction", whole, headers=headers))

    async def balance(self, login: int, amount: float, comment: str = "", **more: Any) -> Any:
        body: dict[str, Any] = {
            "tradeCommand": "Balance",
            "orderBy": login,
            "price": amount,
            "comment": comment,
        }
        return await self.transact("BrBalance", **(body | more))

    async def account(self, balance: float = 0, group: str = GROUP, **more: Any) -> int:
        body = {"login": 0, "group": group, "name": "Alice", "leverage": 100}
        login = int((await self.post("UserRecordNew", body | more))["login"])
        if balance:
            await self.balance(login, balance, "fund")
        return login

    async def open(self, login: int, side: str = "Buy", volume: int = 100, **more: Any) -> int:
        body: dict[str, Any] = {
            "tradeCommand": side,
            "orderBy": login,
            "symbol": "EURUSD",
            "volume": volume,
        }
        return int((await self.transact("BrOpen", **(body | more)))["order"])

    async def user(self, login: int) -> dict[str, Any]:
        return dict(await self.get(f"UserRecordRequest/{login}"))

    async def trade(self, order: int) -> dict[str, Any]:
        return dict(await self.get(f"TradeRecordRequest/{order}"))

    async def history(self, login: int) -> list[dict[str, Any]]:
        window = {"fromTime": "2000-01-01T00:00:00Z", "toTime": "2037-01-01T00:00:00Z"}
        return list(await self.get(f"TradesUserHistory/{login}", **window))


class Street:
    """A server under test with its control door and a signed-in client."""

    def __init__(self, server: Mt4Server) -> None:
        self.server = server
        self.url = f"http://127.0.0.1:{server.port}"
        self.bridge = Bridge(self.url)
        where = f"http://127.0.0.1:{server.control_port}"
        self.door = httpx.AsyncClient(base_url=where, timeout=10, trust_env=False)

    async def control(self, path: str, **body: Any) -> Any:
        answer = await self.door.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def fault(self, command: str, do: str, **options: Any) -> None:
        when = {"command": command, "nth": 1}
        await self.control("/fault", when=when, do=do, **{"with": options})


@asynccontextmanager
async def street(**settings: Any) -> AsyncIterator[Street]:
    defaults = {"always_open": True, "ping_interval_s": 0.05, "tick_s": 0.05}
    async with asyncio.timeout(40), Mt4Server(Mt4Config(**(defaults | settings))) as server:
        made = Street(server)
        await made.bridge.sign_in()
        yield made
        await made.bridge.http.aclose()
        await made.door.aclose()


@pytest.fixture
async def world() -> AsyncIterator[Street]:
    """Run a server whose markets are always open."""
    async with street() as made:
        yield made
