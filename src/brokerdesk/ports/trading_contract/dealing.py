"""Cards of dealing: closing positions for a client."""

from dataclasses import replace
from decimal import Decimal

import pytest

from brokerdesk.kit.clock import now
from brokerdesk.kit.ids import new_reference
from brokerdesk.ports.outcome import Accepted, Rejected, Unknown
from brokerdesk.ports.trading import CloseRequest, DealEntry, DealingPort, Session

from .openings import positions_of
from .venue import Venue, deals_of, opened, session

LOTS = Decimal("0.20")
PART = Decimal("0.05")


def dealing(link: Session) -> DealingPort:
    """The dealing part, which a venue with this capability has."""
    assert link.dealing_port is not None
    return link.dealing_port


async def position_to_close(venue: Venue, link: Session) -> CloseRequest:
    """Open a position and ask for its close."""
    login = (await opened(venue, link, Decimal("10000.00"))).login
    venue.trade(login, "buy", LOTS)
    (held,) = await positions_of(link, venue, login)
    return CloseRequest(login, held.ticket, held.symbol, held.side, held.lots, new_reference("X"))


class DealingCards:
    """Close whole, in part, not at all; find after a lost answer."""

    async def test_t60_close(self, venue: Venue) -> None:
        """T-60 A closed position is gone; its deal closes all of its lots and is found again."""
        async with session(venue) as link:
            request = await position_to_close(venue, link)
            began = now()
            outcome = await dealing(link).close_position(request)
            assert isinstance(outcome, Accepted), outcome
            assert await positions_of(link, venue, request.login) == []
            (deal,) = [
                d for d in await deals_of(link, venue, request.login) if d.ticket == outcome.value
            ]
            assert (deal.entry, deal.lots_closed) == (DealEntry.OUT, LOTS)
            found = await dealing(link).find_close(request, began)
            assert found is not None
            assert found.ticket == outcome.value

    async def test_t61_part(self, venue: Venue) -> None:
        """T-61 A part that is closed leaves the rest open, and both add up to the whole."""
        async with session(venue) as link:
            request = replace(await position_to_close(venue, link), lots=PART)
            outcome = await dealing(link).close_position(request)
            assert isinstance(outcome, Accepted), outcome
            (rest,) = await positions_of(link, venue, request.login)
            closed = sum(d.lots_closed for d in await deals_of(link, venue, request.login))
            assert (rest.lots, closed) == (LOTS - PART, PART)

    async def test_t62_gone(self, venue: Venue) -> None:
        """T-62 A position that is closed already is refused; nothing is dealt."""
        async with session(venue) as link:
            request = await position_to_close(venue, link)
            venue.close_trades(request.login)
            before = await deals_of(link, venue, request.login)
            outcome = await dealing(link).close_position(request)
            assert isinstance(outcome, Rejected), outcome
            assert await deals_of(link, venue, request.login) == before

    @pytest.mark.parametrize("kind", ["lost", "cut"])
    async def test_t63_lost_answer(self, venue: Venue, kind: str) -> None:
        """T-63 A close whose answer is lost is unknown, and a new session finds its deal."""
        async with session(venue) as link:
            request = await position_to_close(venue, link)
            began = now()
            venue.fault("close", kind)
            outcome = await dealing(link).close_position(request)
            assert isinstance(outcome, Unknown), outcome
        async with session(venue) as link:
            assert await positions_of(link, venue, request.login) == []
            found = await dealing(link).find_close(request, began)
            assert found is not None
            assert (found.login, found.lots_closed) == (request.login, LOTS)
