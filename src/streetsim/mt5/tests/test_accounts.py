"""Accounts, passwords, money, groups, symbols, ticks."""

import pytest

from .conftest import GROUP, RawClient, Street, street


@pytest.fixture
async def client(world: Street) -> RawClient:
    return await world.client()


GOOD = {
    "LOGIN": 0,
    "GROUP": GROUP,
    "NAME": "Alice",
    "LEVERAGE": 100,
    "PASS_MAIN": "Alice#2024",
    "PASS_INVESTOR": "Alice#2025",
}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"GROUP": "no\\such"}, 8),
        ({"NAME": ""}, 3),
        ({"LEVERAGE": 0}, 3),
        ({"LEVERAGE": 501}, 3),
        ({"LEVERAGE": "x"}, 3),
        ({"PASS_MAIN": "short1!"}, 3006),
        ({"PASS_MAIN": "alllower1!"}, 3006),
        ({"PASS_INVESTOR": "NoSpecial12"}, 3006),
        ({"PASS_MAIN": "Aa1!" * 5}, 3006),
        ({"LOGIN": 1000}, 3004),
        ({"LOGIN": -5}, 3002),
    ],
)
async def test_refused_accounts(client: RawClient, changes: dict[str, object], code: int) -> None:
    assert (await client.send("USER_ADD", **(GOOD | changes))).code == code
    assert (await client.send("USER_LOGINS", GROUP="*")).json == []


async def test_account_fields_are_strings_and_cut(client: RawClient) -> None:
    values = GOOD | {"LOGIN": 777, "NAME": "N" * 300, "EMAIL": "a@b.example", "ID": "acc_1"}
    user = (await client.send("USER_ADD", **values)).json
    scalars = {key: value for key, value in user.items() if key != "ApiData"}
    assert all(isinstance(value, str) for value in scalars.values())
    assert (len(user["Name"]), user["Email"], user["Rights"]) == (127, "a@b.example", "355")
    assert (await client.send("USER_ADD", **(GOOD | {"LOGIN": 777}))).code == 3004
    assert (await client.send("USER_GET_BATCH", LOGIN="777,5")).json == [user]


async def test_update_keeps_what_is_not_given(client: RawClient, world: Street) -> None:
    login = await client.account(CITY="Riga", EMAIL="a@b.example")
    updated = await client.send(
        "USER_UPDATE", '{"Leverage":"200","Country":""}', LOGIN=login, GROUP="", CITY=""
    )
    assert updated.json["Leverage"] == "200"
    assert (updated.json["City"], updated.json["Group"]) == ("Riga", GROUP)
    assert (await client.send("USER_UPDATE", LOGIN=login, LEVERAGE=0)).code == 3
    assert (await client.send("USER_UPDATE", LOGIN=5, CITY="x")).code == 13
    assert (await client.send("USER_UPDATE", LOGIN=login, GROUP="real\\pro-USD")).code == 0
    assert (await client.send("USER_UPDATE", LOGIN=login, GROUP="real\\pro-EUR")).code == 3010
    await world.control("/switch", destructive_update=True)
    wiped = await client.send("USER_UPDATE", '{"Name":"Alice B"}', LOGIN=login)
    assert (wiped.json["Name"], wiped.json["City"]) == ("Alice B", "")


async def test_passwords(client: RawClient) -> None:
    login = await client.account()
    check = {"LOGIN": login, "TYPE": "MAIN"}
    assert (await client.send("USER_PASS_CHECK", PASSWORD="Alice#2024", **check)).code == 0
    assert (await client.send("USER_PASS_CHANGE", PASSWORD="weak", **check)).code == 3006
    assert (await client.send("USER_PASS_CHANGE", PASSWORD="Fresh|=\\9a", **check)).code == 0
    assert (await client.send("USER_PASS_CHECK", PASSWORD="Alice#2024", **check)).code == 3006
    assert (await client.send("USER_PASS_CHECK", PASSWORD="Fresh|=\\9a", **check)).code == 0
    assert (await client.send("USER_PASS_CHECK", LOGIN=login, TYPE="X", PASSWORD="")).code == 3


async def test_delete(client: RawClient, world: Street) -> None:
    login = await client.account(balance=1000)
    held = await world.control("/trade", login=login, symbol="EURUSD", side="buy", lots="0.01")
    assert (await client.send("USER_DELETE", LOGIN=login)).code == 3008
    await world.control("/trade", position=held["position"])
    assert (await client.send("USER_DELETE", LOGIN=login)).code == 0
    assert (await client.send("USER_GET", LOGIN=login)).code == 13


async def balance(client: RawClient, login: int, amount: object, **more: object) -> int:
    values = {"LOGIN": login, "TYPE": 2, "BALANCE": amount, "COMMENT": "c"} | more
    return (await client.send("TRADE_BALANCE", **values)).code


async def test_balance_rules(client: RawClient) -> None:
    login = await client.account(balance="100.005")
    assert (await client.state(login))["Balance"] == "100.01"
    assert await balance(client, login, -100.02) == 10019
    assert await balance(client, login, -100.02, CHECK_MARGIN=0) == 0
    assert (await client.state(login))["Balance"] == "-0.01"
    assert await balance(client, login, "1000000000.01") == 4005
    assert await balance(client, login, 0) == 3
    assert await balance(client, login, 5, TYPE=7) == 3
    assert await balance(client, 5, 5) == 13
    assert await balance(client, login, 5, COMMENT="x" * 40) == 0
    assert [deal["Comment"] for deal in await client.deals(login)][-1] == "x" * 31


async def test_credit_is_apart(client: RawClient) -> None:
    login = await client.account(balance=100)
    assert await balance(client, login, 50, TYPE=3) == 0
    state = await client.state(login)
    assert (state["Balance"], state["Credit"], state["Equity"]) == ("100.00", "50.00", "150.00")
    assert await balance(client, login, -60, TYPE=3) == 10019
    assert await balance(client, login, -120) == 10019
    assert await balance(client, login, -50, TYPE=3) == 0
    for kind in (4, 5, 6):
        assert await balance(client, login, 1, TYPE=kind) == 0
    assert (await client.state(login))["Balance"] == "103.00"


async def test_withdrawal_is_bound_by_free_margin(client: RawClient, world: Street) -> None:
    login = await client.account(balance=1000)
    await world.control("/price", symbol="EURUSD", bid="1.08000", ask="1.08000")
    await world.control("/trade", login=login, symbol="EURUSD", side="buy", lots="0.5")
    assert (await client.state(login))["Margin"] == "540.00"
    assert await balance(client, login, -460.01) == 10019
    assert await balance(client, login, -460) == 0


async def test_balance_check_finds_and_fixes(client: RawClient, world: Street) -> None:
    login = await client.account(balance=100)
    deal = (await client.deals(login))[0]["Deal"]
    await world.control("/edit_deal", deal=deal, changes={"Profit": "90.00"}, move_money=False)
    found = (await client.send("USER_BALANCE_CHECK", LOGIN=login)).json
    assert found["Balance"] == {"User": "100.00", "History": "90.00"}
    await client.send("USER_BALANCE_CHECK", LOGIN=login, FIXFLAG=1)
    assert (await client.state(login))["Balance"] == "90.00"


async def test_group_masks(client: RawClient) -> None:
    real = await client.account()
    euro = await client.account(group="real\\standard-EUR")
    demo = await client.account(group="demo\\\\standard-USD")

    async def logins(mask: str) -> list[str]:
        return list((await client.send("USER_LOGINS", GROUP=mask)).json)

    assert await logins("*") == [str(real), str(euro), str(demo)]
    assert await logins("*,!demo\\*") == [str(real), str(euro)]
    assert await logins("real\\*,!*EUR") == [str(real)]
    assert await logins("demo*") == [str(demo)]
    assert await logins("nothing") == []


async def test_groups_and_symbols(client: RawClient) -> None:
    total = int((await client.send("GROUP_TOTAL")).params["TOTAL"])
    names = [(await client.send("GROUP_NEXT", INDEX=i)).json["Group"] for i in range(total)]
    assert GROUP in names
    assert (await client.send("GROUP_NEXT", INDEX=total)).code == 13
    added = await client.send("GROUP_ADD", '{"Group":"real\\\\vip-EUR","Currency":"EUR"}')
    assert added.json["Currency"] == "EUR"
    login = await client.account(group="real\\vip-EUR")
    assert (await client.send("GROUP_DELETE", GROUP="real\\vip-EUR")).code == 2003
    await client.send("USER_DELETE", LOGIN=login)
    assert (await client.send("GROUP_DELETE", GROUP="real\\vip-EUR")).code == 0
    for bad in ('"Currency":"ZZZ"', '"Commissions":[{"Tiers":[{"Value":"NaN"}]}]'):
        assert (await client.send("GROUP_ADD", '{"Group":"x",' + bad + "}")).code == 3
    assert (await client.send("SYMBOL_TOTAL")).params["TOTAL"] == "30"
    symbol = (await client.send("SYMBOL_GET", NAME="USDJPY")).json
    assert (symbol["Path"], symbol["VolumeMin"]) == ("Forex\\Major\\USDJPY", "100")
    assert len((await client.send("SYMBOL_LIST")).json) == 30
    assert len((await client.send("SYMBOL_GET", MASK="Metals\\*")).json) == 3
    assert (await client.send("SYMBOL_GET", SYMBOL="NOPE")).code == 13


async def test_ticks_are_polled_by_transaction(client: RawClient, world: Street) -> None:
    await world.control("/price", symbol="EURUSD", bid="1.1", ask="1.2")
    first = await client.send("TICK_LAST", SYMBOL="EURUSD,Forex\\Major\\*", TRANS_ID=0)
    assert len(first.json) == 7
    await world.control("/price", symbol="EURUSD", bid="1.11", ask="1.21")
    number = first.params["TRANS_ID"]
    fresh = await client.send("TICK_LAST", SYMBOL="EURUSD", TRANS_ID=number)
    assert fresh.json[0]["Bid"] == "1.11000"
    again = await client.send("TICK_LAST", SYMBOL="EURUSD", TRANS_ID=fresh.params["TRANS_ID"])
    assert again.json == []
    stat = (await client.send("TICK_STAT", SYMBOL="EURUSD", TRANS_ID=0)).json[0]
    assert stat["BidHigh"] == "1.11000"
    wide = await client.send("TICK_LAST_GROUP", SYMBOL="EURUSD", GROUP="real\\cent-USC")
    assert (wide.json[0]["Bid"], wide.json[0]["Ask"]) == ("1.10998", "1.21002")
    now = int((await client.send("TIME_SERVER")).params["TIME"].split()[0])
    bars = (await client.send("CHART_GET", SYMBOL="GBPUSD", FROM=now - 600, TO=now)).json
    assert len(bars) in (10, 11)
    seconds = (await client.send("TICK_HISTORY", SYMBOL="GBPUSD", FROM=now - 9, TO=now)).json
    assert len(seconds) == 10


async def test_calculators(client: RawClient) -> None:
    login = await client.account(balance=2000)
    profit = await client.send(
        "TRADE_CALC_PROFIT",
        GROUP=GROUP,
        SYMBOL="EURUSD",
        TYPE=0,
        VOLUME=10000,
        PRICE_OPEN="1.08000",
        PRICE_CLOSE="1.08500",
    )
    assert profit.json["Profit"] == "500.00"
    margin = await client.send(
        "TRADE_CHECK_MARGIN", LOGIN=login, SYMBOL="EURUSD", TYPE=0, VOLUME=10000, PRICE="1.08"
    )
    after, before = margin.json["new"], margin.json["current"]
    assert (before["Margin"], before["MarginFree"]) == ("0.00", "2000.00")
    assert (after["Margin"], after["MarginFree"], after["Equity"]) == (
        "1080.00", "920.00", "2000.00",
    )  # fmt: skip
    rate = (await client.send("TRADE_CALC_RATE_BUY", BASE="EUR", CURRENCY="USD")).json["Rate"]
    assert 0.8 < float(rate) < 1.5
    huge = {"VOLUME": 10**17, "PRICE_OPEN": 10**17, "PRICE_CLOSE": 1}
    sent = await client.send("TRADE_CALC_PROFIT", GROUP=GROUP, SYMBOL="EURUSD", TYPE=0, **huge)
    assert sent.code == 3


async def test_messages_and_common(client: RawClient, world: Street) -> None:
    assert (await client.send("MAIL_SEND", "Hello", TO="100001", SUBJECT="Hi")).code == 0
    assert (await client.send("NEWS_SEND", "Hello")).code == 3
    assert (await world.control.get("/messages"))["messages"][0]["text"] == "Hello"
    assert (await client.send("COMMON_GET")).json["TotalUsers"] == "0"


async def test_seeded_accounts_repeat() -> None:
    names = []
    for _ in range(2):
        async with street(accounts=5, seed=9) as made:
            client = await made.client()
            users = (await client.send("USER_GET_BATCH", GROUP="*")).json
            names.append([(user["Name"], user["Balance"]) for user in users])
    assert names[0] == names[1]
    assert len(names[0]) == 5
