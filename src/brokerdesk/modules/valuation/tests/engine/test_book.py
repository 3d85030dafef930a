"""A book in which many accounts come, change and go between ticks of symbols and of rates."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal as D

import pytest

from ...engine import Book, Holding, Instrument, Line, value
from ...types import Key, Levels, Price

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
MIDDLES = {"EURUSD": 1.08, "GBPUSD": 1.27, "EURGBP": 0.85, "USDJPY": 149.0, "EURJPY": 161.0}
ACCOUNTS = 400


class Street:
    """A book, and the same as plain values."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.book = Book()
        self.prices: dict[Key, Price] = {}
        self.holdings: dict[int, Holding] = {}
        self.book.set_instruments(
            Instrument(1, name, name[3:], name[:3], name[:3], 5, "forex", D(0), D(0))
            for name in MIDDLES
        )

    def enter(self, pk: int) -> None:
        """Add an account or give it other positions."""
        draw = self.draw
        lines = tuple(
            Line(
                n, 1, draw.choice(list(MIDDLES)), draw.choice(("buy", "sell")),
                D(draw.randrange(1, 200)) / 100, D(100_000), D("1.1"), D(-1), AT,
            )
            for n in range(draw.randrange(5))
        )  # fmt: skip
        currency = ("USD", "EUR", "GBP")[pk % 3]
        self.holdings[pk] = Holding(pk, currency, D(10_000), D(0), D(0), lines)
        self.book.replace(self.holdings[pk])

    def leave(self, pk: int) -> None:
        """Drop an account."""
        del self.holdings[pk]
        self.book.drop(pk)

    def tick(self, width: float = 0.002) -> list[int]:
        """Move a price; give who was found."""
        name = self.draw.choice(list(MIDDLES))
        bid = D(f"{MIDDLES[name] * self.draw.uniform(1 - width, 1 + width):.5f}")
        self.prices[1, name] = Price(bid, bid + D("0.0002"), AT, 1, AT)
        found: list[int] = self.book.quote((1, name), bid, bid + D("0.0002")).tolist()
        return found

    def exact(self, pk: int) -> D:
        """An account's exact equity."""
        return value(self.holdings[pk], self.book.catalogue, self.prices, AT).equity

    def check(self) -> None:
        """Every account is worth what it is exactly, to within its guard band."""
        for pk in self.holdings:
            away = abs(D(self.book.equity(pk)) - self.exact(pk))
            assert away <= D(self.book.band(pk)), pk
        assert len(self.book.equities()[0]) == len(self.holdings)


@pytest.mark.parametrize("seed", range(3))
def test_many_accounts_that_come_and_go_are_worth_what_they_are(seed: int) -> None:
    street = Street(seed)
    for pk in range(ACCOUNTS):
        street.enter(pk)
        if pk % 40 == 0:
            street.tick()
    for turn in range(6):
        for _ in range(150):
            pk = street.draw.randrange(ACCOUNTS)
            if pk in street.holdings and street.draw.random() < 0.4:
                street.leave(pk)
            else:
                street.enter(pk)
            street.tick()
        street.check()
        if turn == 3:
            street.book.settle()
            street.check()


def test_a_rate_finds_only_those_whom_it_moves_and_each_once() -> None:
    street = Street(9)
    for pk in range(60):
        street.enter(pk)
    for _ in range(40):
        street.tick()
    lows = {pk: float(street.exact(pk)) + 1 for pk in street.holdings}
    for pk, low in lows.items():
        street.book.watch(pk, Levels(low=low))
    for _ in range(20):
        before = {pk: street.exact(pk) for pk in street.holdings}
        found = street.tick()
        moved = {pk for pk, equity in before.items() if street.exact(pk) != equity}
        assert {pk for pk in moved if street.exact(pk) <= D(lows[pk])} <= set(found)
        assert len(found) == len(set(found))
        assert all(street.holdings[pk].lines for pk in found)


def test_rounding_over_many_ticks_stays_far_within_the_guard_band() -> None:
    street = Street(4)
    for pk in range(30):
        street.enter(pk)
    for _ in range(20_000):
        street.tick()
    street.check()
    pk = max(street.holdings, key=lambda pk: len(street.holdings[pk].lines))
    assert 0 < street.book.band(pk) < 0.05
    away = abs(D(street.book.equity(pk)) - street.exact(pk))
    assert away < D(street.book.band(pk)) / 100


def test_a_guard_band_grows_with_prices_and_rates_that_double() -> None:
    street = Street(5)
    held = Line(1, 1, "EURGBP", "buy", D(1), D(100_000), D("0.85"), D(0), AT)
    street.holdings[1] = Holding(1, "USD", D(0), D(0), D(0), (held,))
    street.book.replace(street.holdings[1])
    bands = []
    for name, price in (("EURGBP", "0.85"), ("GBPUSD", "1.27"), ("GBPUSD", "2.9"), ("EURGBP", "2")):
        bid = D(price)
        street.prices[1, name] = Price(bid, bid, AT, 1, AT)
        street.book.quote((1, name), bid, bid)
        bands.append(street.book.band(1))
        street.check()
    assert bands[0] < bands[1] < bands[2] < bands[3]
    street.book.settle()
    street.check()
    cheaper = replace(street.holdings[1], lines=())
    street.book.replace(cheaper)
    assert street.book.equity(1) == 0
