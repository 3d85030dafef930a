"""What client and staff see of a refund, and of a deposit on the way back from its provider."""

from decimal import Decimal

import pytest
from django.test import Client as Browser

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.identity import services as identity
from brokerdesk.core.identity.realm import brand_realm
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import visit
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Deposit
from brokerdesk.modules.cashier.services.purchases import Purchase, charge_service, refund_service
from brokerdesk.modules.cashier.types import DepositRow
from brokerdesk.modules.clients.testing import actor_of, make_staff, office

from .conftest import Money


@pytest.fixture
def alice(money: Money) -> Browser:
    brand, client = money.world.brand, money.world.client
    user = identity.create_user(realm=brand_realm(brand.pk), email=client.email, password=None)
    identity.mark_verified(user.pk)
    client.user = user
    client.save()
    return visit(brand.host, user)


def refunded(money: Money, amount: str = "500.00") -> DepositRow:
    paid = money.pay("1500.00")
    refund = services.request_refund(
        paid.public_id,
        amount=Decimal(amount),
        reason="looks odd",
        actor=actor_of(make_staff("Fay", "finance")),
        at=money.at,
    )
    services.follow_refund(refund.public_id, at=money.at)
    return money.deposit(paid)


def test_the_client_sees_what_went_back(money: Money, alice: Browser) -> None:
    row = refunded(money)
    page = alice.get(url("portal", "cashier.deposit", deposit_id=row.public_id)).content.decode()
    for text in ("1,500.00\xa0USD arrived", "500.00\xa0USD of it was refunded", "−500.00\xa0USD"):
        assert text in page
    history = alice.get(url("portal", "cashier.history")).content.decode()
    for text in ("Refund", "−500.00\xa0USD", "+1,500.00\xa0USD"):
        assert text in history
    assert "looks odd" not in page + history


def test_what_was_bought_and_given_back_stands_in_the_history(money: Money, alice: Browser) -> None:
    money.pay("500.00")
    bought = Purchase(
        "pro_1", "prop", money.world.client.public_id, Decimal(49), "USD", income="prop_fees"
    )
    charge_service(bought, actor=SYSTEM, at=money.at)
    refund_service(bought, Decimal(9), part="1", actor=SYSTEM, at=money.at)
    history = alice.get(url("portal", "cashier.history")).content.decode()
    for text in ("Bought from the wallet", "−49.00\xa0USD", "Refund of what", "+9.00\xa0USD"):
        assert text in history


def test_staff_see_who_asked_for_it(money: Money) -> None:
    row = refunded(money)
    sam = office(make_staff("Sam", "support"))
    page = sam.get(url("backoffice", "cashier.deposit", deposit_id=row.public_id)).content.decode()
    history = page.split(">History<")[1].split("</table>")[0]
    for text in ("Refund", "Fay", "looks odd", "Partly refunded"):
        assert text in history


def test_who_comes_back_sees_his_deposit(money: Money, alice: Browser) -> None:
    values = {"psp_id": money.psp.public_id, "amount": "25", "currency": "USD", "key": "k/1?"}
    assert alice.post(url("portal", "cashier.deposit_new"), values).status_code == 303
    kept = Deposit.objects.get()
    back = kept.return_url.split(money.world.brand.host)[1]
    back = back[back.index("/") :]
    page = url("portal", "cashier.deposit", deposit_id=kept.public_id)
    assert alice.get(back)["Location"] == page
    for other in ("?key=x%00", ""):
        lost = alice.get(url("portal", "cashier.deposit_back") + other)
        assert lost["Location"] == url("portal", "cashier.wallet")


def test_what_is_under_way_is_not_nothing(money: Money, alice: Browser) -> None:
    wallet = url("portal", "cashier.wallet")
    assert "Nothing here yet" in alice.get(wallet).content.decode()
    money.start("25.00")
    shown = alice.get(wallet).content.decode()
    assert "Under way" in shown
    assert "Nothing here yet" not in shown


def test_a_limit_is_said_with_its_thousands(money: Money, alice: Browser) -> None:
    values = {"psp_id": money.psp.public_id, "amount": "9e9", "currency": "USD", "key": "k"}
    refused = alice.post(url("portal", "cashier.deposit_new"), values).content.decode()
    assert "from 1 to 100,000 USD" in refused


def test_forms_about_a_deposit_say_which(money: Money) -> None:
    wire = money.add("bank_wire", code="wire")
    waits, paid = money.start("250.00", psp_id=wire.public_id), money.pay("1500.00")
    finance = office(make_staff("Finn", "finance"))
    forms = {"confirm": waits, "close": waits, "refund": paid}
    for name, row in forms.items():
        path = url("backoffice", f"cashier.deposit_{name}", deposit_id=row.public_id)
        page = finance.get(path).content.decode()
        amount = "1,500.00" if row is paid else "250.00"
        for text in ("Alice Client", money.deposit(row).reference, f"{amount}\xa0USD"):
            assert text in page
