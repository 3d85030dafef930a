"""The vendor's own client from PyPI works against the server."""

import asyncio
import datetime as dt
from importlib import import_module
from typing import Any
from uuid import UUID

from cplugin_webapi_sdk import ApiError, CPluginWebApiClient, unwrap

from .conftest import CLIENT, GROUP, Street

_API = "cplugin_webapi_sdk._generated"


def _operation(folder: str, name: str) -> Any:
    return import_module(f"{_API}.api.mt4_v_2_{folder}.{name}")


def _model(name: str, values: dict[str, Any]) -> Any:
    return getattr(import_module(f"{_API}.models"), name).from_dict(values)


class Life:
    """A client's life, in the SDK's own words."""

    def __init__(self, url: str) -> None:
        name, secret = CLIENT
        self.sdk = CPluginWebApiClient(
            env="custom", api_base_url=url, authority=url, client_id=name, client_secret=secret
        )
        self.platform = UUID(self.sdk.list_trade_platforms()[0]["id"])

    def call(self, folder: str, name: str, key: str | None = None, **more: Any) -> Any:
        operation = _operation(folder, name)
        return unwrap(
            self.sdk.mt4.raw(operation, trade_platform=self.platform, idempotency_key=key, **more)
        )

    def transact(self, key: str, **values: Any) -> Any:
        body = _model("MT4TradeTransaction", values)
        name = "post_api_v_2_mt4_trade_platform_trade_transaction"
        return self.call("trades", name, key=key, body=body)

    def live(self) -> dict[str, Any]:
        prefix = "api_v_2_mt4_trade_platform"
        new = _model("MT4UserCreate", {"login": 0, "group": GROUP, "name": "Sam", "leverage": 50})
        login = self.call("users", f"post_{prefix}_user_record_new", body=new)["login"]
        cash = {"tradeTransactionType": "BrBalance", "tradeCommand": "Balance", "orderBy": login}
        first = self.transact("PAY-1", price=250.5, comment="PAY-1 in", **cash)
        again = self.transact("PAY-1", price=250.5, comment="PAY-1 in", **cash)
        deal = {"tradeCommand": "Buy", "orderBy": login, "symbol": "EURUSD", "volume": 1}
        opened = self.transact("T-1", tradeTransactionType="BrOpen", **deal)
        day = dt.timedelta(days=1)
        now = dt.datetime.now(dt.UTC)
        return {
            "same": first["order"] == again["order"],
            "time": self.sdk.mt4.get_server_time(self.platform),
            "group": self.sdk.mt4.group_exists(self.platform, GROUP),
            "patched": self.sdk.mt4.patch_user_record(self.platform, login, {"city": "Oslo"}),
            "users": self.sdk.mt4.users_request(self.platform, limit=1),
            "symbols": self.sdk.mt4.list_symbol_configs(self.platform),
            "quote": self.sdk.mt4.get_symbol_info(self.platform, symbol="EURUSD"),
            "open": self.sdk.mt4.trades_request(self.platform)[0],
            "order": opened["order"],
            "history": self.call(
                "history",
                f"get_{prefix}_trades_user_history_login",
                login=login,
                from_time=now - day,
                to_time=now + day,
            ),
            "margin": self.call("margins", f"get_{prefix}_margin_level_request_login", login=login),
            "refused": self._refused(cash),
        }

    def _refused(self, cash: dict[str, Any]) -> tuple[str, str]:
        try:
            self.transact("PAY-2", price=-900.0, comment="out", **cash)
        except ApiError as error:
            return error.code, error.manager_code
        return "", ""


async def test_mywebapi_sdk(world: Street) -> None:
    life = await asyncio.to_thread(Life, world.url)
    seen = await asyncio.to_thread(life.live)
    life.sdk.close()
    assert seen["same"] is True
    assert seen["time"].endswith("Z")
    assert seen["group"] is True
    assert (seen["patched"]["city"], seen["patched"]["balance"]) == ("Oslo", 250.5)
    assert seen["users"][1].paging.has_more is False
    assert len(seen["symbols"]) == 30
    assert seen["quote"]["bid"] < seen["quote"]["ask"]
    assert [trade["order"] for trade in seen["open"]] == [seen["order"]]
    assert [row["comment"] for row in seen["history"]] == ["PAY-1 in"]
    assert seen["margin"]["balance"] == 250.5
    assert seen["refused"] == ("MT4Error", "TradeNoMoney")
