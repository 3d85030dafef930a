"""Cards of how a position's lots are told by its deals."""

from dataclasses import replace
from decimal import Decimal

from brokerdesk.kit.ids import new_reference
from brokerdesk.ports.trading import (
    CloseRequest,
    DealEntry,
    PlatformDeal,
    PlatformPosition,
    Session,
)

from .venue import Venue, deals_of, opened, session

LOTS = Decimal("0.20")
PART = Decimal("0.05")
ENTERS = frozenset({DealEntry.IN, DealEntry.INOUT})
ZERO = Decimal(0)


async def positions_of(link: Session, venue: Venue, login: int) -> list[PlatformPosition]:
    """The open positions of one login."""
    found = await link.market_port.positions(venue.group)
    return [position for position in found if position.login == login]


async def close_part(link: Session, position: PlatformPosition) -> Decimal:
    """Close a part of a position where the platform lets a dealer do so; gives the part."""
    if link.dealing_port is None:
        return ZERO
    request = CloseRequest(
        position.login,
        position.ticket,
        position.symbol,
        position.side,
        position.lots,
        new_reference("X"),
    )
    await link.dealing_port.close_position(replace(request, lots=PART))
    return PART


def entered(deals: list[PlatformDeal]) -> Decimal:
    """The lots that deals opened."""
    return sum((deal.lots for deal in deals if deal.entry in ENTERS), ZERO)


def left(deals: list[PlatformDeal]) -> Decimal:
    """The lots that deals closed."""
    return sum((deal.lots_closed for deal in deals), ZERO)


class OpeningDealCards:
    """Where openings are deals of their own."""

    async def test_t38_openings(self, venue: Venue) -> None:
        """T-38 Opening deals less closing deals are a position's open lots, at every moment."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("10000.00"))).login
            venue.trade(login, "buy", LOTS)
            (position,) = await positions_of(link, venue, login)
            mine = await deals_of(link, venue, login)
            assert (entered(mine), left(mine), position.lots) == (LOTS, ZERO, LOTS)
            part = await close_part(link, position)
            (position,) = await positions_of(link, venue, login)
            mine = await deals_of(link, venue, login)
            assert (entered(mine), left(mine), position.lots) == (LOTS, part, LOTS - part)
            assert {d.position_id for d in mine if d.symbol} == {position.ticket}
            venue.close_trades(login)
            mine = await deals_of(link, venue, login)
            assert entered(mine) == left(mine) == LOTS


class ClosedTicketCards:
    """Where a trade is told once, when it closed."""

    async def test_t39_closings(self, venue: Venue) -> None:
        """T-39 Where openings are no deals, none has lots before its close: no lot counts twice."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("10000.00"))).login
            venue.trade(login, "buy", LOTS)
            (position,) = await positions_of(link, venue, login)
            assert [d for d in await deals_of(link, venue, login) if d.symbol or d.lots] == []
            part = await close_part(link, position)
            (rest,) = await positions_of(link, venue, login)
            mine = await deals_of(link, venue, login)
            assert (entered(mine), left(mine), rest.lots) == (ZERO, part, LOTS - part)
            venue.close_trades(login)
            mine = await deals_of(link, venue, login)
            assert entered(mine) == ZERO
            assert left(mine) == sum(deal.lots for deal in mine) == LOTS
