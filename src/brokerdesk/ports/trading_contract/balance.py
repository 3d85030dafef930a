"""Cards of money."""

from datetime import timedelta
from decimal import Decimal

import pytest

from brokerdesk.kit.clock import now
from brokerdesk.kit.ids import new_reference
from brokerdesk.ports.outcome import Accepted, Rejected
from brokerdesk.ports.trading import DealKind

from .accounts import NOBODY
from .venue import Venue, deposited, held, opened, session


class BalanceCards:
    """Deposit, withdraw, credit, correct, find."""

    async def test_t20_in_and_out(self, venue: Venue) -> None:
        """T-20 Money in and out is exact, and its deal shows amount and reference."""
        reference = new_reference("T")
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("1234.56"))).login
            outcome = await link.balance_port.change_balance(
                login, Decimal("-0.01"), reference=reference, comment="withdrawal"
            )
            assert isinstance(outcome, Accepted), outcome
            assert (await held(link, login)).balance == Decimal("1234.55")
            deal = await link.deals_port.deal(outcome.value)
        assert deal is not None
        assert (deal.kind, deal.login, deal.balance_effect) == (
            DealKind.BALANCE,
            login,
            Decimal("-0.01"),
        )
        assert deal.comment.split()[0] == reference

    async def test_t21_not_enough(self, venue: Venue) -> None:
        """T-21 More than there is, is refused for good; the balance is as before."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("10.00"))).login
            outcome = await link.balance_port.change_balance(
                login, Decimal("-10.01"), reference=new_reference("T"), comment=""
            )
            assert isinstance(outcome, Rejected), outcome
            assert not outcome.retryable
            assert (await held(link, login)).balance == Decimal("10.00")

    async def test_t22_bad_orders(self, venue: Venue) -> None:
        """T-22 An unknown login and an amount of zero are refused; a long reference is an error."""
        async with session(venue) as link:
            money = link.balance_port
            login = (await opened(venue, link)).login
            for target, amount in ((NOBODY, Decimal(5)), (login, Decimal(0))):
                outcome = await money.change_balance(
                    target, amount, reference=new_reference("T"), comment=""
                )
                assert isinstance(outcome, Rejected), outcome
            with pytest.raises(ValueError):
                await money.change_balance(login, Decimal(5), reference="T" * 17, comment="")
            assert (await held(link, login)).balance == 0

    async def test_t23_find(self, venue: Venue) -> None:
        """T-23 An operation is found by its reference in its login's history; another is not."""
        reference, since = new_reference("T"), now() - timedelta(seconds=5)
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            other = (await opened(venue, link)).login
            sent = await link.balance_port.change_balance(
                login, Decimal(3), reference=reference, comment="x" * 40
            )
            assert isinstance(sent, Accepted)
            found = await link.balance_port.find_operation(login, reference, since)
            assert found is not None
            assert (found.ticket, found.balance_effect) == (sent.value, Decimal(3))
            assert await link.balance_port.find_operation(other, reference, since) is None
            assert await link.balance_port.find_operation(login, "Tnever", since) is None
            assert await link.balance_port.find_operation(login, reference[:-1], since) is None

    async def test_t24_odd_comments(self, venue: Venue) -> None:
        """T-24 A comment with the wire's own characters arrives as it is, reference first."""
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            for comment in ("a|b=c\\d", 'say "é"', "RETCODE=1|"):
                reference = new_reference("T")
                outcome = await link.balance_port.change_balance(
                    login, Decimal(1), reference=reference, comment=comment
                )
                assert isinstance(outcome, Accepted), outcome
                deal = await link.deals_port.deal(outcome.value)
                assert deal is not None
                assert deal.comment == f"{reference} {comment}"[: len(deal.comment)]
                assert deal.comment.startswith(f"{reference} {comment[:4]}")

    async def test_t25_credit(self, venue: Venue) -> None:
        """T-25 Credit moves no balance; its deal says so. A correction moves the balance."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("100.00"))).login
            money = link.balance_port
            credit = await money.change_credit(
                login, Decimal("20.00"), reference=new_reference("C"), comment="credit"
            )
            fixed = await money.correct_balance(
                login, Decimal("-5.00"), reference=new_reference("X"), comment="correction"
            )
            account = await held(link, login)
            assert (account.balance, account.credit) == (Decimal(95), Decimal(20))
            assert isinstance(credit, Accepted)
            assert isinstance(fixed, Accepted)
            deals = [await link.deals_port.deal(o.value) for o in (credit, fixed)]
        effects = [(d.kind, d.balance_effect, d.credit_effect) for d in deals if d]
        assert effects == [
            (DealKind.CREDIT, 0, Decimal(20)),
            (DealKind.CORRECTION, Decimal(-5), 0),
        ]

    async def test_t26_tickets(self, venue: Venue) -> None:
        """T-26 Every operation has a ticket of its own, rising."""
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            tickets = [await deposited(link, login, Decimal(1)) for _ in range(10)]
            assert tickets == sorted(set(tickets))
            assert (await held(link, login)).balance == Decimal(10)
