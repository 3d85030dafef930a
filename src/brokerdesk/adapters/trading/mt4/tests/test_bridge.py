"""What bridges do beside the contract's cards: tokens, missing tickets, odd answers, TLS, cents."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from brokerdesk.kit.clock import now
from brokerdesk.kit.ids import new_reference
from brokerdesk.ports.outcome import Accepted, Rejected, Unknown
from brokerdesk.ports.trading import (
    AccountAccess,
    PasswordKind,
    PlatformAway,
    PlatformError,
    PlatformRefused,
    Session,
)
from brokerdesk.ports.trading_contract.faults import move
from brokerdesk.ports.trading_contract.venue import (
    PASSWORD,
    deals_of,
    deposited,
    held,
    new_account,
    opened,
    session,
)
from tests.harness.mt4_street import mt4_street

from ..api import chosen
from ..gateway import Mt4Platform
from .proxy import Spoil, proxy
from .street import Mt4Venue


@asynccontextmanager
async def at(venue: Mt4Venue, **changes: object) -> AsyncIterator[Session]:
    """A session with other settings."""
    link = await Mt4Platform(venue.config(**changes)).connect("test")
    try:
        yield link
    finally:
        await link.close()


async def test_a_new_token_is_fetched_once_and_nothing_is_done_twice(venue: Mt4Venue) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link)).login
        venue.street.post("/tokens/expire")
        assert (await held(link, login)).balance == 0
        venue.street.fault("TradeTransaction", "expired_token")
        assert isinstance(await move(link, login, new_reference("T")), Accepted)
        assert (await held(link, login)).balance == 25
        assert len(await deals_of(link, venue, login)) == 1


@pytest.mark.parametrize("performed", [True, False])
async def test_an_outcome_that_the_bridge_does_not_know(venue: Mt4Venue, performed: bool) -> None:
    reference, since = new_reference("T"), now() - timedelta(seconds=5)
    async with session(venue) as link:
        login = (await opened(venue, link)).login
        venue.street.fault("TradeTransaction", "outcome_unknown", performed=performed)
        assert isinstance(await move(link, login, reference), Unknown)
        assert not link.alive
    async with session(venue) as link:
        found = await link.balance_port.find_operation(login, reference, since)
        assert (found is not None) is performed


@pytest.mark.parametrize("code", ["TradeTimeout", "Error", "Malfunction"])
async def test_results_that_prove_nothing(venue: Mt4Venue, code: str) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link)).login
        venue.street.fault("TradeTransaction", "refuse", managerCode=code)
        assert isinstance(await move(link, login, new_reference("T")), Unknown)


async def test_a_bridge_without_its_server_is_away(venue: Mt4Venue) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link)).login
        venue.street.post("/connection", on=False)
        with pytest.raises(PlatformAway):
            await held(link, login)
        outcome = await move(link, login, new_reference("T"))
        assert isinstance(outcome, Rejected)
        assert outcome.retryable
        with pytest.raises(PlatformAway):
            await venue.platform().connect("test")


async def test_a_withdrawal_of_bound_margin_is_not_sent(venue: Mt4Venue) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link, Decimal("1000.00"))).login
        venue.trade(login, "buy", Decimal("0.50"))
        sent = venue.street.state()["commands"]["TradeTransaction"]
        outcome = await link.balance_port.change_balance(
            login, Decimal("-900.00"), reference=new_reference("T"), comment=""
        )
        assert isinstance(outcome, Rejected)
        assert not outcome.retryable
        assert venue.street.state()["commands"]["TradeTransaction"] == sent


def no_margin(path: str, answer: dict[str, Any]) -> tuple[int, bytes]:
    if "MarginLevelRequest" in path:
        answer["data"] = None
    return 200, json.dumps(answer).encode()


def unknown_margin(path: str, answer: dict[str, Any]) -> tuple[int, bytes]:
    if "MarginLevelRequest" in path:
        answer |= {"data": None, "error": {"code": "NotFound", "message": "no margin"}}
    return 200, json.dumps(answer).encode()


@pytest.mark.parametrize("spoil", [no_margin, unknown_margin])
async def test_an_account_without_a_margin_pays_out_what_it_holds(
    venue: Mt4Venue, spoil: Spoil
) -> None:
    async with proxy(venue.street.url, spoil) as url, at(venue, base_url=url) as link:
        login = (await opened(venue, link, Decimal("100.00"))).login
        await deposited(link, login, Decimal("-99.00"))
        outcome = await link.balance_port.change_balance(
            login, Decimal("-1.01"), reference=new_reference("T"), comment=""
        )
        assert isinstance(outcome, Rejected)
        assert outcome.code == "TradeNoMoney"
        assert (await held(link, login)).balance == Decimal("1.00")


def without_ticket(path: str, answer: dict[str, Any]) -> tuple[int, bytes]:
    if path.endswith("TradeTransaction"):
        answer["data"].pop("order")
    return 200, json.dumps(answer).encode()


def without_trace(path: str, answer: dict[str, Any]) -> tuple[int, bytes]:
    if "TradesUserHistory" in path:
        answer["data"] = []
    return without_ticket(path, answer)


def broken_front(path: str, answer: dict[str, Any]) -> tuple[int, bytes]:
    if path.endswith("TradeTransaction"):
        return 502, b"<html>bad gateway</html>"
    return 200, json.dumps(answer).encode()


async def test_a_ticket_that_is_missing_is_looked_up(venue: Mt4Venue) -> None:
    async with proxy(venue.street.url, without_ticket) as url, at(venue, base_url=url) as link:
        login = (await opened(venue, link)).login
        outcome = await move(link, login, new_reference("T"))
        assert isinstance(outcome, Accepted)
        (deal,) = await deals_of(link, venue, login)
        assert outcome.value == deal.ticket


@pytest.mark.parametrize("spoil", [without_trace, broken_front])
async def test_what_cannot_be_proved_is_unknown(venue: Mt4Venue, spoil: Spoil) -> None:
    async with proxy(venue.street.url, spoil) as url, at(venue, base_url=url) as link:
        login = (await opened(venue, link)).login
        assert isinstance(await move(link, login, new_reference("T")), Unknown)
        assert not link.alive
    async with session(venue) as link:
        assert (await held(link, login)).balance == 25


async def many_times(link: Session, login: int) -> None:
    for _ in range(10):
        assert (await held(link, login)).login == login


async def test_a_read_answered_twice_ends_the_session(venue: Mt4Venue) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link)).login
        venue.street.fault("UserRecordRequest", "duplicate", what="answer")
        with pytest.raises(PlatformError):
            await many_times(link, login)


async def test_a_password_that_the_server_refuses_leaves_no_account(venue: Mt4Venue) -> None:
    order = new_account(venue)
    async with session(venue) as link:
        venue.street.fault("UserPasswordSet", "refuse", managerCode="InvalidData")
        outcome = await link.accounts_port.open_account(order)
        assert isinstance(outcome, Rejected)
        assert not outcome.retryable
        assert await link.accounts_port.find_account(order.reference) is None


async def test_a_lost_answer_about_a_password_leaves_the_account_disabled(venue: Mt4Venue) -> None:
    order = new_account(venue)
    async with session(venue) as link:
        venue.street.fault("UserPasswordSet", "cut")
        assert isinstance(await link.accounts_port.open_account(order), Unknown)
    async with session(venue) as link:
        found = await link.accounts_port.find_account(order.reference)
        assert found is not None
        assert found.access is AccountAccess.DISABLED


async def test_a_new_account_is_enabled_last(venue: Mt4Venue) -> None:
    order = new_account(venue)
    async with session(venue) as link:
        assert (await opened(venue, link)).access is AccountAccess.ENABLED
        venue.street.fault("UsersGroupOp", "drop_answer")
        assert isinstance(await link.accounts_port.open_account(order), Unknown)
    async with session(venue) as link:
        found = await link.accounts_port.find_account(order.reference)
        assert found is not None
        assert found.access is AccountAccess.ENABLED
        accounts = link.accounts_port
        assert await accounts.check_password(found.login, PasswordKind.MASTER, PASSWORD)


async def test_investor_passwords_are_set_but_not_checked(venue: Mt4Venue) -> None:
    async with session(venue) as link:
        login, kind = (await opened(venue, link)).login, PasswordKind.INVESTOR
        assert await link.accounts_port.set_password(login, kind, "New#2024") == Accepted(None)
        with pytest.raises(PlatformRefused):
            await link.accounts_port.check_password(login, kind, "New#2024")
        assert await link.accounts_port.check_password(login, PasswordKind.MASTER, PASSWORD)


@pytest.mark.parametrize("name", ["StreetSim-MT4", "streetsim-mt4"])
async def test_a_platform_by_its_name(venue: Mt4Venue, name: str) -> None:
    async with at(venue, platform=name) as link:
        assert link.alive
    with pytest.raises(PlatformRefused):
        await Mt4Platform(venue.config(platform="another")).connect("test")


async def test_accounts_in_cents_count_in_units(venue: Mt4Venue) -> None:
    venue.group = "cent-USC"
    async with at(venue, cent_groups="cent*") as link:
        account = await opened(venue, link, Decimal("12.34"))
        (deal,) = await deals_of(link, venue, account.login)
        (group,) = [g for g in await link.market_port.groups() if g.name == venue.group]
    assert account.balance == deal.balance_effect == Decimal("12.34")
    assert (group.currency, group.currency_digits) == ("USD", 4)
    async with session(venue) as plain:
        assert (await held(plain, account.login)).balance == Decimal("1234.00")


async def test_encrypted_with_a_private_authority(tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    with mt4_street("--cert", str(cert), "--key", str(key)) as street:
        venue, url = Mt4Venue(street), f"https://127.0.0.1:{street.port}"
        changes = {"base_url": url, "authority": url}
        async with at(venue, **changes, ca_file=str(cert)) as link:
            assert (await opened(venue, link)).balance == 0
            assert link.push_port is not None
            assert (await anext(link.push_port.hints())).quotes
        with pytest.raises(PlatformAway):
            await Mt4Platform(venue.config(**changes)).connect("test")


async def test_nothing_secret_is_logged(venue: Mt4Venue, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with session(venue) as link:
        order = new_account(venue)
        assert isinstance(await link.accounts_port.open_account(order), Accepted)
    assert "UserRecordNew" in caplog.text
    for secret in (PASSWORD, PASSWORD[::-1], "Client#2024", order.name, order.email, "Bearer "):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    ("wanted", "count", "said"),
    [
        ("none", 3, "none of the bridge's trade platforms has the name “none”"),
        ("twin", 3, "several of the bridge's trade platforms have this name: give the id"),
        ("", 3, "the bridge has 3 trade platforms: name one"),
        ("x", 0, "the bridge has no trade platform"),
    ],
)
def test_which_trade_platform_is_missing_is_said_plainly(
    wanted: str, count: int, said: str
) -> None:
    rows = [{"id": "1", "name": "twin"}, {"id": "2", "name": "twin"}, {"id": "3", "name": "x"}]
    with pytest.raises(PlatformRefused) as refused:
        chosen(rows[:count], wanted)
    assert refused.value.reason == said
