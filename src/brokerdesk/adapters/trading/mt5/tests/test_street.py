"""Builds and settings that differ, at the simulated server."""

import logging
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from brokerdesk.kit.clock import now
from brokerdesk.kit.ids import new_reference
from brokerdesk.ports.outcome import Accepted, Unknown
from brokerdesk.ports.trading import AccountAccess, AccountChange, PasswordKind
from brokerdesk.ports.trading_contract.venue import (
    PASSWORD,
    deals_of,
    deposited,
    held,
    new_account,
    opened,
    session,
    window,
)

from ..gateway import Mt5Platform
from .street import Mt5Venue


async def test_without_encryption(venue: Mt5Venue) -> None:
    link = await Mt5Platform(venue.config(encrypt=False)).connect("test")
    try:
        assert (await opened(venue, link, Decimal("5.00"))).balance == 5
    finally:
        await link.close()


async def test_a_build_that_does_not_escape_backslashes(venue: Mt5Venue) -> None:
    venue.street.post("/switch", raw_backslashes=True)
    async with session(venue) as link:
        account = await opened(venue, link, Decimal("5.00"))
        assert account.group == venue.group
        assert venue.group in {group.name for group in await link.market_port.groups()}
        (deal,) = await deals_of(link, venue, account.login)
        assert deal.balance_effect == 5


async def test_a_build_whose_partial_update_wipes_the_rest(venue: Mt5Venue) -> None:
    venue.street.post("/switch", destructive_update=True)
    async with session(venue) as link:
        before = await opened(venue, link, Decimal("5.00"))
        change = AccountChange(access=AccountAccess.READ_ONLY)
        assert await link.accounts_port.change_account(before.login, change) == Accepted(None)
        after = await held(link, before.login)
    assert replace(after, access=before.access) == before


async def test_a_build_without_batches(venue: Mt5Venue) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link, Decimal("9000.00"))).login
        for _ in range(120):
            await deposited(link, login, Decimal(1))
        venue.trade(login, "buy", Decimal("0.10"))
        batched = await deals_of(link, venue, login)
        positions = await link.market_port.positions(venue.group)
        for command in ("DEAL", "USER", "USER_ACCOUNT", "POSITION"):
            venue.street.post(
                "/fault",
                when={"command": f"{command}_GET_BATCH", "nth": 1},
                do="refuse",
                **{"with": {"retcode": 12002, "times": 0}},
            )
        assert await deals_of(link, venue, login) == batched
        assert len(batched) == 122
        (account,) = await link.accounts_port.accounts([login])
        assert account.login == login
        paged = await link.market_port.positions(venue.group)
        assert {p.ticket for p in paged} == {p.ticket for p in positions}
        mask = replace(window(venue, login), logins=(), group_mask=venue.group)
        tickets = {d.ticket async for part in link.deals_port.deals(mask) for d in part}
        assert {deal.ticket for deal in batched} <= tickets


async def test_the_end_of_day_answer_proves_nothing(venue: Mt5Venue) -> None:
    reference, since = new_reference("T"), now() - timedelta(seconds=5)
    async with session(venue) as link:
        login = (await opened(venue, link)).login
        venue.street.post("/switch", end_of_day=True)
        outcome = await link.balance_port.change_balance(
            login, Decimal(1), reference=reference, comment=""
        )
        assert isinstance(outcome, Unknown), outcome
        venue.street.post("/switch", end_of_day=False)
        assert await link.balance_port.find_operation(login, reference, since) is None


async def test_accounts_in_cents_count_in_units(venue: Mt5Venue) -> None:
    platform = Mt5Platform(venue.config(cent_groups=venue.group, cent_factor=100))
    link = await platform.connect("test")
    try:
        account = await opened(venue, link, Decimal("12.34"))
        (deal,) = await deals_of(link, venue, account.login)
    finally:
        await link.close()
    assert account.balance == deal.balance_effect == Decimal("12.34")
    async with session(venue) as plain:
        assert (await held(plain, account.login)).balance == Decimal("1234.00")


async def test_nothing_secret_or_personal_is_logged(
    venue: Mt5Venue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with session(venue) as link:
        order = new_account(venue)
        outcome = await link.accounts_port.open_account(order)
        assert isinstance(outcome, Accepted)
        kind = PasswordKind.MASTER
        assert await link.accounts_port.check_password(outcome.value, kind, PASSWORD)
    assert "USER_ADD" in caplog.text
    for secret in (PASSWORD, PASSWORD[::-1], "Manager#2024", order.name, order.email):
        assert secret not in caplog.text
