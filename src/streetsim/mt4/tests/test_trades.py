"""Money, dealing and history."""

from decimal import Decimal
from typing import Any

import pytest

from .conftest import Failed, Street, street


def net(row: dict[str, Any]) -> Decimal:
    names = ("profit", "storage", "commission", "taxes")
    return sum((Decimal(str(row[name])) for name in names), Decimal(0))


async def refused(world: Street, kind: str, **body: Any) -> str:
    with pytest.raises(Failed) as caught:
        await world.bridge.transact(kind, **body)
    return str(caught.value.manager_code or caught.value.code)


async def test_a_deposit_is_a_trade_record(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account()
    done = await bridge.balance(login, 500.0, "PAY-1 deposit")
    assert (done["tradeTransactionType"], done["orderBy"], done["price"]) == (
        *("BrBalance", login, 500.0),
    )
    (row,) = await bridge.history(login)
    assert row["order"] == done["order"]
    assert (row["tradeCommand"], row["symbol"], row["volume"]) == ("Balance", "", 0)
    assert (row["profit"], row["comment"]) == (500, "PAY-1 deposit")
    assert row["openTime"] == row["closeTime"]
    assert (await bridge.user(login))["balance"] == 500


async def test_withdrawal_and_credit(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account(100)
    await bridge.balance(login, -40, "out")
    await bridge.balance(login, 30, "bonus", tradeCommand="Credit")
    user = await bridge.user(login)
    assert (user["balance"], user["credit"]) == (60, 30)
    margin = await bridge.get(f"MarginLevelRequest/{login}")
    assert (margin["balance"], margin["equity"], margin["level"]) == (90, 90, 0)
    body = {"tradeCommand": "Balance", "orderBy": login, "comment": ""}
    assert await refused(world, "BrBalance", **body, price=-61) == "TradeNoMoney"
    assert await refused(world, "BrBalance", **body, price=0) == "InvalidData"
    assert await refused(world, "BrBalance", **body, price=1e12) == "InvalidData"
    body["orderBy"] = 1
    assert await refused(world, "BrBalance", **body, price=5) == "BadAccountInfo"
    assert len(await bridge.history(login)) == 3


async def test_unchecked_withdrawals() -> None:
    async with street(check_withdrawals=False) as made:
        login = await made.bridge.account(10)
        await made.bridge.balance(login, -25)
        assert (await made.bridge.user(login))["balance"] == -15


async def test_a_comment_has_31_bytes(world: Street) -> None:
    login = await world.bridge.account()
    done = await world.bridge.balance(login, 1, "P7F3K2 я" + "x" * 40)
    assert done["comment"] == "P7F3K2 ?" + "x" * 23


async def test_refused_transactions(world: Street) -> None:
    login = await world.bridge.account(1000)
    body = {"orderBy": login, "symbol": "EURUSD", "tradeCommand": "Buy", "volume": 10}
    assert await refused(world, "Nonsense", **body) == "Validation"
    assert await refused(world, "OpenMarket", **body) == "NotEnoughRights"
    assert await refused(world, "BrOpen", **body | {"tradeCommand": "Hold"}) == "Validation"
    assert await refused(world, "BrOpen", **body | {"volume": 0}) == "TradeBadVolume"
    assert await refused(world, "BrOpen", **body | {"volume": 9999}) == "TradeNoMoney"
    assert await refused(world, "BrOpen", **body | {"symbol": "NOPE"}) == "InvalidData"
    assert await refused(world, "BrOpen", **body | {"sl": 9}) == "TradeBadStops"
    pending = body | {"tradeCommand": "BuyLimit", "price": 9}
    assert await refused(world, "BrOpen", **pending) == "TradeBadPrices"
    assert await refused(world, "BrClose", order=1) == "InvalidData"
    await world.bridge.post("UsersGroupOp", {"command": "Disable", "logins": [login]})
    assert await refused(world, "BrOpen", **body) == "TradeDisable"
    assert await world.bridge.get("TradesGet") == []


async def test_open_and_close(world: Street) -> None:
    bridge = world.bridge
    await world.control("/price", symbol="EURUSD", bid="1.10000", ask="1.10010")
    login = await bridge.account(10000, group="pro-USD")
    order = await bridge.open(login, "Buy", 100, comment="x")
    trade = await bridge.trade(order)
    assert (trade["openPrice"], trade["volume"], trade["volumeLots"]) == (1.1001, 100, 1)
    assert (trade["tradeRecordState"], trade["closeTime"]) == ("OpenNormal", "1970-01-01T00:00:00Z")
    assert (trade["profit"], trade["commission"]) == (-10, -7)
    margin = await bridge.get(f"MarginLevelRequest/{login}")
    assert (margin["margin"], margin["equity"]) == (1100.1, 9983)
    assert (await bridge.user(login))["balance"] == 10000
    await world.control("/price", symbol="EURUSD", bid="1.10110", ask="1.10120")
    await bridge.transact("BrClose", order=order)
    (_, row) = await bridge.history(login)
    assert (row["order"], row["profit"], row["tradeRecordState"]) == (order, 100, "ClosedNormal")
    assert (await bridge.user(login))["balance"] == 10093
    assert await bridge.get("TradesGet") == []


async def test_a_part_closes_and_a_new_ticket_carries_the_rest(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account(10000, group="pro-USD")
    order = await bridge.open(login, "Sell", 100)
    done = await bridge.transact("BrClose", order=order, volume=30)
    assert (done["order"], done["volume"]) == (order, 30)
    (rest,) = await bridge.get(f"TradesGetByLogin/{login}/pro-USD")
    closed = await bridge.trade(order)
    assert rest["order"] > order
    assert (rest["volume"], rest["comment"]) == (70, f"from #{order}")
    assert (closed["volume"], closed["comment"]) == (30, f"to #{rest['order']}")
    assert closed["tradeRecordState"] == "ClosedPart"
    assert (rest["openPrice"], rest["openTime"]) == (closed["openPrice"], closed["openTime"])
    assert (closed["commission"], rest["commission"]) == (-2.1, -4.9)


async def test_close_by(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account(10000)
    first, second = await bridge.open(login, "Buy", 100), await bridge.open(login, "Sell", 40)
    assert await refused(world, "BrCloseBy", order=first, orderBy=first) == "InvalidData"
    await bridge.transact("BrCloseBy", order=first, orderBy=second)
    (rest,) = await bridge.get("TradesGet")
    assert (rest["volume"], rest["comment"]) == (60, f"from #{first}")
    rows = {row["order"]: row for row in await bridge.history(login)}
    assert rows[first]["tradeRecordState"] == rows[second]["tradeRecordState"] == "ClosedBy"
    assert rows[first]["comment"] == f"close hedge by #{second}"
    assert (rows[first]["volume"], rows[second]["volume"]) == (40, 40)
    assert rows[second]["profit"] == 0


async def test_close_all(world: Street) -> None:
    login = await world.bridge.account(10000)
    for symbol in ("EURUSD", "GBPUSD", "EURUSD"):
        await world.bridge.open(login, symbol=symbol, volume=10)
    await world.bridge.transact("BrCloseAll", orderBy=login, symbol="EURUSD")
    assert [row["symbol"] for row in await world.bridge.get("TradesGet")] == ["GBPUSD"]
    await world.bridge.transact("BrCloseAll", orderBy=login)
    assert await world.bridge.get("TradesGet") == []


async def test_pending_orders(world: Street) -> None:
    bridge = world.bridge
    await world.control("/price", symbol="EURUSD", bid="1.10000", ask="1.10010")
    login = await bridge.account(10000)
    order = await bridge.open(login, "BuyLimit", 10, price=1.09)
    assert (await bridge.get(f"MarginLevelRequest/{login}"))["margin"] == 0
    await bridge.transact("BrModify", order=order, price=1.095, tp=1.2)
    assert (await bridge.trade(order))["openPrice"] == 1.095
    await world.control("/price", symbol="EURUSD", bid="1.09400", ask="1.09410")
    filled = await bridge.trade(order)
    assert (filled["tradeCommand"], filled["openPrice"]) == ("Buy", 1.0941)
    assert (filled["order"], filled["activationType"]) == (order, "Pending")
    gone = await bridge.open(login, "SellStop", 10, price=1.05)
    await bridge.transact("BrDelete", order=gone)
    row = await bridge.trade(gone)
    assert (row["tradeRecordState"], row["profit"]) == ("Deleted", 0)
    assert row["closeTime"] > "2000"
    by_hand = await bridge.open(login, "SellLimit", 10, price=1.5)
    await bridge.transact("BrActivate", order=by_hand, price=1.5)
    assert (await bridge.trade(by_hand))["tradeCommand"] == "Sell"


async def test_an_order_expires(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account(1000)
    until = world.server.world.clock.now_s() + 100
    order = await bridge.open(login, "BuyLimit", 1, price=0.5, expiration=f"{until}")
    await world.control("/clock", seconds=200)
    await world.control("/price", symbol="EURUSD", bid="1.1", ask="1.2")
    row = await bridge.trade(order)
    assert (row["tradeRecordState"], row["comment"]) == ("Deleted", "expiration")


async def test_stops_close(world: Street) -> None:
    bridge = world.bridge
    await world.control("/price", symbol="EURUSD", bid="1.10000", ask="1.10010")
    login = await bridge.account(10000)
    order = await bridge.open(login, "Buy", 10, sl=1.09, tp=1.2)
    await bridge.transact("BrComment", order=order, comment="note")
    await world.control("/price", symbol="EURUSD", bid="1.08000", ask="1.08010")
    row = await bridge.trade(order)
    assert (row["activationType"], row["comment"]) == ("SL", "note[sl]")


async def test_margin_call_and_stop_out(world: Street) -> None:
    bridge = world.bridge
    await world.control("/price", symbol="EURUSD", bid="1.10000", ask="1.10010")
    login = await bridge.account(1200)
    order = await bridge.open(login, "Buy", 100)
    await world.control("/price", symbol="EURUSD", bid="1.09800", ask="1.09810")
    assert (await bridge.get("MarginsGet"))[0]["levelType"] == "MarginCall"
    await world.control("/price", symbol="EURUSD", bid="1.09300", ask="1.09310")
    row = await bridge.trade(order)
    assert (row["activationType"], row["comment"][:4]) == ("Stopout", "so: ")
    assert (await bridge.get(f"AdmBalanceCheck/{login}"))["diff"] == 0


async def test_swaps_and_daily_figures(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account(10000)
    order = await bridge.open(login, "Buy", 100)
    await world.control("/rollover", nights=7)
    trade = await bridge.trade(order)
    assert trade["storage"] == pytest.approx(-6.2 * 7)
    window = {"from": "2000-01-01", "to": "2037-01-01"}
    days = await bridge.get("DailyReportsRequest", logins=[login], **window)
    assert len(days) == 7
    assert days[-1]["balance"] == 10000
    await bridge.transact("BrClose", order=order, volume=50)
    (rest,) = await bridge.get("TradesGet")
    closed = await bridge.trade(order)
    assert rest["storage"] + closed["storage"] == pytest.approx(trade["storage"])


async def test_history_windows_and_reports(world: Street) -> None:
    bridge = world.bridge
    one, two = await bridge.account(10), await bridge.account(20)
    when = (await bridge.history(one))[0]["closeTime"]
    window = {"fromTime": when, "toTime": when}
    assert len(await bridge.get(f"TradesUserHistory/{one}", **window)) == 1
    past = {"fromTime": "2001-01-01T00:00:00+00:00", "toTime": "2001-01-02"}
    assert await bridge.get(f"TradesUserHistory/{one}", **past) == []
    both = {"from": "2001-01-01", "to": "2037-01-01"}
    rows = await bridge.get("ReportsRequest", logins=[one, two], **both)
    assert [row["login"] for row in rows] == [one, two]
    assert len(await bridge.get("ReportsRequest", logins=[two], **both)) == 1
    with pytest.raises(Failed) as caught:
        await bridge.get(f"TradesUserHistory/{one}", fromTime="soon", toTime=when)
    assert caught.value.code == "Validation"


async def test_incremental_reads(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account(10)
    with pytest.raises(Failed):
        await bridge.get("TradesSyncRead")
    now = world.server.world.clock.now_s()
    assert await bridge.post("TradesSyncStart", params={"timestamp": now - 5}) is True
    assert [row["login"] for row in await bridge.get("TradesSyncRead")] == [login]


async def test_other_reads(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account(1000)
    await bridge.open(login, volume=1)
    assert (await bridge.get("ManagerCommon"))["build"] == 1090
    assert len(await bridge.get("CfgRequestSymbol")) == 30
    assert (await bridge.get("CfgRequestSymbol/XAUUSD"))["contractSize"] == 100
    quote = await bridge.get("SymbolInfoGet", symbol="EURUSD")
    assert quote["bid"] < quote["ask"]
    assert (await bridge.get("OnlineGet")) == [{"login": login, "group": "std-USD"}]
    assert (await bridge.get("MarginLevelGet/" + str(login)))["volume"] == 1
    window = {"from": "2001-01-01", "to": "2037-01-01", "filter": "FUND"}
    (line,) = await bridge.get("JournalRequest", **window)
    assert str(login) in line["message"]
    assert len(await bridge.get("TradesRequest", group="std-USD", limit=10)) == 1
    assert await bridge.get("TradesRequest", group="pro-USD") == []


async def test_a_closed_market_refuses() -> None:
    async with street(always_open=False) as made:
        login = await made.bridge.account(1000)
        made.server.world.clock.skew_s += _to_sunday(made.server.world.clock.now_s())
        body = {"orderBy": login, "symbol": "EURUSD", "tradeCommand": "Buy", "volume": 1}
        assert await refused(made, "BrOpen", **body) == "TradeMarketClosed"


def _to_sunday(server_s: int) -> int:
    """Seconds until noon of the next Sunday; 1970-01-04 was one."""
    week = 7 * 86_400
    return week - (server_s - 3 * 86_400 - 43_200) % week
