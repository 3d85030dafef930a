"""What staff and the client see of a transfer whose deal changed, and who settles it."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.testing import drain
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.cashier.queries import transfer
from brokerdesk.modules.cashier.types import TransferRow, TransferStatus
from brokerdesk.modules.cashier.ui.portal import entries
from brokerdesk.modules.clients.testing import make_staff, office
from brokerdesk.modules.staff.services import set_roles
from brokerdesk.modules.staff.types import RoleGift
from brokerdesk.modules.trading.models import Difference
from brokerdesk.modules.trading.testing import make_brand
from brokerdesk.ports.outcome import Rejected

from .conftest import Money
from .test_transfer_corrections import lacking, late
from .test_transfers import gateway, move


@pytest.fixture
def rich(money: Money) -> Money:
    money.pay("1000.00")
    return money


@pytest.fixture
def finance(db: None) -> Browser:
    return office(make_staff("Finn", "finance"))


def page_of(row: TransferRow, name: str = "transfer") -> str:
    return url("backoffice", f"cashier.{name}", transfer_id=row.public_id)


def test_client_and_staff_read_why_a_transfer_was_rejected(rich: Money, finance: Browser) -> None:
    row = move(rich)
    gateway(rich, row, Rejected("10019", "no money"))
    drain()
    [entry] = [
        e for e in entries(rich.world.client.pk, limit=9) if e["row"].public_id == row.public_id
    ]
    assert "no money" in entry["detail"]
    card = url("backoffice", "clients.card", client_id=rich.client_id)
    assert "no money" in finance.get(card).content.decode()


def test_a_late_deal_leads_to_its_difference(rich: Money, finance: Browser) -> None:
    row = late(rich)
    shown = finance.get(page_of(row)).content.decode()
    found = Difference.objects.get()
    assert url("backoffice", "trading.difference", difference_id=found.public_id) in shown
    [entry] = [e for e in entries(rich.world.client.pk, limit=9) if e["row"] == row]
    assert entry["open"]
    choices = finance.get(
        url("backoffice", "trading.difference_propose", difference_id=found.public_id)
    )
    assert "complete the transfer" in choices.content.decode()


def test_finance_settles_what_a_wallet_lacked(rich: Money, finance: Browser) -> None:
    row = lacking(rich)
    path = page_of(row, "transfer_settle")
    assert path in finance.get(page_of(row)).content.decode()
    assert finance.get(path).status_code == 200
    pat = make_staff("Pat", "support", brand_pk=rich.world.brand.pk)
    gifts = [
        RoleGift("support", brand_pk=rich.world.brand.pk),
        RoleGift("finance", brand_pk=make_brand("south").pk),
    ]
    set_roles(pat.public_id, gifts, actor=SYSTEM, at=now())
    shown = office(pat).get(page_of(row)).content.decode()
    assert row.public_id in shown
    assert path not in shown
    support = office(make_staff("Sam", "support"))
    given: dict[str, Any] = {"bearer": "house", "reason": "ours", "version": row.version}
    assert support.post(path, given).status_code == 403
    assert finance.post(path, {**given, "version": row.version - 1}).status_code != 303
    assert transfer(row.public_id).shortfall
    assert finance.post(path, given).status_code == 303
    assert "another one has to confirm" in finance.get(page_of(row)).content.decode()
    given["version"] = transfer(row.public_id).version
    assert finance.post(path, given).status_code != 303
    assert office(make_staff("Fay", "finance")).post(path, given).status_code == 303
    settled = transfer(row.public_id)
    assert (settled.shortfall, settled.state) == (Decimal(0), TransferStatus.REVERSED)
    [entry] = [e for e in entries(rich.world.client.pk, limit=9) if e["row"] == settled]
    assert "corrected" in entry["detail"]
