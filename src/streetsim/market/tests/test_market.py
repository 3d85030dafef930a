"""The market: repeatable, plausible, with sessions, gaps and conversion."""

import itertools
import math
import statistics
from decimal import Decimal

import pytest

from streetsim.market import INSTRUMENTS, Market, is_open
from streetsim.market.instruments import ASSETS
from streetsim.market.process import PriceProcess
from streetsim.market.sessions import DAY_MS, last_open_ms, spread_factor, weekday

# Monday 2024-01-01, 00:00 of the server's clock.
MONDAY = 1_704_067_200_000
HOUR = 3_600_000


def test_thirty_sound_instruments() -> None:
    assert len(INSTRUMENTS) == 30
    for item in INSTRUMENTS.values():
        assert item.volume_min % item.volume_step == 0
        assert item.base in ASSETS
        assert item.profit in ASSETS
    assert INSTRUMENTS["EURUSD"].tick_value == 1
    assert INSTRUMENTS["USDJPY"].tick_value == 100
    assert {item.folder for item in INSTRUMENTS.values()} == {
        "Forex\\Major",
        "Forex\\Cross",
        "Metals",
        "Indices",
        "Crypto",
    }


def test_same_seed_same_prices() -> None:
    noon = MONDAY + 12 * HOUR
    one, two, other = Market(3), Market(3), Market(4)
    for market in (one, two, other):
        market.refresh(noon)
    two.refresh(noon + 5 * HOUR)
    two.refresh(noon)
    assert one.quotes == two.quotes
    assert one.quotes["EURUSD"].bid != other.quotes["EURUSD"].bid


@pytest.mark.parametrize("asset", ["EUR", "XAU", "BTC", "US500"])
def test_daily_moves_are_plausible(asset: str) -> None:
    process, volatility = PriceProcess(5), ASSETS[asset].volatility
    prices = [process.factor(asset, volatility, MONDAY + day * DAY_MS) for day in range(300)]
    moves = [math.log(later / earlier) for earlier, later in itertools.pairwise(prices)]
    assert 0.4 < statistics.stdev(moves) / volatility < 1.6
    assert 0.6 < min(prices) < max(prices) < 1.6


def test_prices_move_each_second_without_jumps() -> None:
    market = Market(1, always_open=True)
    bids = [market.quote_at("EURUSD", MONDAY + step * 1000).bid for step in range(600)]
    steps = [abs(later - earlier) for earlier, later in itertools.pairwise(bids)]
    assert sum(step > 0 for step in steps) > 300
    assert max(steps) < Decimal("0.0006")


def test_quotes_have_a_spread_on_the_grid() -> None:
    market = Market(1)
    market.refresh(MONDAY + 12 * HOUR)
    for quote in market.quotes.values():
        point = market.instruments[quote.symbol].point
        assert quote.ask > quote.bid > 0
        assert quote.bid % point == 0
        assert quote.ask % point == 0


def test_crosses_follow_the_majors() -> None:
    market = Market(1, always_open=True)
    market.refresh(MONDAY)
    quotes = market.quotes
    made = quotes["EURUSD"].mid * quotes["USDJPY"].mid
    assert abs(made / quotes["EURJPY"].mid - 1) < Decimal("0.0005")


def test_sessions_and_weekend_gap() -> None:
    saturday = MONDAY + 5 * DAY_MS + 12 * HOUR
    assert (weekday(MONDAY), weekday(saturday)) == (1, 6)
    assert is_open("fx", MONDAY + HOUR)
    assert not is_open("fx", saturday)
    assert is_open("crypto", saturday)
    assert not is_open("index_eu", MONDAY + HOUR)
    friday_close = MONDAY + 4 * DAY_MS + 1435 * 60_000 - 1
    assert last_open_ms("fx", saturday) == friday_close
    market = Market(1)
    frozen = market.quote_at("EURUSD", saturday)
    assert frozen.bid == market.quote_at("EURUSD", saturday + 6 * HOUR).bid
    opened = market.quote_at("EURUSD", MONDAY + 7 * DAY_MS + 6 * 60_000)
    assert abs(opened.bid - frozen.bid) > Decimal("0.0001")
    assert Market(1, always_open=True).is_open("EURUSD", saturday)
    assert not market.is_open("EURUSD", saturday)


def test_spreads_widen_off_hours() -> None:
    busy, night = MONDAY + 14 * HOUR, MONDAY + 23 * HOUR
    assert spread_factor("fx", busy) == 1
    assert spread_factor("fx", night) == 2.5
    assert spread_factor("fx", MONDAY + 8 * 60_000) == 4
    assert spread_factor("crypto", MONDAY + 5 * DAY_MS) == 1.6


def test_pins_and_changes() -> None:
    market = Market(1, always_open=True)
    assert len(market.refresh(MONDAY)) == 30
    assert market.refresh(MONDAY) == []
    market.pin("EURUSD", Decimal("1.1"), Decimal("1.2"))
    assert market.refresh(MONDAY) == ["EURUSD"]
    assert market.quotes["EURUSD"].mid == Decimal("1.15")
    market.release("EURUSD")
    assert market.refresh(MONDAY) == ["EURUSD"]


def test_a_price_is_led_evenly_and_stays() -> None:
    market = Market(1, always_open=True)
    market.pin("EURUSD", Decimal("1.10000"), Decimal("1.10010"))
    market.refresh(MONDAY)
    way = {"now_ms": MONDAY, "over_ms": 4_000}
    market.lead("EURUSD", Decimal("1.09000"), Decimal("1.09010"), **way)
    bids = [market.quote_at("EURUSD", MONDAY + step * 1_000).bid for step in (0, 1, 3, 4, 900)]
    assert bids == [Decimal(bid) for bid in ("1.1", "1.0975", "1.0925", "1.09", "1.09")]
    market.release("EURUSD")
    assert market.refresh(MONDAY + 900_000) != []


def test_rates() -> None:
    market = Market(1, always_open=True)
    for symbol, price in (("EURUSD", "1.1"), ("USDJPY", "150"), ("GBPUSD", "1.25")):
        market.pin(symbol, Decimal(price), Decimal(price))
    market.refresh(MONDAY)
    assert market.rate("EUR", "EUR") == 1
    assert market.rate("EUR", "USD") == Decimal("1.1")
    assert market.rate("JPY", "USD") == 1 / Decimal(150)
    assert market.rate("USD", "USC") == 100
    assert market.rate("USC", "JPY") == Decimal("1.5")
    assert market.rate("NZD", "GBP") > 0
    for currency in market.currencies():
        assert market.rate("USD", currency) > 0
    with pytest.raises(KeyError):
        market.rate("USD", "ZZZ")
