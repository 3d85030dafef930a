"""Cards of dealing: taking away orders that wait."""

from dataclasses import replace
from decimal import Decimal

import pytest

from brokerdesk.kit.ids import new_reference
from brokerdesk.ports.outcome import Accepted, Rejected, Unknown
from brokerdesk.ports.trading import CancelRequest, OrderFate, PlatformOrder, Session

from .dealing import dealing
from .openings import positions_of
from .venue import Venue, deals_of, opened, session

LOTS = Decimal("0.20")


async def orders_of(link: Session, venue: Venue, login: int) -> list[PlatformOrder]:
    """The waiting orders of one login."""
    found = await link.market_port.orders(venue.group)
    return [order for order in found if order.login == login]


async def order_to_cancel(venue: Venue, link: Session) -> CancelRequest:
    """Place an order and ask for its cancellation."""
    login = (await opened(venue, link, Decimal("10000.00"))).login
    venue.place_order(login, "buy", LOTS)
    (order,) = await orders_of(link, venue, login)
    return CancelRequest(login, order.ticket, order.symbol, order.placed_at, new_reference("X"))


class CancelCards:
    """Take one order away, one that is gone, one that was filled; find out after a lost answer."""

    async def test_t64_cancel(self, venue: Venue) -> None:
        """T-64 A cancelled order is gone, the others wait on; nothing was dealt."""
        async with session(venue) as link:
            request = await order_to_cancel(venue, link)
            venue.place_order(request.login, "sell", LOTS)
            assert await dealing(link).order_fate(request) is OrderFate.WAITING
            before = await deals_of(link, venue, request.login)
            outcome = await dealing(link).cancel_order(request)
            assert isinstance(outcome, Accepted), outcome
            assert await dealing(link).order_fate(request) is OrderFate.GONE
            (left,) = await orders_of(link, venue, request.login)
            assert left.ticket != request.order
            assert await deals_of(link, venue, request.login) == before
            assert await positions_of(link, venue, request.login) == []

    async def test_t65_gone(self, venue: Venue) -> None:
        """T-65 An order that does not wait any more, or is another's, is refused."""
        async with session(venue) as link:
            request = await order_to_cancel(venue, link)
            other = (await opened(venue, link)).login
            outcome = await dealing(link).cancel_order(replace(request, login=other))
            assert isinstance(outcome, Rejected), outcome
            assert await dealing(link).order_fate(request) is OrderFate.WAITING
            assert isinstance(await dealing(link).cancel_order(request), Accepted)
            outcome = await dealing(link).cancel_order(request)
            assert isinstance(outcome, Rejected), outcome

    async def test_t66_filled(self, venue: Venue) -> None:
        """T-66 An order that the market filled is refused, and told from a cancelled one."""
        async with session(venue) as link:
            request = await order_to_cancel(venue, link)
            venue.fill_orders(request.login)
            outcome = await dealing(link).cancel_order(request)
            assert isinstance(outcome, Rejected), outcome
            assert await dealing(link).order_fate(request) is OrderFate.FILLED
            (held,) = await positions_of(link, venue, request.login)
            assert held.lots == LOTS
            venue.close_trades(request.login)
            assert await dealing(link).order_fate(request) is OrderFate.FILLED

    @pytest.mark.parametrize("kind", ["lost", "cut"])
    async def test_t67_lost_answer(self, venue: Venue, kind: str) -> None:
        """T-67 A cancellation whose answer is lost is unknown, and a new session finds it done."""
        async with session(venue) as link:
            request = await order_to_cancel(venue, link)
            venue.fault("cancel", kind)
            outcome = await dealing(link).cancel_order(request)
            assert isinstance(outcome, Unknown), outcome
        async with session(venue) as link:
            assert await dealing(link).order_fate(request) is OrderFate.GONE
            assert await orders_of(link, venue, request.login) == []

    async def test_t68_refused(self, venue: Venue) -> None:
        """T-68 A cancellation that the venue refuses leaves the order waiting."""
        async with session(venue) as link:
            request = await order_to_cancel(venue, link)
            venue.fault("cancel", "refused")
            outcome = await dealing(link).cancel_order(request)
            assert isinstance(outcome, Rejected), outcome
            assert await dealing(link).order_fate(request) is OrderFate.WAITING
