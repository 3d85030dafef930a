"""What a client asked for: he sees it, its answer, and takes it back."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.clients.models import Client
from brokerdesk.modules.clients.testing import actor_of, make_client, make_staff, office, portal
from brokerdesk.modules.clients.types import ClientRow

from ..models import Account, AccountRequest, Operation
from ..services.requests import (
    approve_request,
    propose_correction,
    reject_request,
    request_leverage,
)
from ..testing import World, make_account
from ..types import RequestRow
from .test_jobs import DEALER


@dataclass
class Asked:
    """A client with an account who asked for another leverage."""

    client: ClientRow
    account: Account
    request: RequestRow
    browser: Browser

    def page(self) -> str:
        """His account's page as it is now."""
        path = url("portal", "trading.account", account_id=self.account.public_id)
        return self.browser.get(path).content.decode()

    def take_back(self, request_id: str = "", browser: Browser | None = None) -> int:
        """Press the button and give the answer's status."""
        path = url(
            "portal",
            "trading.request_withdraw",
            account_id=self.account.public_id,
            request_id=request_id or self.request.public_id,
        )
        return (browser or self.browser).post(path).status_code


@pytest.fixture
def asked(world: World) -> Asked:
    row = make_client(brand(world.brand.pk))
    account = make_account(Client.objects.get(pk=row.pk), world.product, 2001)
    request = request_leverage(
        account.public_id, 30, actor=actor_of(row), reason="less risk", at=now()
    )
    return Asked(row, account, request, portal(row))


def test_an_account_shows_what_waits(asked: Asked) -> None:
    text = asked.page()
    assert "1:30" in text
    assert "Pending" in text
    assert "Take back" in text
    assert 'data-label="Wish"' in text


def test_a_rejection_is_read_with_its_reason(asked: Asked) -> None:
    version = asked.request.version
    reject_request(
        asked.request.public_id, version=version, answer="Not yet", actor=DEALER, at=now()
    )
    text = asked.page()
    assert "Rejected" in text
    assert "Not yet" in text
    assert "Take back" not in text


def test_an_approval_shows_how_far_the_platform_is(asked: Asked) -> None:
    approve_request(asked.request.public_id, version=asked.request.version, actor=DEALER, at=now())
    assert "Queued" in asked.page()
    Operation.objects.update(state="settled")
    text = asked.page()
    assert "Approved" in text
    assert "Queued" not in text


def test_what_staff_propose_is_not_shown(asked: Asked) -> None:
    own = AccountRequest.objects.get()
    staffs = propose_correction(
        asked.account.public_id, Decimal(5), actor=DEALER, reason="swap of May", at=now()
    )
    assert "swap of May" not in asked.page()
    assert asked.take_back(staffs.public_id) == 404
    assert AccountRequest.objects.get(public_id=staffs.public_id).state == "pending"
    AccountRequest.objects.filter(pk=own.pk).delete()
    assert "What you asked for" not in asked.page()


def test_a_client_takes_back_his_own_request_once(asked: Asked) -> None:
    assert asked.take_back() == 303
    assert AccountRequest.objects.get().state == "withdrawn"
    asked.page()  # it says once that it was done
    text = asked.page()
    assert "Taken back" in text
    assert "Take back" not in text
    assert asked.take_back() == 303
    assert "decided already" in asked.page()


def test_nobody_else_takes_it_back(world: World, asked: Asked) -> None:
    mallory = make_client(brand(world.brand.pk), "Mallory")
    assert asked.take_back(browser=portal(mallory)) == 404
    assert AccountRequest.objects.get().state == "pending"


def test_the_decision_moves_the_clients_page(asked: Asked) -> None:
    reject_request(
        asked.request.public_id, version=asked.request.version, answer="No", actor=DEALER, at=now()
    )
    event = OutboxEvent.objects.get(type="account.request_decided")
    assert event.payload["client_id"] == asked.client.public_id
    text = asked.page()
    region = text.index('data-live="account. operation. deal."')
    assert region < text.index("What you asked for")


def test_the_office_says_who_reads_the_reason(asked: Asked) -> None:
    ensure_role("tester", "Tester", {"trading.*": "all"})
    browser = office(make_staff("Tess", "tester"))
    path = url("backoffice", "trading.request_reject", request_id=asked.request.public_id)
    assert "The client reads it." in browser.get(path).content.decode()
    staffs = propose_correction(
        asked.account.public_id, Decimal(5), actor=DEALER, reason="swap", at=now()
    )
    path = url("backoffice", "trading.request_reject", request_id=staffs.public_id)
    assert "The client reads it." not in browser.get(path).content.decode()
