"""What the simulated server tells by itself, through the port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from decimal import Decimal

import pytest

from brokerdesk.kit.ids import new_reference
from brokerdesk.ports.outcome import Accepted
from brokerdesk.ports.trading import CloseRequest, DealEntry, Hint, PlatformAway, Session
from brokerdesk.ports.trading_contract.venue import deals_of, deposited, held, opened, session

from ..commands import EXECUTION
from ..frames import frame, read_frame
from ..gateway.link import Link
from ..gateway.push import Hints
from ..messages import KINDS
from ..rest import WebServices
from ..stream import Stream
from .street import CTraderVenue

LOTS = Decimal("0.10")


def listen(link: Session) -> AsyncIterator[Hint]:
    assert link.push_port is not None
    return link.push_port.hints()


async def told(hints: AsyncIterator[Hint], seconds: float = 1.5) -> list[Hint]:
    """All hints of a time."""
    found: list[Hint] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            async for hint in hints:
                found.append(hint)
    return found


async def test_a_deposit_by_the_other_interface_is_told(venue: CTraderVenue) -> None:
    async with session(venue) as link, session(venue) as listener:
        login = (await opened(venue, link)).login
        hints = listen(listener)
        ticket = await deposited(link, login, Decimal("12.34"))
        found = await told(hints)
        deals = [deal for hint in found for deal in hint.deals if deal.login == login]
        assert [deal.ticket for deal in deals] == [ticket]
        assert deals == await deals_of(listener, venue, login)
        assert any(login in hint.logins for hint in found)


async def test_a_trade_is_told_whole(venue: CTraderVenue) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link, Decimal(5000))).login
        hints = listen(link)
        venue.trade(login, "buy", LOTS)
        venue.close_trades(login)
        found = await told(hints)
        deals = [deal for hint in found for deal in hint.deals if deal.login == login]
        assert [deal.entry for deal in deals] == [DealEntry.IN, DealEntry.OUT]
        assert deals == (await deals_of(link, venue, login))[1:]
        assert any(hint.positions for hint in found)


async def test_an_opened_and_changed_account_is_told(venue: CTraderVenue) -> None:
    async with session(venue) as link:
        hints = listen(link)
        login = (await opened(venue, link)).login
        assert any(login in hint.logins for hint in await told(hints, 0.5))


@pytest.mark.parametrize("do", ["duplicate", "reorder"])
async def test_doubled_and_late_events_lose_nothing(venue: CTraderVenue, do: str) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link)).login
        hints = listen(link)
        venue.street.fault("EVENT_300", do)
        tickets = [await deposited(link, login, Decimal(n)) for n in (1, 2, 3)]
        deals = [d for hint in await told(hints) for d in hint.deals if d.login == login]
        assert {deal.ticket for deal in deals} == set(tickets)
        assert (await held(link, login)).balance == sum(
            {deal.ticket: deal.balance_effect for deal in deals}.values()
        )


async def test_a_close_of_ours_is_told_too(venue: CTraderVenue) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link, Decimal(5000))).login
        venue.trade(login, "sell", LOTS)
        (position,) = [p for p in await link.market_port.positions("*") if p.login == login]
        request = CloseRequest(
            login,
            position.ticket,
            position.symbol,
            position.side,
            position.lots,
            new_reference("X"),
        )
        hints = listen(link)
        assert link.dealing_port is not None
        outcome = await link.dealing_port.close_position(request)
        assert isinstance(outcome, Accepted), outcome
        tickets = [d.ticket for hint in await told(hints, 0.5) for d in hint.deals]
        assert outcome.value in tickets


async def test_a_lost_connection_is_said(venue: CTraderVenue) -> None:
    async with session(venue) as link:
        hints = listen(link)
        venue.restart()
        with pytest.raises(PlatformAway):
            await told(hints, 5)


async def test_thousands_of_events_come_as_one_hint(venue: CTraderVenue) -> None:
    config, many = venue.config(), 3_000
    tls = config.tls()
    link = Link(config, await Stream.open(config, tls), WebServices(config, tls))
    async with session(venue) as other:
        login = (await opened(venue, other)).login
    known = await link.traders.by_login(login)
    assert known is not None
    reader = asyncio.StreamReader(limit=1 << 30)
    for number in range(many):
        row = KINDS["DepositWithdraw"](
            operationType=0,
            balanceHistoryId=number + 1,
            traderId=known.trader_id,
            balance=100 * number,
            delta=100,
            changeBalanceTimestamp=1767323045000 + number,
            comment=f"T{number} load",
            externalId=f"T{number}",
            moneyDigits=2,
        )
        event = KINDS["Execution"](executionType=10, depositWithdraw=row)
        reader.feed_data(frame(EXECUTION, event.SerializeToString()))
    hints = Hints(link)
    for _ in range(many):
        envelope = await read_frame(reader)
        for listener in link.stream.listeners:
            listener(envelope.payloadType, envelope.payload)
    hint = await anext(hints)
    await link.close()
    assert [deal.comment.split()[0] for deal in hint.deals] == [f"T{n}" for n in range(many)]
