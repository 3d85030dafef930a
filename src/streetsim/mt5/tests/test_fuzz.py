"""Hostile and random input: a clear code, never a failure, money always adds up."""

import asyncio
import json
import random
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streetsim.common.venue.config import Manager
from streetsim.mt5.commands import COMMANDS, Call, Params, execute
from streetsim.mt5.config import ALL_RIGHTS, Mt5Config
from streetsim.mt5.dealer import DealerDesk
from streetsim.mt5.engine.balance import change_balance, check_balance
from streetsim.mt5.engine.booking import Ticket
from streetsim.mt5.engine.pending import on_tick
from streetsim.mt5.engine.rollover import roll_over
from streetsim.mt5.engine.trading import close_position, open_position
from streetsim.mt5.engine.users import NewUser, add_user
from streetsim.mt5.engine.valuation import account_state
from streetsim.mt5.records import EXT
from streetsim.mt5.retcodes import Refusal
from streetsim.mt5.store import Store
from streetsim.mt5.world import World

from .conftest import GROUP, RawClient, Street

NAMES = [
    "LOGIN",
    "GROUP",
    "TICKET",
    "FROM",
    "TO",
    "OFFSET",
    "TOTAL",
    "SYMBOL",
    "TYPE",
    "BALANCE",
    "COMMENT",
    "TRANS_ID",
    "ID",
    "INDEX",
    "NAME",
    "LEVERAGE",
    "RIGHTS",
    "PASS_MAIN",
    "PASS_INVESTOR",
    "PASSWORD",
    "VOLUME",
    "PRICE",
    "PRICE_OPEN",
    "PRICE_CLOSE",
    "BASE",
    "CURRENCY",
    "ACTION",
    "MASK",
]
KEYS = [
    "Login",
    "Group",
    "Name",
    "Leverage",
    "Rights",
    "PassMain",
    "PassInvestor",
    "Balance",
    "Type",
    "Comment",
    "Action",
    "Symbol",
    "Volume",
    "VolumeExt",
    "PriceOrder",
    "PriceSL",
    "PriceTP",
    "Position",
    "Order",
    "TimeExpiration",
    "TypeTime",
    "Currency",
    "CurrencyDigits",
    "MarginCall",
    "Commissions",
    "AuthPasswordMin",
    "Profit",
    "Deal",
    "Time",
]
ODD = st.sampled_from(
    [
        "",
        "0",
        "1",
        "-1",
        "100001",
        "1000001",
        "EURUSD",
        "*",
        GROUP,
        "1e400",
        "NaN",
        "-Infinity",
        "9" * 30,
        "1.5",
        "<script>",
        "'; DROP TABLE trades;--",
        "\x00",
        "200",
        "201",
        ",,,",
        "100001,100002",
        "Abc#2024x",
    ]
)
VALUE = ODD | st.text(max_size=12)
NESTED = st.recursive(
    VALUE | st.none() | st.booleans() | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(VALUE, inner, max_size=2),
    max_leaves=4,
)
BODY = st.dictionaries(st.sampled_from(KEYS), NESTED, max_size=8).map(json.dumps) | VALUE


def fresh(folder: Any) -> World:
    return World(Mt5Config(always_open=True), Store(folder / "mt5.sqlite"))


def opened(world: World, group: str = GROUP, amount: int = 10_000) -> int:
    user = add_user(world, NewUser(group, 100, "Abc#2024x", "Abc#2024y", info={"Name": "A"}))
    change_balance(world, user.login, Decimal(amount))
    return user.login


def test_every_command_answers_odd_input_with_a_code(tmp_path: Any) -> None:
    world = fresh(tmp_path)
    login = opened(world)
    open_position(world, Ticket(login, "EURUSD", True, EXT // 10))
    manager, desk = Manager(1, "x", ALL_RIGHTS), DealerDesk()

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(NAMES), VALUE, max_size=6), BODY)
    def check(name: str, values: dict[str, str], body: str) -> None:
        answer = execute(Call(name, world, Params(values, body), manager, desk))
        assert json.loads(answer.rest(raw_backslashes=False))["retcode"]

    for name in sorted(COMMANDS):
        check(name)
    assert check_balance(world, login, fix=False)
    world.store.close()


def test_money_adds_up_over_a_random_life(tmp_path: Any) -> None:
    """Each account's balance and credit are the sum of its deals, whatever happens to it."""
    world, draw = fresh(tmp_path), random.Random(11)
    groups = (GROUP, "real\\pro-EUR", "real\\cent-USC", "real\\netting-USD")
    logins = [opened(world, group, 50_000) for group in groups]
    symbols = ("EURUSD", "USDJPY", "XAUUSD", "GER40", "BTCUSD")

    def step() -> None:
        login, symbol = draw.choice(logins), draw.choice(symbols)
        held = [item.ticket for item in world.positions_of(login)]
        kind = draw.randrange(5)
        if kind == 0:
            open_position(world, Ticket(login, symbol, draw.random() < 0.5, EXT // 10))
        elif kind == 1 and held:
            close_position(world, draw.choice(held), volume=draw.choice((0, EXT // 20)))
        elif kind == 2:
            change_balance(
                world, login, Decimal(draw.randint(-500, 500)), action=draw.choice((2, 3))
            )
        elif kind == 3:
            world.store.set_meta("day", int(world.store.meta("day", "20000")) - 1)
            roll_over(world)
        else:
            quote = world.market.quotes[symbol]
            factor = Decimal(draw.choice(("0.97", "1.03")))
            world.market.pin(symbol, quote.bid * factor, quote.ask * factor)
            on_tick(world, world.feed.refresh(world.clock.now_ms()))

    refused = 0
    for _ in range(300):
        try:
            step()
        except Refusal:
            refused += 1
    assert 0 < refused < 200
    for login in logins:
        user, state = world.users[login], account_state(world, login)
        assert check_balance(world, login, fix=False) == (user.balance, user.credit)
        assert state.equity == user.balance + user.credit + state.profit + state.storage
        assert state.margin >= 0
    before = {login: (user.balance, user.credit) for login, user in world.users.items()}
    world.load()
    assert before == {login: (user.balance, user.credit) for login, user in world.users.items()}
    world.store.close()


async def test_random_bytes_hurt_nobody_else(world: Street) -> None:
    draw, good = random.Random(7), await world.client()
    for start in (b"", b"MT5WEBAPI", b"MT5WEBAPI00100001", b"MT5WEBAPIffffffff1"):
        for _ in range(5):
            bad = RawClient(world.server.port)
            await bad.open()
            bad.writer.write(start + draw.randbytes(draw.randint(0, 300)))
            bad.writer.write_eof()
            await asyncio.wait_for(bad.reader.read(), 5)
            bad.writer.close()
    assert (await good.send("TEST_ACCESS")).code == 0
