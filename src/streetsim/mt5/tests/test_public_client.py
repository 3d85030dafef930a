"""An independent client from PyPI works against the server."""

import asyncio
from typing import Any

import pytest
from pymt5pure.client import KeepaliveMixin, MT5Client

from .conftest import GROUP, PASSWORD, Control, Street


def _life(port: int, crypt: bool) -> dict[str, Any]:
    client = MT5Client("127.0.0.1", port, is_crypt=crypt, timeout=10)
    client.connect("1000", PASSWORD)
    try:
        user = client(
            "USER_ADD",
            LOGIN=0,
            GROUP=GROUP,
            NAME="Peter Pure",
            LEVERAGE=100,
            PASS_MAIN="Peter#2024",
            PASS_INVESTOR="Peter#2025",
        )
        login = user.params["LOGIN"]
        client("TRADE_BALANCE", LOGIN=login, TYPE=2, BALANCE="250.50", COMMENT="in|a=b")
        client("TRADE_BALANCE", LOGIN=login, TYPE=2, BALANCE="-50", COMMENT="out")
        window = {"FROM": 0, "TO": 1 << 40}
        return {
            "login": login,
            "group": user.json["Group"],
            "account": client("USER_ACCOUNT_GET", LOGIN=login).json,
            "deals": client("DEAL_GET_PAGE", LOGIN=login, OFFSET=0, TOTAL=100, **window).json,
            "total": client("DEAL_GET_TOTAL", LOGIN=login, **window).params["TOTAL"],
            "history": client("HISTORY_GET_TOTAL", LOGIN=login, **window).params["TOTAL"],
            "symbols": client("SYMBOL_TOTAL").params["TOTAL"],
            "version": client.version_trade,
        }
    finally:
        client.is_connected = False  # its keep-alive ends before the socket does
        client._keepalive_thread.join()
        client.disconnect()


@pytest.mark.parametrize("crypt", [True, False])
async def test_pymt5pure(world: Street, monkeypatch: pytest.MonkeyPatch, crypt: bool) -> None:
    # The client's keep-alive thread sleeps this long and only then sees that it should end.
    monkeypatch.setattr(KeepaliveMixin, "ping_interval", 0.02)
    seen = await asyncio.to_thread(_life, world.server.port, crypt)
    assert seen["group"] == GROUP
    assert seen["account"]["Balance"] == "200.50"
    assert [deal["Comment"] for deal in seen["deals"]] == ["in|a=b", "out"]
    assert (seen["total"], seen["history"], seen["symbols"]) == ("2", "0", "30")
    control: Control = world.control
    assert (await control.get("/state"))["commands"]["TRADE_BALANCE"] == 2
