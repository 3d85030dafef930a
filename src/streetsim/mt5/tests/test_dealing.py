"""Dealing, pending orders, stops, margin, swaps."""

import asyncio
import json
from decimal import Decimal

import pytest

from .conftest import GROUP, RawClient, Street, street


@pytest.fixture
async def client(world: Street) -> RawClient:
    client = await world.client()
    await price(world, "EURUSD", "1.08000", "1.08000")
    return client


async def price(world: Street, symbol: str, bid: str, ask: str) -> None:
    await world.control("/price", symbol=symbol, bid=bid, ask=ask)


def request(login: int, **more: object) -> dict[str, object]:
    base = {"Action": "200", "Login": str(login), "Symbol": "EURUSD", "Volume": "10000"}
    return base | {"Type": "0", "TypeFill": "0", "PriceOrder": "0", "Digits": "5"} | more


async def test_open_and_close_by_dealer(client: RawClient, world: Street) -> None:
    login = await client.account(balance=5000)
    done = await client.deal(**request(login, Comment="in"))
    assert done["ResultRetcode"] == "10009 Done"
    position = (await client.send("POSITION_GET", LOGIN=login, SYMBOL="EURUSD")).json
    assert (position["Position"], position["Volume"]) == (done["ResultOrder"], "10000")
    assert position["VolumeExt"] == "100000000"
    state = await client.state(login)
    assert (state["Margin"], state["MarginFree"], state["MarginLevel"]) == (
        "1080.00",
        "3920.00",
        "462.96",
    )
    await price(world, "EURUSD", "1.08500", "1.08510")
    ticket = done["ResultOrder"]
    shut = await client.deal(**request(login, Type="1", Position=ticket, Volume="4000"))
    assert shut["ResultPrice"] == "1.08500"
    deals = await client.deals(login)
    entries = [(deal["Entry"], deal["Action"], deal["Profit"]) for deal in deals[1:]]
    assert entries == [("0", "0", "0.00"), ("1", "1", "200.00")]
    out = deals[-1]
    assert (out["PositionID"], out["VolumeClosed"]) == (ticket, "4000")
    assert out["PricePosition"] == "1.08000"
    tickets = [int(deal["Deal"]) for deal in deals]
    assert tickets == sorted(set(tickets))
    left = (await client.send("POSITION_GET_BATCH", GROUP="*")).json
    assert [item["Volume"] for item in left] == ["6000"]
    history = await client.send("HISTORY_GET_PAGE", LOGIN=login, FROM=0, TO=1 << 40)
    assert [order["State"] for order in history.json] == ["4", "4"]
    assert (await client.state(login))["Balance"] == "5200.00"


async def test_profit_is_converted(client: RawClient, world: Street) -> None:
    login = await client.account(balance=5000)
    await price(world, "USDJPY", "150.000", "150.000")
    done = await client.deal(**request(login, Symbol="USDJPY", Type="1", Volume="5000"))
    assert (await client.state(login))["Margin"] == "500.00"
    await price(world, "USDJPY", "149.400", "149.400")
    await client.deal(
        **request(login, Symbol="USDJPY", Volume="5000", Position=done["ResultOrder"])
    )
    deal = (await client.deals(login))[-1]
    assert (deal["ProfitRaw"], deal["Profit"]) == ("30000.00", "200.80")
    assert Decimal(deal["RateProfit"]) == round(1 / Decimal("149.4"), 8)


async def test_accounts_in_other_currencies(client: RawClient, world: Street) -> None:
    euro = await client.account(group="real\\standard-EUR", balance=5000)
    cent = await client.account(group="real\\cent-USC", balance=500000)
    for login in (euro, cent):
        await client.deal(**request(login, Volume="1000"))
    assert (await client.state(euro))["Margin"] == "100.00"
    assert (await client.state(cent))["Margin"] == "10800.00"
    await price(world, "EURUSD", "1.09000", "1.09000")
    for login, profit in ((euro, "91.74"), (cent, "9960.00")):
        assert (await client.state(login))["Profit"] == profit


async def test_refused_requests(client: RawClient, world: Street) -> None:
    login = await client.account(balance=1000)
    cases = [
        (request(login, Volume="50000"), "10019"),
        (request(login, Volume="1"), "10014"),
        (request(login, Volume="0"), "10014"),
        (request(login, Symbol="NOPE"), "10013"),
        (request(login, PriceOrder="-1", Volume="100"), "10015"),
        (request(login, Type="2"), "10035"),
        (request(login, Action="299"), "10013"),
        (request(login, PriceSL="1.09000", Volume="100"), "10016"),
        (request(login, Position="99", Type="1", Volume="100"), "10036"),
        (request(99, Volume="100"), "10013"),
    ]
    for body, code in cases:
        answer = await client.deal(**body)
        assert answer["ResultRetcode"].split()[0] == code, body
    await client.send("USER_UPDATE", LOGIN=login, RIGHTS=0x163 | 0x4)
    refused = await client.deal(**request(login, Volume="100"))
    assert refused["ResultRetcode"] == "10017 Trade disabled"
    assert (await client.send("DEALER_SEND", "{}")).code == 3
    assert (await client.send("DEALER_UPDATES", ID="12345")).json == {}
    assert len(await client.deals(login)) == 1


async def test_results_belong_to_the_connection(client: RawClient, world: Street) -> None:
    login = await client.account(balance=1000)
    body = json.dumps(request(login, Volume="100"))
    number = (await client.send("DEALER_SEND", body)).params["ID"]
    other = await world.client()
    assert (await other.send("DEALER_UPDATES", ID=number)).json == {}
    assert list((await client.send("DEALER_UPDATES", ID=number)).json) == [number]
    assert (await client.send("DEALER_UPDATES", ID=number)).json == {}


async def test_hedged_margin_and_close_by(client: RawClient) -> None:
    login = await client.account(balance=5000)
    buy = await client.deal(**request(login))
    sell = await client.deal(**request(login, Type="1", Volume="4000"))
    assert (await client.state(login))["Margin"] == "1080.00"
    answer = await client.deal(
        **request(login, Action="208", Position=buy["ResultOrder"], PositionBy=sell["ResultOrder"])
    )
    assert answer["ResultRetcode"] == "10009 Done"
    deals = await client.deals(login)
    assert [deal["Entry"] for deal in deals[-2:]] == ["3", "3"]
    left = (await client.send("POSITION_GET_PAGE", LOGIN=login)).json
    assert [item["Volume"] for item in left] == ["6000"]


async def test_commission_per_side(client: RawClient) -> None:
    login = await client.account(group="real\\pro-USD", balance=5000)
    done = await client.deal(**request(login))
    await client.deal(**request(login, Type="1", Position=done["ResultOrder"]))
    assert [deal["Commission"] for deal in await client.deals(login)][1:] == ["-3.50", "-3.50"]
    assert (await client.state(login))["Balance"] == "4993.00"


@pytest.mark.parametrize(
    ("kind", "level", "market"),
    [
        ("2", "1.07000", "1.06990"),
        ("3", "1.09000", "1.09010"),
        ("4", "1.09000", "1.09005"),
        ("5", "1.07000", "1.06995"),
    ],
)
async def test_pending_orders_trigger(
    client: RawClient, world: Street, kind: str, level: str, market: str
) -> None:
    login = await client.account(balance=5000)
    placed = await client.deal(**request(login, Action="201", Type=kind, PriceOrder=level))
    assert placed["ResultRetcode"] == "10008 Order placed"
    assert (await client.send("ORDER_GET_TOTAL", LOGIN=login)).params["TOTAL"] == "1"
    await price(world, "EURUSD", market, market)
    assert (await client.send("ORDER_GET_TOTAL", LOGIN=login)).params["TOTAL"] == "0"
    position = (await client.send("POSITION_GET", LOGIN=login, SYMBOL="EURUSD")).json
    assert (position["Position"], position["PriceOpen"]) == (placed["ResultOrder"], market)


async def test_pending_orders_are_changed_and_removed(client: RawClient, world: Street) -> None:
    login = await client.account(balance=5000)
    wrong = await client.deal(**request(login, Action="201", Type="2", PriceOrder="1.09"))
    assert wrong["ResultRetcode"] == "10015 Invalid price"
    orders = []
    for level in ("1.05", "1.06", "1.07"):
        placed = await client.deal(**request(login, Action="201", Type="2", PriceOrder=level))
        orders.append(placed["ResultOrder"])
    changed = await client.deal(
        **request(login, Action="203", Order=orders[0], PriceOrder="1.04", PriceSL="1.03")
    )
    assert changed["ResultRetcode"] == "10009 Done"
    assert (await client.send("ORDER_GET", TICKET=orders[0])).json["PriceSL"] == "1.03000"
    await client.deal(**request(login, Action="204", Order=orders[0]))
    assert (await client.send("HISTORY_GET", TICKET=orders[0])).json["State"] == "2"
    assert (await client.send("ORDER_CANCEL", TICKET=orders[1])).code == 0
    done = await client.deal(**request(login, Action="205", Order=orders[2], PriceOrder="1.07"))
    assert done["ResultPrice"] == "1.07000"
    assert (await client.send("ORDER_GET_BATCH", GROUP="*")).json == []
    late = await client.deal(
        **request(login, Action="201", Type="2", PriceOrder="1.0", TypeTime="2", TimeExpiration="1")
    )
    assert late["ResultRetcode"] == "10022 Invalid expiration"


async def test_stop_limit_turns_into_a_limit(client: RawClient, world: Street) -> None:
    login = await client.account(balance=5000)
    placed = await client.deal(
        **request(login, Action="207", Type="6", PriceTrigger="1.09", PriceOrder="1.085")
    )
    assert placed["ResultRetcode"] == "10008 Order placed"
    await price(world, "EURUSD", "1.09100", "1.09100")
    assert (await client.send("ORDER_GET", TICKET=placed["ResultOrder"])).json["Type"] == "2"
    await price(world, "EURUSD", "1.08400", "1.08400")
    assert (await client.send("POSITION_GET_TOTAL", LOGIN=login)).params["TOTAL"] == "1"


@pytest.mark.parametrize(
    ("bid", "reason", "profit"), [("1.07", "3", "-1000.00"), ("1.1", "4", "2000.00")]
)
async def test_stops_close(
    client: RawClient, world: Street, bid: str, reason: str, profit: str
) -> None:
    login = await client.account(balance=5000)
    done = await client.deal(**request(login, PriceSL="1.075"))
    changed = await client.deal(
        **request(
            login, Action="202", Position=done["ResultOrder"], PriceSL="1.075", PriceTP="1.09"
        )
    )
    assert changed["ResultRetcode"] == "10009 Done"
    await price(world, "EURUSD", bid, bid)
    deal = (await client.deals(login))[-1]
    assert (deal["Reason"], deal["Profit"], deal["Comment"][:4]) == (
        reason,
        profit,
        "[sl " if reason == "3" else "[tp ",
    )


async def test_margin_call_and_stop_out(client: RawClient, world: Street) -> None:
    login = await client.account(balance=2000)
    await client.deal(**request(login))
    await client.deal(**request(login, Volume="2000"))
    await price(world, "EURUSD", "1.07400", "1.07400")
    state = await client.state(login)
    assert (state["SOActivation"], state["MarginLevel"]) == ("1", "98.77")
    await price(world, "EURUSD", "1.06700", "1.06700")
    deals = await client.deals(login)
    assert [deal["Reason"] for deal in deals][-1] == "5"
    assert deals[-1]["Comment"].startswith("[so 33.95%")
    left = (await client.send("POSITION_GET_PAGE", LOGIN=login)).json
    assert [item["Volume"] for item in left] == ["2000"]


async def test_swaps_at_rollover(client: RawClient, world: Street) -> None:
    login = await client.account(balance=5000)
    done = await client.deal(**request(login))
    await world.control("/rollover", nights=7)
    position = (await client.send("POSITION_GET", LOGIN=login, SYMBOL="EURUSD")).json
    assert position["Storage"] == "-43.40"
    assert (await client.state(login))["Equity"] == "4956.60"
    assert (await client.send("USER_GET", LOGIN=login)).json["BalancePrevDay"] == "5000.00"
    await client.deal(**request(login, Type="1", Position=done["ResultOrder"], Volume="5000"))
    assert (await client.deals(login))[-1]["Storage"] == "-21.70"
    assert (await client.state(login))["Balance"] == "4978.30"


async def test_closed_markets_refuse() -> None:
    # A Saturday of the server's clock: forex is closed, crypto trades.
    async with street(always_open=False) as world:
        client = await world.client()
        now = int((await client.send("TIME_SERVER")).params["TIME"].split()[0])
        weekday = (now // 86400 + 4) % 7
        noon = (now // 86400 + (6 - weekday) % 7) * 86400 + 43200
        await world.control("/clock", seconds=noon - now)
        login = await client.account(balance=100000)
        shut = await client.deal(**request(login))
        assert shut["ResultRetcode"] == "10018 Market closed"
        fine = await client.deal(**request(login, Symbol="BTCUSD", Volume="100"))
        assert fine["ResultRetcode"] == "10009 Done"


async def test_bots_trade_on_funded_accounts() -> None:
    async with street(accounts=3, activity=True, trades_per_minute=3000.0) as world:
        client = await world.client()
        login = await client.account(balance=3000)
        poor = await client.account(group=GROUP)
        entries: set[str] = set()
        while entries != {"0", "1"}:
            await asyncio.sleep(0.02)
            deals = await client.deals(login)
            entries = {deal["Entry"] for deal in deals[1:]}
        assert await client.deals(poor) == []
        found = (await client.send("USER_BALANCE_CHECK", LOGIN=login)).json["Balance"]
        assert found["User"] == found["History"]


async def test_bots_leave_other_accounts_alone() -> None:
    settings = {"activity": True, "trades_per_minute": 3000.0, "bots_for": "*.[0-9]@seed.example"}
    async with street(**settings) as world:
        client = await world.client()
        seeded = await client.account(balance=3000, EMAIL="Ann.1@seed.example")
        visitor = await client.account(balance=3000, EMAIL="visitor@seed.example")
        deals: list[object] = []
        while len(deals) < 4:
            await asyncio.sleep(0.02)
            deals = [*await client.deals(seeded)]
        assert len(await client.deals(visitor)) == 1


async def test_results_can_be_late() -> None:
    async with street(dealer_delay_s=0.2) as world:
        client = await world.client()
        login = await client.account(balance=1000)
        sent = await client.send("DEALER_SEND", json.dumps(request(login, Volume="100")))
        number = sent.params["ID"]
        assert (await client.send("DEALER_UPDATES", ID=number)).json == {number: []}
        await asyncio.sleep(0.25)
        news = (await client.send("DEALER_UPDATES", ID=number)).json
        assert news[number][0]["result"]["Retcode"] == "10009"


async def test_direct_changes_by_a_manager(client: RawClient) -> None:
    login = await client.account(balance=1000)
    done = await client.deal(**request(login, Volume="100"))
    ticket = done["ResultOrder"]
    changed = await client.send("POSITION_UPDATE", TICKET=ticket, PRICESL="1.01", COMMENT="desk")
    assert (changed.json["PriceSL"], changed.json["ModifyFlags"]) == ("1.01000", "2")
    placed = await client.deal(**request(login, Action="201", Type="2", PriceOrder="1.05"))
    order = await client.send("ORDER_UPDATE", TICKET=placed["ResultOrder"], PRICEORDER="1.04")
    assert order.json["PriceOrder"] == "1.04000"
    assert (await client.send("ORDER_DELETE", TICKET=placed["ResultOrder"])).code == 0
    assert (await client.send("POSITION_DELETE", TICKET=ticket)).code == 0
    assert (await client.send("POSITION_GET", LOGIN=login, SYMBOL="EURUSD")).code == 13
    deal = (await client.deals(login))[0]["Deal"]
    edited = await client.send("DEAL_UPDATE", json.dumps({"Deal": deal, "Profit": "900.00"}))
    assert (edited.json["Profit"], edited.json["ModifyFlags"]) == ("900.00", "2")
    assert (await client.state(login))["Balance"] == "1000.00"
    assert (await client.send("DEAL_UPDATE", '{"Profit":"x"}', TICKET=deal)).code == 3
    assert (await client.send("DEAL_DELETE", TICKET=deal)).code == 0
    assert (await client.send("DEAL_GET", TICKET=deal)).code == 13


async def test_netting_has_one_position(client: RawClient, world: Street) -> None:
    login = await client.account(group="real\\netting-USD", balance=5000)
    first = await client.deal(**request(login, Volume="10000"))
    await price(world, "EURUSD", "1.09000", "1.09000")
    await client.deal(**request(login, Volume="10000"))
    held = (await client.send("POSITION_GET_PAGE", LOGIN=login)).json
    assert [(item["Volume"], item["PriceOpen"]) for item in held] == [("20000", "1.08500")]
    await client.deal(**request(login, Type="1", Volume="5000"))
    await client.deal(**request(login, Type="1", Volume="25000"))
    deals = (await client.deals(login))[1:]
    assert [(deal["Entry"], deal["Volume"], deal["Profit"]) for deal in deals] == [
        ("0", "10000", "0.00"),
        ("0", "10000", "0.00"),
        ("1", "5000", "250.00"),
        ("2", "25000", "750.00"),
    ]
    assert {deal["PositionID"] for deal in deals} == {first["ResultOrder"]}
    assert deals[-1]["VolumeClosed"] == "15000"
    held = (await client.send("POSITION_GET_PAGE", LOGIN=login)).json
    assert [(item["Action"], item["Volume"], item["PriceOpen"]) for item in held] == [
        ("1", "10000", "1.09000")
    ]
    assert (await client.state(login))["Balance"] == "6000.00"
