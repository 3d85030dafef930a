"""Cards of a bad wire: what is proved, what is not, and that nothing is sent twice."""

from datetime import timedelta
from decimal import Decimal

import pytest

from brokerdesk.kit.clock import now
from brokerdesk.kit.ids import new_reference
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected, Unknown
from brokerdesk.ports.trading import AccountAccess, AccountChange, PlatformError, Session

from .venue import Venue, deals_of, held, new_account, opened, session

AMOUNT = Decimal("25.00")
LOST = ["lost", "cut", "late"]


async def move(link: Session, login: int, reference: str) -> Outcome[int]:
    """Deposit under a reference."""
    return await link.balance_port.change_balance(
        login, AMOUNT, reference=reference, comment="fault"
    )


class FaultCards:
    """Each with the venue's fault switched on for one command."""

    @pytest.mark.parametrize("kind", LOST)
    async def test_t50_lost_answer(self, venue: Venue, kind: str) -> None:
        """T-50 A lost answer is Unknown; the money moved once and is found on a new connection."""
        reference, since = new_reference("T"), now() - timedelta(seconds=5)
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            venue.fault("balance", kind)
            outcome = await move(link, login, reference)
            assert isinstance(outcome, Unknown), outcome
        async with session(venue) as link:
            found = await link.balance_port.find_operation(login, reference, since)
            assert found is not None
            assert found.balance_effect == AMOUNT
            assert len(await deals_of(link, venue, login)) == 1
            assert (await held(link, login)).balance == AMOUNT

    @pytest.mark.parametrize("kind", LOST)
    async def test_t51_lost_opening(self, venue: Venue, kind: str) -> None:
        """T-51 An account whose answer is lost is Unknown, and is found by its reference."""
        order = new_account(venue)
        async with session(venue) as link:
            venue.fault("open", kind)
            outcome = await link.accounts_port.open_account(order)
            assert isinstance(outcome, Unknown), outcome
        async with session(venue) as link:
            found = await link.accounts_port.find_account(order.reference)
            assert found is not None
            assert found.name == order.name

    async def test_t52_refused(self, venue: Venue) -> None:
        """T-52 An explicit refusal is final; nothing moved and nothing is found."""
        reference, since = new_reference("T"), now() - timedelta(seconds=5)
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            venue.fault("balance", "refused")
            outcome = await move(link, login, reference)
            assert isinstance(outcome, Rejected), outcome
            assert not outcome.retryable
            assert await link.balance_port.find_operation(login, reference, since) is None
            assert (await held(link, login)).balance == 0

    async def test_t53_busy(self, venue: Venue) -> None:
        """T-53 "Too frequent" is a refusal to be tried again; the next try works."""
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            venue.fault("balance", "busy")
            outcome = await move(link, login, new_reference("T"))
            assert isinstance(outcome, Rejected), outcome
            assert outcome.retryable
            assert isinstance(await move(link, login, new_reference("T")), Accepted)
            assert (await held(link, login)).balance == AMOUNT

    async def test_t54_after_a_lost_answer(self, venue: Venue) -> None:
        """T-54 After a lost answer the connection is gone: the next command is not sent on it."""
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            venue.fault("balance", "late")
            assert isinstance(await move(link, login, new_reference("T")), Unknown)
            assert not link.alive
            outcome = await move(link, login, new_reference("T"))
            assert isinstance(outcome, Rejected)
            assert outcome.retryable
        async with session(venue) as link:
            assert (await held(link, login)).balance == AMOUNT

    async def test_t55_cut_reading(self, venue: Venue) -> None:
        """T-55 A reading that breaks off fails; it never ends as if it were complete."""
        async with session(venue) as link:
            login = (await opened(venue, link, AMOUNT)).login
            venue.fault("deals", "cut")
            with pytest.raises(PlatformError):
                await deals_of(link, venue, login)
            assert not link.alive

    async def test_t56_answered_twice(self, venue: Venue) -> None:
        """T-56 An answer that comes twice is not taken for the next command's."""
        async with session(venue) as link:
            one = (await opened(venue, link)).login
            two = (await opened(venue, link)).login
            venue.fault("balance", "twice")
            assert isinstance(await move(link, one, new_reference("T")), Accepted)
            assert (await held(link, two)).balance == 0
            assert (await held(link, one)).balance == AMOUNT

    async def test_t57_lost_change(self, venue: Venue) -> None:
        """T-57 A change whose answer is lost is Unknown, and may be made again."""
        change = AccountChange(access=AccountAccess.READ_ONLY)
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            venue.fault("change", "lost")
            assert isinstance(await link.accounts_port.change_account(login, change), Unknown)
        async with session(venue) as link:
            assert await link.accounts_port.change_account(login, change) == Accepted(None)
            assert (await held(link, login)).access is AccountAccess.READ_ONLY

    async def test_t58_rows_in_disorder(self, venue: Venue) -> None:
        """T-58 Rows that come in any order are handed on in order."""
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            for _ in range(3):
                assert isinstance(await move(link, login, new_reference("T")), Accepted)
            before = await deals_of(link, venue, login)
            venue.fault("deals", "reversed")
            assert await deals_of(link, venue, login) == before
