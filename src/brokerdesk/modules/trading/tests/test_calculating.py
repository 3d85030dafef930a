"""What a trade would need and win, asked of the platform: in the office, the portal, the API."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError, InvalidInput
from brokerdesk.kit.texts import Marked, packed
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.clients.models import Client
from brokerdesk.modules.clients.testing import make_client, portal
from brokerdesk.ports.trading import Side

from ..errors import AccountNotReady, CalculationRefused, GatewayAway, NotOfferedThere
from ..models import Account, Operation, Quote, Server, Symbol
from ..queries import account
from ..services import calculating
from ..services.calculating import Trade, calculate
from ..testing import World, make_account
from ..types import AccountRow
from ..ui import calculator
from .test_job_pages import staff_browser
from .test_passwords import answering
from .visitors import words_of

NEED = {"margin": "216.00", "free_after": "784.00", "level_after": "462.96", "enough": True}
ANSWER = {"ok": True, **NEED, "profit": "100.00"}
TRADE = Trade("EURUSD", Side.BUY, Decimal("0.2"))
FORM = {"symbol": "EURUSD", "side": "buy", "lots": "0.2"}


@pytest.fixture
def row(world: World, nats_url: str) -> AccountRow:
    """The world's account, on a server with one symbol and its price."""
    sizes = dict.fromkeys(
        ("contract_size", "tick_size", "tick_value", "volume_min", "volume_max", "volume_step"), 1
    )
    Symbol.objects.create(
        server=world.server, name="EURUSD", description="Euro", digits=5, synced_at=now(), **sizes
    )
    Quote.objects.create(server=world.server, symbol="EURUSD", bid="1.08", ask="1.0802", at=now())
    return account(world.account.public_id)


def test_margin_alone_at_the_markets_price(row: AccountRow) -> None:
    with answering(ANSWER) as asked:
        found = calculate(row, TRADE)
    (request,) = asked
    assert request == {
        "op": "margin", "login": 1001, "symbol": "EURUSD", "side": "buy", "lots": "0.2",
        "price": None,
    }  # fmt: skip
    assert (str(found.margin), str(found.free_after)) == ("216.00", "784.00")
    assert found.enough
    assert (found.profit, found.currency) == (None, "USD")


@pytest.mark.parametrize(("side", "price"), [(Side.BUY, "1.0802"), (Side.SELL, "1.08")])
def test_profit_opens_at_the_price_that_the_side_gets(
    row: AccountRow, side: Side, price: str
) -> None:
    with answering(ANSWER) as asked:
        found = calculate(row, replace(TRADE, side=side, price_close=Decimal("1.09")))
    profit = asked[1]
    assert (profit["op"], profit["group"]) == ("profit", row.group)
    assert Decimal(profit["price_open"]) == Decimal(price) == found.price_open
    assert found.price_at is not None
    assert found.profit == 100


def test_a_given_open_price_is_used_for_both(row: AccountRow) -> None:
    trade = replace(TRADE, price_open=Decimal("1.05"), price_close=Decimal("1.06"))
    with answering(ANSWER) as asked:
        found = calculate(row, trade)
    assert [request.get("price", request.get("price_open")) for request in asked] == ["1.05"] * 2
    assert found.price_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"symbol": "NOPE"}, "symbol"),
        ({"lots": Decimal(0)}, "lots"),
        ({"price_open": Decimal(-1)}, "price_open"),
        ({"price_close": Decimal(0)}, "price_close"),
    ],
)
def test_nonsense_is_not_asked(row: AccountRow, changes: dict[str, Any], field: str) -> None:
    with answering(ANSWER) as asked, pytest.raises(InvalidInput) as caught:
        calculate(row, replace(TRADE, **changes))
    assert caught.value.field == field
    assert asked == []


def test_without_a_price_the_open_price_is_asked_for(row: AccountRow) -> None:
    Quote.objects.all().delete()
    with answering(ANSWER), pytest.raises(InvalidInput) as caught:
        calculate(row, replace(TRADE, price_close=Decimal(1)))
    assert caught.value.field == "price_open"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ({"rejected": packed(Marked(_("no such symbol"))), "code": "13"}, CalculationRefused),
        ({"rejected": "gone", "code": "platform_away"}, GatewayAway),
        ({"unknown": "timed out"}, GatewayAway),
        (None, GatewayAway),
    ],
)
def test_what_went_wrong_is_said_in_words(
    row: AccountRow, monkeypatch: pytest.MonkeyPatch, reply: Any, error: type[DomainError]
) -> None:
    monkeypatch.setattr(calculating, "ANSWER_TIMEOUT_S", 0.3)
    with answering(reply), pytest.raises(error):
        calculate(row, TRADE)


def test_only_open_accounts_of_able_platforms(row: AccountRow) -> None:
    Account.objects.update(state="disabled")
    with pytest.raises(AccountNotReady):
        calculate(account(row.public_id), TRADE)
    Account.objects.update(state="active")
    Server.objects.update(kind="mt4")
    with pytest.raises(NotOfferedThere):
        calculate(account(row.public_id), TRADE)


def test_the_office_page_offers_and_answers(row: AccountRow) -> None:
    browser = staff_browser("trading.account.view", "trading.deal.view")
    page = url("backoffice", "trading.account_calculator", account_id=row.public_id)
    whole = url("backoffice", "trading.account", account_id=row.public_id)
    assert page in browser.get(whole).content.decode()
    assert "EURUSD · Euro" in browser.get(page).content.decode()
    with answering(ANSWER):
        text = words_of(browser.post(page, {**FORM, "price_close": "1.09"}))
    assert "Margin needed 216.00 USD" in text
    assert "Free margin after it 784.00 USD" in text
    assert "Margin level after it 463 %" in text
    assert "Profit at the close price 100.00 USD opened at 1.0802" in text
    with answering({**ANSWER, "enough": False, "free_after": "-5.00"}):
        text = words_of(browser.post(page, FORM))
    assert "It would be refused" in text
    with answering({"rejected": "13 Not found", "code": "13"}):
        answer = browser.post(page, FORM)
    assert answer.status_code == 422
    assert "The platform cannot calculate it: 13 Not found" in words_of(answer)
    assert browser.post(page, {**FORM, "lots": "-1"}).status_code == 422
    assert not Operation.objects.exists()
    Server.objects.update(kind="ctrader")
    assert page not in browser.get(whole).content.decode()
    assert "Nothing can be calculated" in words_of(browser.get(page))


def test_the_office_page_is_for_those_who_see_the_account(row: AccountRow) -> None:
    page = url("backoffice", "trading.account_calculator", account_id=row.public_id)
    assert staff_browser("trading.deal.view").get(page).status_code == 403


def test_a_client_reckons_with_his_own_account_only(world: World, row: AccountRow) -> None:
    alice = make_client(brand(world.brand.pk))
    mine = make_account(Client.objects.get(pk=alice.pk), world.product, 2001).public_id
    browser = portal(alice)
    page = url("portal", "trading.account_calculator", account_id=mine)
    whole = browser.get(url("portal", "trading.account", account_id=mine))
    assert page in whole.content.decode()
    with answering(ANSWER):
        assert "Margin needed 216.00 USD" in words_of(browser.post(page, FORM))
    other = url("portal", "trading.account_calculator", account_id=row.public_id)
    assert browser.get(other).status_code == browser.post(other, FORM).status_code == 404


def test_the_api_answers_the_same(world: World, row: AccountRow) -> None:
    def ask(scope: str, **body: Any) -> Any:
        wanted = KeyRequest(title="Test", scopes=(scope,), brand_id=world.brand.pk)
        token = create_api_key(wanted, actor=SYSTEM, at=now())[1]
        headers = {"host": "localhost", "authorization": f"Bearer {token}"}
        path = f"/api/v1/accounts/{row.public_id}/calculation"
        return Browser(headers=headers).post(path, FORM | body, content_type="application/json")

    with answering(ANSWER):
        found = ask("accounts:read", price_open="1.05", price_close="1.06").json()
        assert ask("deals:read").status_code == 403
        assert ask("accounts:read", side="both").status_code == 422
    assert found == {
        **NEED, "currency": "USD", "profit": "100.00", "price_open": "1.05", "price_at": None,
    }  # fmt: skip
    with answering({"rejected": "13 Not found", "code": "13"}):
        refused = ask("accounts:read")
    assert (refused.status_code, refused.json()["code"]) == (409, "calculation_refused")


def test_nobody_asks_without_end(row: AccountRow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calculator, "PER_MINUTE", 1)
    browser = staff_browser("trading.account.view")
    page = url("backoffice", "trading.account_calculator", account_id=row.public_id)
    with answering(ANSWER) as asked:
        answers = [browser.post(page, FORM).status_code for _turn in range(3)]
    assert answers[-1] == 429
    assert len(asked) < 3
