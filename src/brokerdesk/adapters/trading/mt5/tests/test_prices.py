"""Prices are asked for from the last number on, and none is skipped."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest

from brokerdesk.ports.trading import PlatformRefused
from brokerdesk.ports.trading_contract.venue import session

from ..client import Mt5Client
from ..errors import AnswerLost
from ..gateway import market
from ..gateway.link import Link
from ..gateway.market import Mt5Market
from .street import Mt5Venue
from .test_connection import Peer, connected


def ticks(number: int, *symbols: str, name: str = "TRANS_ID") -> str:
    """An answer with a price of each symbol."""
    rows = ",".join(f'{{"Symbol":"{symbol}","Bid":"1.1","Ask":"1.2"}}' for symbol in symbols)
    return f"TICK_LAST|RETCODE=0 Done|{name}={number}|\r\n[{rows}]"


@asynccontextmanager
async def prices(answers: Sequence[str]) -> AsyncIterator[tuple[Mt5Market, list[str]]]:
    """A market whose server gives these answers, and what it was asked; "" ends the connection."""
    asked: list[str] = []

    async def script(peer: Peer) -> None:
        for answer in answers:
            fields = (await peer.read()).split("|")
            asked.append(f"{fields[1].removeprefix('SYMBOL=')} {fields[2].partition('=')[2]}")
            if not answer:
                return
            peer.send(answer)
        await peer.read()

    async with connected(script) as connection:
        config = connection._config
        yield Mt5Market(Link(Mt5Client(connection, config), config)), asked


async def names(found: Mt5Market, symbols: Sequence[str]) -> list[str]:
    """The symbols whose prices come."""
    return [quote.symbol for quote in await found.quotes(symbols)]


@pytest.mark.parametrize("name", ["TRANS_ID", "TRANDS_ID", "Trans_Id"])
async def test_only_what_changed_is_asked_for(name: str) -> None:
    answers = [ticks(7, "A", "B", name=name), ticks(9, "B", name=name), ticks(9, name=name)]
    async with prices(answers) as (found, asked):
        assert await names(found, ["A", "B"]) == ["A", "B"]
        assert await names(found, ["A", "B"]) == ["B"]
        assert await names(found, ["A", "B"]) == []
    assert asked == ["A,B 0", "A,B 7", "A,B 9"]


async def test_a_number_that_goes_back_or_is_missing_asks_for_all() -> None:
    answers = [
        ticks(7, "A", "B"), ticks(3, "B"), ticks(3, "A", "B"), ticks(4),
        'TICK_LAST|RETCODE=0 Done|\r\n[]', ticks(5, "A", "B"), ticks(6, "A"),
    ]  # fmt: skip
    async with prices(answers) as (found, asked):
        await names(found, ["A", "B"])
        assert await names(found, ["A", "B"]) == ["A", "B"]
        assert await names(found, ["A", "B"]) == []
        assert await names(found, ["A", "B"]) == ["A", "B"]
        assert await names(found, ["A", "B"]) == ["A"]
    assert [line.split()[1] for line in asked] == ["0", "7", "0", "3", "4", "0", "5"]


async def test_other_symbols_are_asked_for_from_the_start() -> None:
    async with prices([ticks(7, "A"), ticks(8, "A", "B"), ticks(9, "A")]) as (found, asked):
        for symbols in (["A"], ["A", "B"], ["A"]):
            await found.quotes(symbols)
    assert asked == ["A 0", "A,B 0", "A 0"]


async def test_each_part_has_a_number_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(market, "SYMBOLS_PER_CALL", 1)
    answers = [ticks(7, "A"), ticks(8, "B"), ticks(9), ticks(9, "B")]
    async with prices(answers) as (found, asked):
        assert await names(found, ["A", "B"]) == ["A", "B"]
        assert await names(found, ["A", "B"]) == ["B"]
    assert asked == ["A 0", "B 0", "A 7", "B 8"]


async def test_what_was_not_handed_on_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that is refused takes what the parts before it showed with it."""
    monkeypatch.setattr(market, "SYMBOLS_PER_CALL", 1)
    busy = "TICK_LAST|RETCODE=12 Too many|\r\n"
    answers = [ticks(7, "A"), ticks(7, "B"), ticks(9, "A"), busy, ticks(9, "A"), ticks(9, "B")]
    async with prices(answers) as (found, asked):
        await found.quotes(["A", "B"])
        with pytest.raises(PlatformRefused):
            await found.quotes(["A", "B"])
        assert await names(found, ["A", "B"]) == ["A", "B"]
    assert asked[2:] == ["A 7", "B 7", "A 7", "B 7"]


async def test_a_lost_answer_ends_the_connection_and_its_numbers() -> None:
    async with prices([ticks(7, "A"), ""]) as (found, asked):
        await found.quotes(["A"])
        with pytest.raises(AnswerLost):
            await found.quotes(["A"])
    assert asked == ["A 0", "A 7"]


async def test_prices_of_the_simulated_server(venue: Mt5Venue) -> None:
    """Whatever comes in parts is what one whole reading shows, and a new connection shows all."""
    venue.street.post("/price", symbol=venue.symbol, bid="1.10000", ask="1.10020")
    async with session(venue) as link:
        symbols = [symbol.name for symbol in await link.market_port.symbols()]
        first = await link.market_port.quotes(symbols)
        venue.street.post("/price", symbol=venue.symbol, bid="1.20000", ask="1.20020")
        later = {quote.symbol: quote for quote in await link.market_port.quotes(symbols)}
    assert {quote.symbol for quote in first} == set(symbols)
    assert later[venue.symbol].bid == Decimal("1.20000")
    async with session(venue) as link:
        assert len(await link.market_port.quotes(symbols)) == len(symbols)
