"""Exposure against an oracle that takes each position by itself."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui.testing import at_most
from brokerdesk.modules.trading.testing import START

from ..engine import Lots, Market, Rates, exposures, legs
from ..queries.exposure import currency_exposure, exposure, total
from ..queries.market import prices
from ..services.books import Tag, set_book
from ..types import Book, By, View
from .conftest import Desk, get, later

D = Decimal


def view(by: By = By.SYMBOL, **only: str) -> View:
    return View(None, "USD", by, only)


def near(value: Decimal, wanted: str | Decimal | int) -> bool:
    return abs(value - D(wanted)) < D("0.000001")


def test_by_symbol(desk: Desk) -> None:
    desk.position(desk.alice, "EURUSD", "buy", "2", "1.0900", swap=D(-5))
    desk.position(desk.bob, "EURUSD", "sell", "0.5", "1.1000", swap=D(1))
    desk.position(desk.alice, "US30", "sell", "3", "40100")
    with at_most(3):
        rows = {row.name: row for row in exposure(view())}
    euro, dow = rows["EURUSD"], rows["US30"]
    assert (euro.positions, euro.buy_lots, euro.sell_lots) == (2, D(2), D("0.5"))
    assert (euro.units, euro.unit) == (D(150_000), "EUR")
    mid = D("1.1001")
    assert near(euro.net, 150_000 * mid)
    assert near(euro.gross, 250_000 * mid)
    floating = 200_000 * D("0.01") - 5 + 50_000 * (D("1.1") - D("1.1002")) + mid
    assert near(euro.floating, floating)
    assert near(euro.kept, -150_000 * mid)
    assert near(euro.kept_floating, -floating)
    assert near(dow.floating, 3 * (40100 - 40004))
    assert (dow.units, dow.unit) == (D(-3), "US30")
    assert (euro.read_at, euro.priced_at) == (START, START)


def test_what_is_passed_on_is_not_kept(desk: Desk) -> None:
    desk.position(desk.alice, "US30", "buy", "1", "40000")
    desk.position(desk.bob, "US30", "buy", "1", "40000")
    account = desk.alice.public_id
    set_book(account, Tag(Book.A, D("0.75")), reason="x", actor=SYSTEM, at=later())
    (row,) = exposure(view())
    assert near(row.kept, -(D("0.25") + 1) * 40002)
    by_book = {row.name: row for row in exposure(view(By.BOOK))}
    assert near(by_book["A"].kept, D("-0.25") * 40002)
    assert near(by_book[""].kept, -40002)


@pytest.mark.parametrize(
    ("by", "names"),
    [
        (By.GROUP, {"live\\standard-USD", "live\\standard-EUR"}),
        (By.SERVER, {"mt5a"}),
        (By.BRAND, {"north"}),
        (By.ENTITY, {"north"}),
        (By.COUNTRY, {"CY"}),
    ],
)
def test_by_other_names(desk: Desk, by: By, names: set[str]) -> None:
    desk.position(desk.alice, "US30", "buy", "1", "40000")
    desk.position(desk.bob, "US30", "buy", "1", "40000")
    rows = exposure(view(by))
    assert {row.name for row in rows} == names
    assert total(rows, "USD").positions == 2
    for name in names:
        again = exposure(view(By.ACCOUNT, **{str(by): name}))
        held = next(row for row in rows if row.name == name)
        assert sum(row.positions for row in again) == held.positions
        assert near(total(again, "USD").net, held.net)


def test_of_other_brands_and_of_demo_nothing_is_seen(desk: Desk) -> None:
    desk.position(desk.alice, "US30", "buy", "1", "40000")
    assert exposure(View((desk.alice.brand_id + 1,), "USD")) == []
    assert len(exposure(View((desk.alice.brand_id,), "USD"))) == 1
    get("trading", "Account").objects.update(kind="demo")
    assert exposure(view()) == []


def test_without_a_price_or_a_rate_it_says_so(desk: Desk) -> None:
    desk.position(desk.alice, "US30", "buy", "1", "40000", synced_at=START - timedelta(hours=1))
    (row,) = exposure(View(None, "CHF"))
    assert (row.unpriced, row.net, row.buy_lots) == (1, D(0), D(1))
    assert row.read_at == START - timedelta(hours=1)
    get("trading", "Quote").objects.filter(symbol="US30").delete()
    assert [row.unpriced for row in exposure(view())] == [1]


def test_legs_of_each_position_add_up_to_its_result(desk: Desk) -> None:
    desk.position(desk.alice, "EURUSD", "buy", "2", "1.0900", swap=D(-5))
    desk.position(desk.bob, "USDJPY", "sell", "1", "151.00", swap=D("0.40"))
    desk.position(desk.alice, "XAUUSD", "sell", "0.3", "1990")
    rows = {leg.asset: leg for leg in currency_exposure(view(By.CURRENCY))}
    assert set(rows) == {"EUR", "USD", "JPY", "XAU"}
    assert rows["EUR"].net == D("200000.4")
    assert rows["JPY"].net == 151 * 100_000
    assert rows["XAU"].net == D(-30)
    assert rows["USD"].net == D(-218_000) - 5 - 100_000 + 30 * 1990
    floating = total(exposure(view()), "USD").floating
    assert near(sum((leg.value for leg in rows.values()), D(0)), floating)


AMOUNTS = st.decimals("0.01", "50", places=2)
PARTS = st.lists(
    st.tuples(
        st.sampled_from(["EURUSD", "USDJPY", "US30"]), st.sampled_from(["buy", "sell"]),
        st.sampled_from(["USD", "EUR", "JPY"]), AMOUNTS, st.decimals("0.5", "2", places=4),
        st.decimals("-20", "20", places=2), st.sampled_from([D(0), D("0.3"), D(1)]),
    ),
    max_size=12,
)  # fmt: skip
MARKETS = {
    (1, "EURUSD"): Market("EUR", "USD", "forex", D(0), D(0), D("1.1"), D("1.1002"), START),
    (1, "USDJPY"): Market("USD", "JPY", "forex", D(0), D(0), D("150"), D("150.03"), START),
    (1, "US30"): Market("USD", "USD", "futures", D("0.5"), D("2.5"), D(40_000), D(40_002), START),
}


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PARTS)
def test_any_positions_by_name_by_leg_and_one_by_one_agree(parts: list[Any]) -> None:
    rates = Rates.of(MARKETS.values())
    lots = [
        Lots((1, symbol), side, D(1000), currency, symbol, kept, 1, amount,
             amount * factor * MARKETS[1, symbol].bid, swap, D(0), START)
        for symbol, side, currency, amount, factor, swap, kept in parts
    ]  # fmt: skip
    oracle, kept_oracle = D(0), D(0)
    for symbol, side, currency, amount, factor, swap, kept in parts:
        market = MARKETS[1, symbol]
        size = D(5) if symbol == "US30" else D(1000)
        opened = factor * market.bid
        gain = market.bid - opened if side == "buy" else opened - market.ask
        into = {"USD": D(1), "JPY": 1 / market.mid if symbol == "USDJPY" else 1 / D("150.015")}
        rate = into[market.profit_currency]
        value = gain * amount * size * rate + swap * (into | {"EUR": D("1.1001")})[currency]
        oracle += value
        kept_oracle -= value * kept
    rows = exposures(lots, MARKETS, rates, "USD").values()
    pieces = legs(lots, MARKETS, rates, "USD").values()
    assert near(sum((row.floating for row in rows), D(0)), oracle)
    assert near(sum((row.kept_floating for row in rows), D(0)), kept_oracle)
    assert near(sum((leg.value for leg in pieces), D(0)), oracle)
    assert near(sum((leg.kept for leg in pieces), D(0)), kept_oracle)


def test_the_newest_quote_of_a_pair_counts(desk: Desk) -> None:
    rate = prices().rates.find("GBP", "JPY")
    assert rate is not None
    assert near(rate.rate, D("1.2502") * D("150.01"))
    assert prices().rates.find("GBP", "CHF") is None
