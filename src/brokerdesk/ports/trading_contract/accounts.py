"""Cards of accounts."""

from dataclasses import replace
from decimal import Decimal

from brokerdesk.ports.outcome import Accepted, Rejected
from brokerdesk.ports.trading import AccountAccess, AccountChange, PasswordKind

from .venue import PASSWORD, Venue, deposited, held, new_account, opened, session

NOBODY = 987_654_321


class AccountCards:
    """Open, find, change, passwords."""

    async def test_t10_open(self, venue: Venue) -> None:
        """T-10 An opened account has what was asked for, no money, and may trade."""
        order = new_account(venue)
        async with session(venue) as link:
            outcome = await link.accounts_port.open_account(order)
            assert isinstance(outcome, Accepted), outcome
            found = await held(link, outcome.value)
        assert (found.group, found.name, found.leverage) == (venue.group, order.name, 100)
        assert found.access is AccountAccess.ENABLED
        assert found.balance == found.credit == found.equity == 0

    async def test_t11_find(self, venue: Venue) -> None:
        """T-11 An account is found by the reference it was opened with; another is not."""
        async with session(venue) as link:
            account = await opened(venue, link)
            assert await link.accounts_port.find_account(account.reference) == account
            assert await link.accounts_port.find_account("Anever0000000000"[:14]) is None
            assert await link.accounts_port.account(NOBODY) is None

    async def test_t12_open_refused(self, venue: Venue) -> None:
        """T-12 A group that does not exist or a weak password is refused; no account comes."""
        strange = replace(new_account(venue), group=r"no\such-group")
        weak = replace(new_account(venue), master_password="weak")
        async with session(venue) as link:
            for order in (strange, weak):
                outcome = await link.accounts_port.open_account(order)
                assert isinstance(outcome, Rejected), outcome
                assert not outcome.retryable
                assert await link.accounts_port.find_account(order.reference) is None

    async def test_t13_passwords(self, venue: Venue) -> None:
        """T-13 A changed password fits, the old one no longer; a weak one is refused."""
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            accounts = link.accounts_port
            for kind in venue.password_kinds:
                assert await accounts.set_password(login, kind, "New#2024|=\\x") == Accepted(None)
                assert await accounts.check_password(login, kind, "New#2024|=\\x")
                assert not await accounts.check_password(login, kind, PASSWORD)
            outcome = await accounts.set_password(login, PasswordKind.MASTER, "weak")
            assert isinstance(outcome, Rejected)
            assert await accounts.check_password(login, PasswordKind.MASTER, "New#2024|=\\x")

    async def test_t14_access(self, venue: Venue) -> None:
        """T-14 Access goes to read-only, disabled and back; nothing else of the account changes."""
        async with session(venue) as link:
            before = await opened(venue, link, Decimal("12.34"))
            for access in (
                AccountAccess.READ_ONLY,
                AccountAccess.DISABLED,
                AccountAccess.ENABLED,
            ):
                change = AccountChange(access=access)
                outcome = await link.accounts_port.change_account(before.login, change)
                assert outcome == Accepted(None)
                after = await held(link, before.login)
                assert after.access is access
                assert replace(after, access=before.access) == before

    async def test_t15_change(self, venue: Venue) -> None:
        """T-15 Leverage, name, mail and group change alone; reference and money stay."""
        async with session(venue) as link:
            before = await opened(venue, link, Decimal("50.00"))
            change = AccountChange(leverage=200, name='Al "X" \\ | = é', group=venue.other_group)
            outcome = await link.accounts_port.change_account(before.login, change)
            assert outcome == Accepted(None)
            after = await held(link, before.login)
            assert (after.leverage, after.name, after.group) == (
                200,
                change.name,
                venue.other_group,
            )
            assert (after.reference, after.balance) == (before.reference, before.balance)
            nobody = await link.accounts_port.change_account(NOBODY, change)
            assert isinstance(nobody, Rejected)

    async def test_t16_lists(self, venue: Venue) -> None:
        """T-16 Many accounts are read at once; unknown logins are left out; masks choose logins."""
        async with session(venue) as link:
            one, two = await opened(venue, link), await opened(venue, link)
            await deposited(link, two.login, Decimal("7.00"))
            found = await link.accounts_port.accounts([one.login, NOBODY, two.login])
            assert {a.login: a.balance for a in found} == {one.login: 0, two.login: 7}
            assert {one.login, two.login} <= set(await link.accounts_port.logins(venue.group))
            assert one.login not in await link.accounts_port.logins(f"*,!{venue.group}")
            assert await link.accounts_port.accounts([]) == []
