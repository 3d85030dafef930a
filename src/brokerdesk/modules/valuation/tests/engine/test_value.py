"""What an account is worth, by worked figures, and what is doubted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal as D

import pytest

from ...engine import Book, Catalogue, Holding, Instrument, Line, value
from ...types import Doubt, DoubtSeen, Key, Levels, Price, Quality

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)


def instrument(name: str, base: str, profit: str, mode: str = "forex") -> Instrument:
    return Instrument(1, name, profit, base, base, 5, mode, D("0.25"), D("12.5"))


CATALOGUE = Catalogue(
    [
        instrument("EURUSD", "EUR", "USD"),
        instrument("USDJPY", "USD", "JPY"),
        instrument("GER40", "EUR", "EUR", "cfd_index"),
        instrument("ES", "USD", "USD", "futures"),
        instrument("BOND", "USD", "USD", "bonds"),
        instrument("VOD", "VOD", "GBX", "exchange_stocks"),
    ]
)


def price(bid: str, ask: str, fault: str | None = None) -> Price:
    return Price(D(bid), D(ask), AT, 7, AT, fault)


PRICES: dict[Key, Price] = {
    (1, "EURUSD"): price("1.0850", "1.0852"),
    (1, "USDJPY"): price("149.380", "149.400"),
    (1, "GER40"): price("18000", "18002"),
    (1, "ES"): price("4502.25", "4502.50"),
    (1, "BOND"): price("99", "100"),
    (1, "VOD"): price("70", "71"),
}


def line(symbol: str, side: str, lots: str, opened: str, contract: str = "100000") -> Line:
    return Line(1, 1, symbol, side, D(lots), D(contract), D(opened), D("-1.50"), AT)


def holding(*lines: Line, currency: str = "USD") -> Holding:
    return Holding(5, currency, D(10000), D(100), D("1085.00"), lines)


@pytest.mark.parametrize(
    ("held", "currency", "worth"),
    [
        (line("EURUSD", "buy", "1", "1.08000"), "USD", "500"),
        (line("EURUSD", "sell", "1", "1.08000"), "USD", "-520"),
        # Its own price converts: 30,000 JPY at 1/149.4, the ask that closes a short one.
        (line("USDJPY", "sell", "0.5", "150.000"), "USD", "200.80321285"),
        # The middle of EURUSD: 10 x 5 EUR at 1.0851.
        (line("GER40", "buy", "5", "17990", "1"), "USD", "54.255"),
        # By way of USD: 10,000 JPY at 1/149.39 and 1/1.0851.
        (line("USDJPY", "buy", "1", "149.28"), "EUR", "61.68913906"),
        # A price times what one gains by a tick, over the tick.
        (line("ES", "buy", "2", "4500.25"), "USD", "200"),
    ],
)
def test_a_position_is_worth_what_closing_it_brings(held: Line, currency: str, worth: str) -> None:
    valued = value(holding(held, currency=currency), CATALOGUE, PRICES, AT)
    assert valued.marks[0].value == D(worth)
    assert valued.floating == D(worth) - D("1.5")
    assert valued.equity == D("10100") + valued.floating
    assert (valued.quality, valued.doubts, valued.seq) == (Quality.REPORTED, (), 7)


def test_prices_that_were_used_are_told_with_those_of_conversion() -> None:
    valued = value(holding(line("GER40", "buy", "1", "18000", "1")), CATALOGUE, PRICES, AT)
    assert set(valued.prices) == {"GER40", "EURUSD"}


def test_the_margin_level_is_in_percent() -> None:
    valued = value(holding(), CATALOGUE, PRICES, AT)
    assert valued.level == D("930.87557604")
    assert value(replace(holding(), margin=D(0)), CATALOGUE, PRICES, AT).level is None


def test_only_positions_open_at_the_instant_count() -> None:
    closed = replace(line("EURUSD", "buy", "1", "1.08"), closed_at=AT)
    later = replace(line("EURUSD", "buy", "1", "1.08"), opened_at=AT + timedelta(seconds=1))
    assert value(holding(closed, later), CATALOGUE, PRICES, AT).marks == ()
    just_before = AT - timedelta(microseconds=1)
    earlier = replace(closed, opened_at=just_before)
    assert len(value(holding(earlier), CATALOGUE, PRICES, just_before).marks) == 1


@pytest.mark.parametrize(
    ("symbol", "currency", "doubt", "about"),
    [
        ("NOWHERE", "USD", Doubt.UNKNOWN_SYMBOL, "NOWHERE"),
        ("BOND", "USD", Doubt.UNKNOWN_METHOD, "BOND"),
        ("VOD", "USD", Doubt.NO_RATE, "GBX/USD"),
        ("EURUSD", "ZAR", Doubt.NO_RATE, "USD/ZAR"),
    ],
)
def test_what_is_missing_is_worth_nothing_and_doubted(
    symbol: str, currency: str, doubt: Doubt, about: str
) -> None:
    held = holding(line(symbol, "buy", "1", "1"), currency=currency)
    valued = value(held, CATALOGUE, PRICES, AT)
    assert valued.marks[0].value == 0
    assert DoubtSeen(doubt, about) in valued.doubts
    assert valued.quality is Quality.ESTIMATED


def test_without_any_price_a_position_is_worth_nothing() -> None:
    valued = value(holding(line("EURUSD", "buy", "1", "1")), CATALOGUE, {}, AT)
    assert valued.equity == D("10098.50")
    assert valued.doubts == (DoubtSeen(Doubt.NO_PRICE, "EURUSD"),)


@pytest.mark.parametrize(
    ("fault", "doubt"), [("jump", Doubt.BAD_PRICE), ("stale", Doubt.STALE_PRICE)]
)
def test_a_faulty_price_counts_and_makes_it_suspect(fault: str, doubt: Doubt) -> None:
    prices = PRICES | {(1, "EURUSD"): price("1.0850", "1.0852", fault)}
    for held in (line("EURUSD", "buy", "1", "1.08"), line("GER40", "buy", "5", "17990", "1")):
        valued = value(holding(held), CATALOGUE, prices, AT)
        assert valued.marks[0].value > 0
        assert valued.doubts == (DoubtSeen(doubt, "EURUSD"),)
        assert valued.quality is Quality.SUSPECT


def test_a_book_marks_anew_what_rests_on_instruments_that_changed() -> None:
    book = Book()
    book.set_instruments([instrument("EURUSD", "EUR", "USD")])
    for (_server, name), one in PRICES.items():
        book.quote((1, name), one.bid, one.ask)
    held = holding(line("ES", "buy", "2", "4500.25"), line("GER40", "buy", "5", "17990", "1"))
    book.replace(held)
    book.watch(5, Levels(low=20_000.0))
    assert book.unvalued() == {5}
    assert book.quote((1, "ES"), D("4502.25"), D("4502.50")).tolist() == []
    book.set_instruments(CATALOGUE.values())
    assert book.unvalued() == frozenset()
    exact = value(held, CATALOGUE, PRICES, AT).equity
    assert book.equity(5) == pytest.approx(float(exact), abs=1e-6)
    assert book.quote((1, "ES"), D("4502.25"), D("4502.50")).tolist() == [5]


def test_a_book_forgets_an_account_and_what_was_watched_of_it() -> None:
    book = Book()
    book.set_instruments(CATALOGUE.values())
    book.replace(holding(line("EURUSD", "buy", "1", "1.08")))
    book.watch(5, Levels(low=20_000.0))
    assert book.quote((1, "EURUSD"), 1.08, 1.0801).tolist() == [5]
    book.drop(5)
    book.drop(5)
    assert book.quote((1, "EURUSD"), 1.07, 1.0701).tolist() == []
    book.replace(holding(line("EURUSD", "buy", "1", "1.08")))
    assert book.quote((1, "EURUSD"), 1.06, 1.0601).tolist() == []


def test_a_peak_is_watched_and_a_margin_level_by_its_equity() -> None:
    book = Book()
    book.set_instruments(CATALOGUE.values())
    book.quote((1, "EURUSD"), 1.08, 1.08)
    book.replace(holding(line("EURUSD", "buy", "1", "1.08")))
    book.watch(5, Levels(trail=500.0))
    book.mark(3)
    assert book.quote((1, "EURUSD"), 1.09, 1.09).tolist() == []
    pks, seqs = book.peaks()
    assert (pks.tolist(), seqs.tolist()) == ([5], [3])
    assert book.peaks()[0].tolist() == []
    assert book.quote((1, "EURUSD"), 1.0851, 1.0851).tolist() == []
    assert book.quote((1, "EURUSD"), 1.0850, 1.0850).tolist() == [5]
    book.watch(5, Levels(low=float(holding().margin * 9)))
    assert book.quote((1, "EURUSD"), 1.0767, 1.0767).tolist() == []
    assert book.quote((1, "EURUSD"), 1.0766, 1.0766).tolist() == [5]
