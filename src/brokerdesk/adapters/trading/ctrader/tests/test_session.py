"""Entry, tokens, certificates and what the port's cards do not ask, at the simulated server."""

import logging
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from brokerdesk.ports.outcome import Accepted, Rejected
from brokerdesk.ports.trading import (
    AccountAccess,
    AccountChange,
    PasswordKind,
    PlatformAway,
    PlatformError,
    PlatformRefused,
)
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
from tests.harness.ctrader_street import ctrader_street

from ..config import CTraderConfig, pem
from ..errors import BadPeer
from ..gateway import CTraderPlatform
from ..gateway.traders import Traders
from ..rest import WebServices
from ..stream import Stream, hashed
from .street import CTraderVenue


@pytest.fixture
def foreign(tmp_path: Path) -> str:
    """A certificate that the server does not have."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-keyout", str(key), "-out", str(cert), *subject]
    subprocess.run(command, check=True, capture_output=True)
    return cert.read_text()


async def test_a_foreign_certificate_is_refused_at_both_doors(
    venue: CTraderVenue, foreign: str
) -> None:
    config = venue.config(certificate=foreign)
    with pytest.raises(BadPeer):
        await Stream.open(config, config.tls())
    rest = WebServices(config, config.tls())
    with pytest.raises(BadPeer):
        await rest.sign_in()
    await rest.close()


async def test_public_authorities_do_not_vouch_for_a_private_server(venue: CTraderVenue) -> None:
    with pytest.raises(PlatformError):
        await CTraderPlatform(venue.config(certificate="")).connect("contract")


async def test_another_name_than_the_certificate_s_is_refused(venue: CTraderVenue) -> None:
    with pytest.raises(PlatformError):
        await CTraderPlatform(venue.config(host="127.0.0.2")).connect("contract")


def test_a_certificate_survives_a_form(venue: CTraderVenue) -> None:
    text = venue.config().certificate
    assert pem(" ".join(text.split("\n"))) == pem(text)
    with pytest.raises(ValidationError):
        venue.config(certificate="no certificate")
    for broken in ("AAAA", "AA"):
        with pytest.raises(ValueError, match="certificate"):
            venue.config(
                certificate=f"-----BEGIN CERTIFICATE-----{broken}-----END CERTIFICATE-----"
            )


@pytest.mark.parametrize("change", [
    {"rest_url": "http://127.0.0.1:8443"}, {"deposit_assets": ""}, {"heartbeat_s": 31},
])  # fmt: skip
def test_settings_that_cannot_be(venue: CTraderVenue, change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        venue.config(**change)


async def test_another_plant_is_refused(venue: CTraderVenue) -> None:
    with pytest.raises(PlatformRefused):
        await CTraderPlatform(venue.config(plant="another")).connect("contract")


async def test_a_token_that_expired_is_renewed_and_the_money_moves_once(
    venue: CTraderVenue,
) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link)).login
        venue.street.post("/expire_tokens")
        await deposited(link, login, Decimal(5))
        assert (await held(link, login)).balance == 5
        assert len(await deals_of(link, venue, login)) == 1


async def test_no_secret_reaches_a_log(
    venue: CTraderVenue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with session(venue) as link:
        login = (await opened(venue, link)).login
        await link.accounts_port.set_password(login, PasswordKind.MASTER, "Other#2024x")
    password = venue.config().password.get_secret_value()
    for secret in (password, hashed(password), PASSWORD, hashed(PASSWORD), "token="):
        assert secret not in caplog.text


async def test_there_is_no_investor_password(venue: CTraderVenue) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link)).login
        accounts = link.accounts_port
        outcome = await accounts.set_password(login, PasswordKind.INVESTOR, "Other#2024x")
        assert isinstance(outcome, Rejected)
        assert outcome.code == "unsupported"
        with pytest.raises(PlatformRefused):
            await accounts.check_password(login, PasswordKind.INVESTOR, "Other#2024x")


async def test_a_new_account_is_linked_to_its_owner(venue: CTraderVenue) -> None:
    platform = CTraderPlatform(venue.config(create_ctid=True))
    link = await platform.connect("contract")
    outcome = await link.accounts_port.open_account(new_account(venue))
    await link.close()
    assert isinstance(outcome, Accepted), outcome
    assert venue.street.account(outcome.value)["user_id"] > 0


async def test_an_account_that_cannot_be_linked_is_open_all_the_same(
    venue: CTraderVenue, caplog: pytest.LogCaptureFixture
) -> None:
    venue.street.fault("CTID", "refuse", error="NOT_ENOUGH_RIGHTS")
    link = await CTraderPlatform(venue.config(create_ctid=True)).connect("contract")
    outcome = await link.accounts_port.open_account(new_account(venue))
    assert isinstance(outcome, Accepted), outcome
    assert (await held(link, outcome.value)).access is AccountAccess.ENABLED
    await link.close()
    assert "has no cTrader ID" in caplog.text


async def test_groups_are_offered_once_for_each_asset(venue: CTraderVenue) -> None:
    async with session(venue) as link:
        found = {group.name: group for group in await link.market_port.groups()}
        assert found["Retail_Pro/JPY"].currency_digits == 0
        assert found["Retail_Pro/EUR"].currency == "EUR"


async def test_yen_have_no_cents(venue: CTraderVenue) -> None:
    venue.group = "Retail_Standard/JPY"
    async with session(venue) as link:
        account = await opened(venue, link)
        await deposited(link, account.login, Decimal(1234))
        assert (await held(link, account.login)).balance == 1234
        change = AccountChange(group="Retail_Pro/USD")
        outcome = await link.accounts_port.change_account(account.login, change)
        assert isinstance(outcome, Rejected)


async def test_close_only_is_read_only_and_mail_changes_alone(venue: CTraderVenue) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link)).login
        change = AccountChange(email="new@example.test")
        assert await link.accounts_port.change_account(login, change) == Accepted(None)
        kept = venue.street.account(login)
        assert (kept["email"], kept["country_id"]) == ("new@example.test", 470)


async def test_a_server_without_error_name_proves_nothing(venue: CTraderVenue) -> None:
    async with session(venue) as link:
        login = (await opened(venue, link)).login
        venue.street.fault("REST_UPDATE", "unavailable")
        change = AccountChange(leverage=50)
        outcome = await link.accounts_port.change_account(login, change)
        assert not isinstance(outcome, Accepted | Rejected)
        assert not link.alive


async def test_long_lists_come_in_chunks() -> None:
    """A server that hands out three rows at a time shows all of them, in order."""
    with ctrader_street("--chunk", "3") as small:
        venue = CTraderVenue(small)
        async with session(venue) as link:
            accounts = [await opened(venue, link) for _ in range(7)]
            login = accounts[0].login
            tickets = [await deposited(link, login, Decimal(10_000)) for _ in range(7)]
            for _ in range(4):
                venue.trade(login, "buy", Decimal("0.01"))
        async with session(venue) as link:
            logins = {account.login for account in accounts}
            assert logins <= set(await link.accounts_port.logins(venue.group))
            assert await link.accounts_port.find_account(accounts[0].reference) is not None
            assert len(await link.market_port.positions(venue.group)) == 4
            deals = await deals_of(link, venue, login)
            assert [deal.ticket for deal in deals[:7]] == tickets
            assert len({deal.ticket for deal in deals}) == 11


async def test_a_deleted_account_does_not_stop_the_deals_of_others(
    venue: CTraderVenue, caplog: pytest.LogCaptureFixture
) -> None:
    async with session(venue) as link:
        gone, stays = [(await opened(venue, link, Decimal(5))).login for _ in range(2)]
        wide = replace(window(venue, stays), logins=())
    trader_id = venue.street.account(gone)["trader_id"]
    await deleted(venue, gone)
    async with session(venue) as link:
        for _ in range(2):
            deals = [d async for part in link.deals_port.deals(wide) for d in part]
            logins = {deal.login for deal in deals}
            assert stays in logins
            assert gone not in logins
    said = [line for line in caplog.messages if f"trader {trader_id} " in line]
    assert said == [f"1 rows of trader {trader_id} are set aside: the server does not show him"]


async def deleted(venue: CTraderVenue, login: int) -> None:
    config = venue.config()
    rest = WebServices(config, config.tls())
    await rest.sign_in()
    await rest.send("DELETE", f"/v2/webserv/traders/{login}", {})
    await rest.close()


async def test_one_absent_trader_takes_no_others_along(venue: CTraderVenue) -> None:
    async with session(venue) as link:
        accounts = [await opened(venue, link) for _ in range(5)]
    numbers = [venue.street.account(account.login)["trader_id"] for account in accounts]
    config = venue.config()
    stream = await Stream.open(config, config.tls())
    venue.street.fault("TRADERS", "refuse", error="TRADER_NOT_FOUND", times=3)
    found = await Traders(stream).read(numbers)
    await stream.close()
    assert {row.traderId for row in found} >= set(numbers[2:])


def test_no_password_in_a_repr() -> None:
    values = {"rest_url": "https://a.example", "host": "b.example", "plant": "p", "broker": "b"}
    values |= {"environment": "demo", "login": "1", "password": "hidden-password"}
    config = CTraderConfig.model_validate(values)
    assert "hidden-password" not in repr(config)


async def test_nobody_at_the_web_services_is_away(venue: CTraderVenue) -> None:
    with pytest.raises(PlatformAway):
        await CTraderPlatform(venue.config(rest_url="https://127.0.0.1:1")).connect("contract")
