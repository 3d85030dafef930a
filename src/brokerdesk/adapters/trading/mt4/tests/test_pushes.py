"""Hints at the simulated bridge: what is told, how whole it is, and what ends it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest

from brokerdesk.ports.trading import Hint, PlatformAway, PlatformError, Session
from brokerdesk.ports.trading_contract.venue import deals_of, deposited, opened, session

from ..gateway import Mt4Platform
from .street import Mt4Venue

PATIENCE_S = 8


@asynccontextmanager
async def listening(venue: Mt4Venue, **changes: object) -> AsyncIterator[AsyncIterator[Hint]]:
    """Listen without prices on a session of its own; it is subscribed before this returns."""
    link = await Mt4Platform(venue.config(push_prices=False, **changes)).connect("pushes")
    assert link.push_port is not None
    hints = link.push_port.hints()
    before = venue.street.state()["listeners"]
    first = asyncio.ensure_future(anext(hints))
    for _ in range(200):
        await asyncio.sleep(0.02)
        if venue.street.state()["listeners"] > before:
            break
    await asyncio.sleep(0.2)  # the subscriptions follow at once
    try:
        yield _resumed(first, hints)
    finally:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await link.close()


async def _resumed(first: asyncio.Future[Hint], rest: AsyncIterator[Hint]) -> AsyncIterator[Hint]:
    yield await first
    async for hint in rest:
        yield hint


async def until(hints: AsyncIterator[Hint], enough: Callable[[Hint], bool]) -> Hint:
    """Add hints up until they hold enough."""
    total = Hint()
    async with asyncio.timeout(PATIENCE_S):
        async for hint in hints:
            total = Hint(
                total.deals + hint.deals,
                total.logins + hint.logins,
                total.quotes + hint.quotes,
                total.positions or hint.positions,
            )
            if enough(total):
                return total
    raise AssertionError("the hints ended")


async def account(venue: Mt4Venue, link: Session) -> int:
    return (await opened(venue, link, Decimal("10000.00"))).login


async def test_a_deposit_is_told_whole(venue: Mt4Venue) -> None:
    async with session(venue) as link, listening(venue) as hints:
        login = (await opened(venue, link)).login
        ticket = await deposited(link, login, Decimal("12.34"))
        told = await until(hints, lambda hint: bool(hint.deals))
        (deal,) = told.deals
        assert deal == await link.deals_port.deal(ticket)
        assert login in told.logins
        assert not told.positions


async def test_a_trade_is_a_position_and_its_close_a_deal(venue: Mt4Venue) -> None:
    async with session(venue) as link:
        login = await account(venue, link)
        async with listening(venue) as hints:
            venue.trade(login, "buy", Decimal("0.10"))
            told = await until(hints, lambda hint: hint.positions)
            assert not told.deals
            assert login in told.logins
            venue.close_trades(login)
            told = await until(hints, lambda hint: bool(hint.deals))
            assert told.positions
            assert told.deals == tuple(await deals_of(link, venue, login))[1:]


async def test_a_pending_order_that_is_deleted_is_no_deal(venue: Mt4Venue) -> None:
    async with session(venue) as link:
        login = await account(venue, link)
        async with listening(venue) as hints:
            venue.place_order(login, "buy", Decimal("0.10"))
            (order,) = [o for o in await link.market_port.orders(venue.group) if o.login == login]
            venue.street.post("/order", order=order.ticket)
            ticket = await deposited(link, login, Decimal(1))
            told = await until(hints, lambda hint: bool(hint.deals))
            assert [deal.ticket for deal in told.deals] == [ticket]
            assert len(await deals_of(link, venue, login)) == 2


async def test_prices_are_told_when_wanted(venue: Mt4Venue) -> None:
    link = await Mt4Platform(venue.config()).connect("pushes")
    try:
        assert link.push_port is not None
        told = await until(link.push_port.hints(), lambda hint: bool(hint.quotes))
        assert all(0 < quote.bid <= quote.ask for quote in told.quotes)
    finally:
        await link.close()


async def test_items_told_twice_are_one_deal_of_a_hint(venue: Mt4Venue) -> None:
    async with session(venue) as link, listening(venue) as hints:
        login = (await opened(venue, link)).login
        venue.street.fault("StreamTrades", "duplicate")
        ticket = await deposited(link, login, Decimal(1))
        told = await until(hints, lambda hint: bool(hint.deals))
        assert {deal.ticket for deal in told.deals} == {ticket}


@pytest.mark.parametrize("trouble", ["cut", "restart", "server"])
async def test_the_end_is_told_and_a_new_session_listens(venue: Mt4Venue, trouble: str) -> None:
    async with session(venue) as link:
        login = await account(venue, link)
    async with listening(venue) as hints:
        if trouble == "cut":
            venue.street.fault("StreamTrades", "cut")
            venue.trade(login, "buy", Decimal("0.10"))
        elif trouble == "restart":
            venue.restart()
        else:
            venue.street.post("/connection", on=False)
        with pytest.raises(PlatformAway):
            await until(hints, lambda _hint: False)
    venue.street.post("/connection", on=True)
    async with session(venue) as link, listening(venue) as hints:
        ticket = await deposited(link, login, Decimal(1))
        told = await until(hints, lambda hint: bool(hint.deals))
        assert ticket in {deal.ticket for deal in told.deals}


async def test_a_closed_session_tells_nothing(venue: Mt4Venue) -> None:
    async with session(venue) as link:
        pass
    assert link.push_port is not None
    with pytest.raises(PlatformError):
        await anext(link.push_port.hints())


async def test_silence_ends_the_connection(venue: Mt4Venue) -> None:
    # The street says something every second; nobody there would be silent for longer.
    async with listening(venue, ping_interval_s=0.3) as hints:
        with pytest.raises(PlatformAway, match="silent"):
            await until(hints, lambda _hint: False)
