"""What a gateway tells of prices and accounts: what is new, in order, and never in the way."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.events.ticks import TickWriter
from brokerdesk.ports.trading import PlatformPosition, Quote, Side
from brokerdesk.surfaces.workers.gateway.ticks import Teller

AT = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
S = timedelta(seconds=1)
LIMIT = 1 << 20  # of a message of the bus, in bytes


class _Ear(TickWriter):
    """Hears what would be published; `away`: the bus is."""

    def __init__(self) -> None:
        super().__init__()
        self.lots: list[Any] = []
        self.away = False

    async def publish(self, server_pk: int, lot: Any) -> bool:
        if not self.away:
            self.lots.append(json.loads(json.dumps(lot)))
        return not self.away


@pytest.fixture
def ear() -> _Ear:
    return _Ear()


def teller(ear: _Ear, *, pushed: bool = False) -> Teller:
    made = Teller(3, pushed=pushed)
    made.writer = ear
    return made


def quote(bid: str, at: datetime = AT) -> Quote:
    return Quote("EURUSD", Decimal(bid), Decimal(bid), at)


def position(ticket: int, lots: str = "1", profit: str = "0", login: int = 7) -> PlatformPosition:
    zero = Decimal(0)
    return PlatformPosition(
        ticket, login, "EURUSD", Side.BUY, Decimal(lots), Decimal(100_000), Decimal("1.1"), zero,
        zero, zero, Decimal(profit), zero, AT,
    )  # fmt: skip


async def test_a_price_is_told_when_it_is_another(ear: _Ear) -> None:
    told = teller(ear)
    await told.quotes([quote("1.1")], AT)
    await told.quotes([quote("1.1")], AT + S)
    await told.quotes([quote("1.2", AT + S)], AT + S)
    assert [lot["quotes"][0][1] for lot in ear.lots] == ["1.1", "1.2"]


async def test_a_reading_that_was_overtaken_is_no_news_but_a_late_push_is(ear: _Ear) -> None:
    told = teller(ear, pushed=True)
    await told.quotes([quote("1.2", AT + S)], AT + S, heard=True)
    await told.quotes([quote("1.1", AT)], AT + S)
    assert len(ear.lots) == 1
    await told.quotes([quote("1.1", AT)], AT + 2 * S, heard=True)
    assert len(ear.lots) == 2


async def test_what_was_not_told_while_the_bus_was_away_is_told_later(ear: _Ear) -> None:
    told, ear.away = teller(ear), True
    await told.quotes([quote("1.1")], AT)
    ear.away = False
    await told.quotes([quote("1.1")], AT + S)
    assert len(ear.lots) == 1


async def test_the_prices_of_a_large_server_fit_the_bus(ear: _Ear) -> None:
    price = Decimal("12345.67890123")
    many = [Quote(f"SYMBOL-OF-A-LONG-NAME-{n:06}", price, price, AT) for n in range(20_000)]
    await teller(ear).quotes(many, AT)
    told = [row[0] for lot in ear.lots for row in lot["quotes"]]
    assert told == [quote.symbol for quote in many]
    assert max(len(json.dumps(lot, separators=(",", ":"))) for lot in ear.lots) < LIMIT / 2


async def test_positions_are_told_of_those_that_changed(ear: _Ear) -> None:
    told = teller(ear)
    await told.positions([position(1), position(2, login=8)], AT)
    await told.positions([position(1, profit="5"), position(2, lots="0.5", login=8)], AT + S)
    await told.positions([position(1, profit="5")], AT + 2 * S)
    assert [lot["logins"] for lot in ear.lots if "logins" in lot] == [[7, 8], [8], [8]]
    assert ear.lots[-1]["positions_at"] == (AT + 2 * S).isoformat()


async def test_a_polled_server_is_known_up_to_the_older_of_its_readings(ear: _Ear) -> None:
    told = teller(ear)
    await told.read_deals(AT)
    assert ear.lots == []
    await told.positions([], AT + S)
    assert ear.lots[-1]["settled_to"] == AT.isoformat()
    await told.read_deals(AT + 2 * S)
    assert ear.lots[-1]["settled_to"] == (AT + S).isoformat()


async def test_a_server_that_pushes_is_known_only_after_a_reading(ear: _Ear) -> None:
    told = teller(ear, pushed=True)
    await told.quotes([quote("1.1")], AT, heard=True)
    assert (ear.lots[-1]["pushed"], ear.lots[-1]["settled_to"]) == (False, None)
    told.listening_since = AT
    await told.read_deals(AT + S)
    await told.quotes([quote("1.2", AT + S)], AT + 2 * S, heard=True)
    assert ear.lots[-1]["pushed"]
    assert ear.lots[-1]["settled_to"] == (AT + 2 * S).isoformat()
    told.listening_since = None
    await told.quotes([quote("1.3", AT + 2 * S)], AT + 3 * S)
    assert not ear.lots[-1]["pushed"]


async def test_a_writer_without_a_bus_drops_and_does_not_wait() -> None:
    writer = TickWriter()
    async with asyncio.timeout(0.5):
        assert not await writer.publish(3, {"server": 3})
    assert writer.dropped == 1
