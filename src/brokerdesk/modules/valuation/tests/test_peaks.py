"""Peaks: each is worth what the account was right after the quote at which it rose."""

import random
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from brokerdesk.modules.trading.models import Position
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.types import Levels, Quality
from brokerdesk.ports.trading import DealKind
from tests.valuation_oracle import oracle

from .world import AT, PAIRS, Feed, Recorder, fund, hold, ingest, make_symbols, opened

pytestmark = pytest.mark.django_db
PEAK = Levels(trail=500.0, peak=10_000.0)
S = timedelta(seconds=1)
KNOWN = {
    name: oracle.Symbol(name, base, profit, "forex", Fraction(1, 100_000), Fraction(1))
    for name, base, profit in PAIRS
}
HELD = (("EURUSD", "buy", "1.10"), ("USDJPY", "sell", "150"), ("EURGBP", "buy", "0.86"))


@pytest.fixture
def world(db: None) -> World:
    made = World()
    make_symbols(made)
    fund(made.account, "10000")
    return made


def test_a_peak_inside_a_lot_is_worth_what_it_was_before_the_later_quotes(world: World) -> None:
    hold(world.account, 1)
    hold(world.account, 2, symbol="USDJPY", price_open=Decimal(150))
    recorder, feed = Recorder({world.account.pk: PEAK}), Feed(world.server.pk)
    desk = opened(recorder)
    desk.take(feed.lot(("USDJPY", "150.000", "150.010"), ("EURUSD", "1.1000", "1.1001")))
    desk.take(
        feed.lot(("EURUSD", "1.1030", "1.1031"), ("USDJPY", "149.900", "149.910"),
                 ("EURUSD", "1.1010", "1.1011"))
    )  # fmt: skip
    desk.flush_peaks()
    (valued,) = recorder.of("peaked")
    assert (valued.equity, valued.seq) == (Decimal(10_300), 2)
    assert valued.prices["USDJPY"].bid == Decimal(150)
    assert valued.quality == Quality.REPORTED


def test_a_fall_inside_a_lot_is_looked_at_after_its_peak(world: World) -> None:
    hold(world.account, 1)
    recorder, feed = Recorder({world.account.pk: PEAK}), Feed(world.server.pk)
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.1030", "1.1031"), ("EURUSD", "1.0970", "1.0971")))
    assert [(kind, valued.equity) for kind, valued in recorder.calls] == [
        ("peaked", Decimal(10_300)), ("tick", Decimal(9_700)),
    ]  # fmt: skip


def test_a_peak_is_worth_what_was_open_at_its_quote(world: World) -> None:
    hold(world.account, 1)
    recorder, feed = Recorder({world.account.pk: PEAK}), Feed(world.server.pk)
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.1030", "1.1031")))
    closing = world.closing(
        "-100", kind=DealKind.SELL, position_id=1, price=Decimal("1.0990"),
        price_position=Decimal("1.10"), at=AT + 1.5 * S,
    )  # fmt: skip
    ingest(world, closing, at=AT + 1.6 * S)
    Position.objects.filter(ticket=1).delete()
    desk.take(feed.lot(logins=(1001,)))
    assert recorder.calls[0][0] == "peaked"
    assert recorder.of("peaked")[0].equity == Decimal(10_300)
    ((_, valued),) = recorder.of("told")
    assert valued.equity == Decimal(9_900)


def test_a_price_after_a_close_that_came_late_hides_no_later_peak(world: World) -> None:
    """The book believed in a position that was closed before: its peak was none."""
    hold(world.account, 1)
    hold(world.account, 2, symbol="EURGBP", price_open=Decimal("0.86"))
    recorder, feed = Recorder({world.account.pk: PEAK}), Feed(world.server.pk)
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.1000", "1.1001"), ("EURGBP", "0.8600", "0.8601")))
    desk.take(feed.lot(("EURUSD", "1.1050", "1.1051")))
    closing = world.closing(
        "0", kind=DealKind.SELL, position_id=1, price=Decimal("1.10"),
        price_position=Decimal("1.10"), at=AT + 1.5 * S,
    )  # fmt: skip
    ingest(world, closing, at=AT + 2.1 * S)
    Position.objects.filter(ticket=1).delete()
    desk.take(feed.lot(logins=(1001,)))
    assert [valued.equity for valued in recorder.of("peaked")] == [Decimal(10_000)]
    desk.take(feed.lot(("EURUSD", "1.1000", "1.1001"), ("GBPUSD", "1.2500", "1.2501")))
    desk.take(feed.lot(("EURGBP", "0.8610", "0.8611")))
    desk.flush_peaks()
    assert recorder.of("peaked")[-1].equity > Decimal(10_100)


class Truth:
    """The same account in the oracle's words."""

    def __init__(self) -> None:
        self.prices: dict[str, tuple[Fraction, Fraction]] = {}
        self.held = [
            oracle.Position(symbol, side == "buy", Fraction(1), Fraction(100_000),
                            Fraction(price), Fraction(0))
            for symbol, side, price in HELD
        ]  # fmt: skip

    def equity(self) -> Fraction:
        account = oracle.Account("USD", Fraction(10_000), Fraction(0), self.held)
        return oracle.equity(account, KNOWN, self.prices)


@pytest.mark.parametrize("seed", range(4))
def test_peaks_are_the_oracles_however_many_quotes_a_lot_has(world: World, seed: int) -> None:
    draw, truth = random.Random(seed), Truth()
    for ticket, (symbol, side, price) in enumerate(HELD, 1):
        hold(world.account, ticket, side, symbol=symbol, price_open=Decimal(price))
    recorder = Recorder({world.account.pk: Levels(trail=1e9, peak=0.0)})
    desk, feed = opened(recorder), Feed(world.server.pk)
    middles = {"EURUSD": 1.10, "USDJPY": 150.0, "EURGBP": 0.86}
    first = [(name, f"{mid:.5f}", f"{mid:.5f}") for name, mid in middles.items()]
    quotes, highest = [*first, ("GBPUSD", "1.27910", "1.27910")], Fraction(0)
    for _ in range(80):
        for name, bid, ask in quotes:
            truth.prices[name] = Fraction(bid), Fraction(ask)
            if len(truth.prices) == len(middles) + 1:
                highest = max(highest, truth.equity())
        desk.take(feed.lot(*quotes))
        if draw.random() < 0.3:
            desk.flush_peaks()
            found = max(Fraction(valued.equity) for valued in recorder.of("peaked"))
            assert abs(found - highest) < Fraction(1, 10**6)
        chosen = [draw.choice(list(middles)) for _ in range(draw.randint(1, 5))]
        quotes = []
        for name in chosen:
            middles[name] *= 1 + draw.gauss(0, 0.0003)
            sold = Decimal(f"{middles[name]:.5f}")
            quotes.append((name, str(sold), str(sold + Decimal("0.00002"))))
    assert len(recorder.of("peaked")) > 4
