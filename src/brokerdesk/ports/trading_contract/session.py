"""Cards of a connection."""

import asyncio

import pytest

from brokerdesk.ports.outcome import Rejected
from brokerdesk.ports.trading import PlatformAway, PlatformError, PlatformRefused

from .venue import Venue, new_account, opened, session


class SessionCards:
    """Connect, ping, close."""

    async def test_t01_connect(self, venue: Venue) -> None:
        """T-01 A session answers a ping and shows the clock with its offset to a quarter hour."""
        async with session(venue) as link:
            assert link.alive
            assert 0 < await link.ping() < 5
            clock = await link.market_port.clock()
            assert clock.offset_s % 900 == 0
            assert clock.offset_s == venue.offset_s
        assert not link.alive

    async def test_t02_no_entry(self, venue: Venue) -> None:
        """T-02 Nobody there is "away", a wrong manager is "refused"; no error shows a secret."""
        with pytest.raises(PlatformAway):
            await venue.unreachable().connect("contract")
        with pytest.raises(PlatformRefused) as caught:
            await venue.stranger().connect("contract")
        for text in (str(caught.value), repr(caught.value), repr(venue.stranger())):
            assert "stranger-password" not in text

    async def test_t03_after_close(self, venue: Venue) -> None:
        """T-03 A closed session reads nothing and sends nothing, and says so."""
        async with session(venue) as link:
            pass
        with pytest.raises(PlatformAway):
            await link.accounts_port.account(1)
        outcome = await link.accounts_port.open_account(new_account(venue))
        assert isinstance(outcome, Rejected)
        assert outcome.retryable

    async def test_t04_many_at_once(self, venue: Venue) -> None:
        """T-04 Questions asked at the same time get each its own answer."""
        async with session(venue) as link:
            logins = [(await opened(venue, link)).login for _ in range(5)] * 10
            found = await asyncio.gather(*(link.accounts_port.account(n) for n in logins))
        assert [row.login for row in found if row] == logins

    async def test_t05_restart(self, venue: Venue) -> None:
        """T-05 After the venue's restart old sessions fail, a new one finds all as it was."""
        async with session(venue) as link:
            account = await opened(venue, link)
            venue.restart()
            with pytest.raises(PlatformError):
                await link.accounts_port.account(account.login)
        async with session(venue) as link:
            assert await link.accounts_port.account(account.login) == account
