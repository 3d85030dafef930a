"""Cards of what a platform tells by itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from decimal import Decimal

import pytest

from brokerdesk.kit.ids import new_reference
from brokerdesk.ports.trading import Hint, PlatformAway, PlatformDeal, PlatformError, Session

from .deals import moved
from .venue import Venue, deals_of, deposited, held, opened, session

LOTS = Decimal("0.10")
MONEY = Decimal("10000.00")
NUDGE = Decimal("0.01")
PATIENCE_S = 10.0
QUIET_S = 0.3


class Ear:
    """Keeps the hints of one session."""

    def __init__(self, link: Session) -> None:
        assert link.push_port is not None
        self._hints = link.push_port.hints()
        self.told: list[Hint] = []
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for hint in self._hints:
            self.told.append(hint)

    def deals(self, login: int) -> list[PlatformDeal]:
        """Every deal that was told of a login, as often as it was."""
        return [deal for hint in self.told for deal in hint.deals if deal.login == login]

    def tickets(self, login: int) -> set[int]:
        """Whose deals were told, each once."""
        return {deal.ticket for deal in self.deals(login)}

    def names(self, login: int) -> bool:
        """Whether it was told that a login has new figures."""
        return any(login in hint.logins for hint in self.told)

    async def until(self, enough: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
        """Listen until that is so.

        Raises:
            PlatformAway: the hints ended with it.
            TimeoutError: it did not come to that.
        """
        async with asyncio.timeout(within_s):
            while not enough():
                if self._task.done():
                    self._task.result()
                    raise AssertionError("the hints ended without a reason")
                await asyncio.sleep(0.02)

    async def close(self) -> None:
        """Stop listening."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@asynccontextmanager
async def listening(venue: Venue, link: Session, login: int) -> AsyncIterator[Ear]:
    """Listen on a session of its own; when this begins, a deposit of the login's was heard."""
    async with session(venue) as other:
        ear = Ear(other)
        try:
            while not ear.tickets(login):
                await deposited(link, login, NUDGE)
                with suppress(TimeoutError):
                    await ear.until(lambda: bool(ear.tickets(login)), QUIET_S)
            await asyncio.sleep(QUIET_S)
            ear.told.clear()
            yield ear
        finally:
            await ear.close()


async def read(link: Session, venue: Venue, login: int) -> dict[int, PlatformDeal]:
    """All deals of a login, by ticket."""
    return {deal.ticket: deal for deal in await deals_of(link, venue, login)}


class PushCards:
    """Hints: whole, never wrong, and their end is said."""

    async def test_t80_deals_whole(self, venue: Venue) -> None:
        """T-80 Money and trades are told at once, each deal digest for digest as it is read."""
        async with session(venue) as link:
            login = (await opened(venue, link, MONEY)).login
            async with listening(venue, link, login) as ear:
                before = await read(link, venue, login)
                ticket = await deposited(link, login, Decimal("12.34"))
                venue.trade(login, "buy", LOTS)
                venue.close_trades(login)
                after = await read(link, venue, login)
                new = after.keys() - before.keys()
                await ear.until(lambda: new <= ear.tickets(login))
                assert ticket in new
                told = {deal.ticket: deal for deal in ear.deals(login)}
                assert {number: told[number] for number in new} == {n: after[n] for n in new}
                assert all(told[number].digest == after[number].digest for number in new)

    async def test_t81_figures_and_positions(self, venue: Venue) -> None:
        """T-81 Who has new figures is told, and that positions opened or closed."""
        async with session(venue) as link:
            login = (await opened(venue, link, MONEY)).login
            async with listening(venue, link, login) as ear:
                await link.balance_port.change_credit(
                    login, Decimal(20), reference=new_reference("C"), comment="credit"
                )
                await ear.until(lambda: ear.names(login))
                changes: tuple[Callable[[], None], ...] = (
                    lambda: venue.trade(login, "sell", LOTS),
                    lambda: venue.close_trades(login),
                )
                for change in changes:
                    ear.told.clear()
                    change()
                    await ear.until(lambda: ear.names(login))
                    await ear.until(lambda: any(hint.positions for hint in ear.told))

    async def test_t82_told_twice(self, venue: Venue) -> None:
        """T-82 An event that comes twice tells no other deal, and the reading has it once."""
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            async with listening(venue, link, login) as ear:
                venue.fault("push", "twice")
                ticket = await deposited(link, login, Decimal("5.00"))
                await ear.until(lambda: ticket in ear.tickets(login))
                await asyncio.sleep(QUIET_S)
                found = await deals_of(link, venue, login)
                assert set(ear.deals(login)) == {found[-1]}
                assert [deal.ticket for deal in found].count(ticket) == 1
                assert moved(found) == (await held(link, login)).balance

    async def test_t83_told_in_disorder(self, venue: Venue) -> None:
        """T-83 Events that come out of order tell every deal, none of them wrong."""
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            async with listening(venue, link, login) as ear:
                venue.fault("push", "reversed")
                tickets = {await deposited(link, login, Decimal(n)) for n in (1, 2, 3)}
                await ear.until(lambda: tickets <= ear.tickets(login))
                found = await read(link, venue, login)
                assert all(found[deal.ticket] == deal for deal in ear.deals(login))

    async def test_t84_not_told(self, venue: Venue) -> None:
        """T-84 An event that is lost is in the reading, and what comes after it is told."""
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            async with listening(venue, link, login) as ear:
                venue.fault("push", "lost")
                silent = await deposited(link, login, Decimal(1))
                loud = await deposited(link, login, Decimal(2))
                await ear.until(lambda: loud in ear.tickets(login))
                found = await read(link, venue, login)
                assert {silent, loud} <= found.keys()
                assert all(found[deal.ticket] == deal for deal in ear.deals(login))

    async def test_t85_cut(self, venue: Venue) -> None:
        """T-85 A connection that breaks inside an event says so; the next reading has all."""
        async with session(venue) as link:
            login = (await opened(venue, link, MONEY)).login
            async with listening(venue, link, login) as ear:
                venue.fault("push", "cut")
                venue.trade(login, "buy", LOTS)
                with pytest.raises(PlatformAway):
                    await ear.until(lambda: False)
        venue.close_trades(login)
        async with session(venue) as link:
            found = await deals_of(link, venue, login)
            assert any(deal.lots_closed == LOTS for deal in found)
            assert moved(found) == (await held(link, login)).balance
            async with listening(venue, link, login) as ear:
                ticket = await deposited(link, login, Decimal(3))
                await ear.until(lambda: ticket in ear.tickets(login))

    async def test_t86_closed(self, venue: Venue) -> None:
        """T-86 A session that is closed tells nothing more, and says so."""
        async with session(venue) as link:
            ear = Ear(link)
            await asyncio.sleep(QUIET_S)
        try:
            with pytest.raises(PlatformError):
                await ear.until(lambda: False)
        finally:
            await ear.close()
