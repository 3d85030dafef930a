"""Wires: the proof is looked at, a person confirms what the bank received."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Proof
from brokerdesk.modules.cashier.services.instructions import instructions_for
from brokerdesk.modules.cashier.types import DepositRow, DepositStatus, PspRow
from brokerdesk.modules.compliance.tests.files import PDF, picture
from brokerdesk.modules.ledger.queries import balances

from .conftest import FINN, Money


@pytest.fixture
def wire(money: Money, settings: Any, tmp_path: Path) -> PspRow:
    settings.MEDIA_ROOT = tmp_path
    return money.add("bank_wire", code="bank", title="Wire")


@pytest.fixture
def waiting(money: Money, wire: PspRow) -> DepositRow:
    return money.start("500.00", psp_id=wire.public_id)


def confirm(money: Money, row: DepositRow, received: str = "500.00", **more: Any) -> DepositRow:
    return services.confirm_wire(
        row.public_id, received=Decimal(received), actor=FINN, at=money.at, **more
    )


def refused(code: str, act: Any, *args: Any, **kwargs: Any) -> None:
    with pytest.raises(DomainError) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code


def test_a_wire_is_credited_with_what_came(money: Money, waiting: DepositRow) -> None:
    assert waiting.state == DepositStatus.PENDING
    assert ("Payment reference", waiting.reference) in instructions_for(waiting.public_id)
    done = confirm(money, waiting, "480.50")
    assert (done.state, done.received) == (DepositStatus.CREDITED, Decimal("480.50"))
    assert money.held()[0] == Decimal("480.50")
    entity = money.world.brand.entity_id
    assert balances([f"bank:bank:{entity}:USD"])[f"bank:bank:{entity}:USD"] == Decimal("-480.50")
    refused("wrong_state", confirm, money, waiting)
    assert money.held()[0] == Decimal("480.50")


def test_refusals(money: Money, waiting: DepositRow) -> None:
    refused("changed_meanwhile", confirm, money, waiting, version=99)
    refused("amount_invalid", confirm, money, waiting, "0")
    refused("amount_invalid", confirm, money, waiting, "1.005")
    refused("not_manual", confirm, money, money.start())
    refused("deposit_not_found", services.confirm_wire, "dep_no", received=1, actor=FINN, at=0)
    closing: dict[str, Any] = {"actor": FINN, "at": money.at}
    refused("reason_needed", services.close_deposit, waiting.public_id, reason=" ", **closing)
    row = services.close_deposit(waiting.public_id, reason="no money came", **closing)
    assert row.state == DepositStatus.CANCELLED
    refused("wrong_state", services.close_deposit, waiting.public_id, reason="x", **closing)
    assert money.held()[0] == 0


def test_proofs_are_checked_stored_and_served(
    money: Money, waiting: DepositRow, tmp_path: Path
) -> None:
    upload = services.upload_proof
    first = upload(waiting.public_id, PDF, "../../proof.pdf", actor=money.client, at=money.at)
    again = upload(waiting.public_id, PDF, "other.pdf", actor=money.client, at=money.at)
    assert first == again
    upload(waiting.public_id, picture(), "<b>.jpg", actor=money.client, at=money.at)
    assert len([f for f in tmp_path.rglob("*") if f.is_file()]) == 2
    file = services.open_proof(first, actor=FINN)
    assert (file.content, file.content_type, file.original_name) == (
        PDF,
        "application/pdf",
        "proof.pdf",
    )
    for bad in (b"", b"<html>", b"%PDF-1.4 cut", b"MZ" + b"\0" * 99):
        refused(
            "bad_file", upload, waiting.public_id, bad, "x.pdf", actor=money.client, at=money.at
        )
    confirm(money, waiting)
    refused(
        "wrong_state",
        upload,
        waiting.public_id,
        picture(shade=1),
        "late.jpg",
        actor=money.client,
        at=money.at,
    )
    assert Proof.objects.count() == 2
    assert len([f for f in tmp_path.rglob("*") if f.is_file()]) == 2
