"""What whoever decides a withdrawal is shown, and asked."""

from decimal import Decimal

import pytest
from django.test import Client as Browser

from brokerdesk.core.ui import url
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import CashierSettings
from brokerdesk.modules.cashier.types import WithdrawalRow
from brokerdesk.modules.clients.testing import make_staff, office

from .conftest import FINN, Money


@pytest.fixture
def rich(money: Money) -> Money:
    money.pay("1000.00")
    return money


def shown(row: WithdrawalRow, role: str = "finance") -> str:
    browser: Browser = office(make_staff(role.title(), role))
    path = url("backoffice", "cashier.withdrawal", withdrawal_id=row.public_id)
    return browser.get(path).content.decode()


def test_who_decides_sees_what_speaks_for_it(rich: Money) -> None:
    wire = rich.add("bank_wire", code="wire")
    paid = rich.approved("130.00", psp_id=wire.public_id)
    services.confirm_sent(paid.public_id, bank_reference="W1", actor=FINN, at=rich.at)
    page = shown(rich.ask("100.00"))
    for fact in ("To decide by", "770.00", "130.00", "1,000.00", "(1)", "Verification level"):
        assert fact in page
    assert "Approve 100.00" in page
    assert "Alice Client •••• 5601" in page
    assert "To decide by" not in shown(rich.ask("1.00"), "support")


def test_the_provider_is_asked_only_about_what_was_sent(rich: Money) -> None:
    row = rich.ask("100.00")
    assert "Ask the provider" not in shown(row)
    services.approve_withdrawal(row.public_id, actor=FINN, at=rich.at)
    services.send_withdrawal(row.public_id, at=rich.at)
    assert "Ask the provider" in shown(row, "administrator")


def test_compliance_passes_and_two_others_approve(rich: Money) -> None:
    CashierSettings.objects.create(
        brand_id=rich.world.brand.pk,
        compliance_review_above=Decimal(50),
        second_approver_above=Decimal(50),
    )
    row = rich.ask("100.00")
    fay, finn = office(make_staff("Fay", "finance")), office(make_staff("Finn", "finance"))
    carol = office(make_staff("Carol", "compliance"))

    def path(name: str) -> str:
        return url("backoffice", f"cashier.{name}", withdrawal_id=row.public_id)

    def post(browser: Browser, name: str) -> str:
        version = rich.withdrawal(row).version
        return browser.post(path(name), {"version": version}, follow=True).content.decode()

    assert path("withdrawal_review") not in fay.get(path("withdrawal")).content.decode()
    assert fay.post(path("withdrawal_review"), {"version": 1}).status_code == 403
    page = carol.get(path("withdrawal")).content.decode()
    assert path("withdrawal_review") in page
    assert "To decide by" in page
    assert path("withdrawal_approve") not in post(carol, "withdrawal_review")
    first = post(fay, "withdrawal_approve")
    assert "A second person has to approve it too" in first
    assert path("withdrawal_approve") not in first
    assert path("withdrawal_reject") in first
    assert path("withdrawal_approve") in finn.get(path("withdrawal")).content.decode()
    assert "Approved." in post(finn, "withdrawal_approve")
    assert rich.withdrawal(row).state == "approved"


def test_another_name_than_the_clients_is_flagged(rich: Money) -> None:
    client = rich.world.client
    own = {"account": "DE0212345601", "name": f"{client.last_name.upper()}, {client.first_name}"}
    warning = "This is not the client's name."
    assert warning not in shown(rich.ask("10.00", destination=own))
    other = {**own, "name": "Bob Stranger"}
    page = shown(rich.ask("20.00", destination=other), "administrator")
    assert warning in page
