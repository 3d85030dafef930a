"""Transfers: wallet, in transit, platform; each step by an explicit answer only."""

from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.events.testing import drain
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Transfer
from brokerdesk.modules.cashier.queries import transfer
from brokerdesk.modules.cashier.types import TransferRow, TransferStatus
from brokerdesk.modules.ledger.queries import balances
from brokerdesk.modules.trading.models import Account, Operation
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.services.operations import claim_due, record_answer, record_lookup
from brokerdesk.modules.trading.testing import make_account, make_client, make_product
from brokerdesk.ports.outcome import Accepted, Rejected, Unknown

from .conftest import Money

ZERO = Decimal(0)


@pytest.fixture
def rich(money: Money) -> Money:
    money.pay("1000.00")
    return money


def move(money: Money, amount: Any = "200.00", *, out: bool = False, **changes: Any) -> TransferRow:
    act = services.transfer_to_wallet if out else services.transfer_to_account
    given: dict[str, Any] = {
        "client_id": money.client_id,
        "account_id": money.world.account.public_id,
        "amount": Decimal(amount),
        "key": money.key(),
        "actor": money.client,
        "at": money.at,
    }
    return act(**{**given, **changes})


def gateway(money: Money, row: TransferRow, outcome: Any) -> str:
    """Play the gateway: claim the work and answer it; give the comment it was sent with."""
    work = next(
        w
        for w in claim_due(money.world.server.pk, limit=10, at=money.at)
        if w.work_id == row.operation_id
    )
    record_answer(work.work_id, outcome, at=money.at)
    return work.comment


def arrive(money: Money, amount: str, comment: str) -> None:
    """The platform's balance deal is ingested, and the facts are handled, twice."""
    deal = money.world.balance(amount, comment)
    ingest_deals(money.world.server.pk, [deal], watermark_s=None, at=money.at)
    drain(twice=True)


def mirror(money: Money) -> Decimal:
    code = f"account:{money.world.account.public_id}:mirror:USD"
    return balances([code]).get(code, ZERO)


def in_transit(money: Money) -> Decimal:
    code = f"platform:mt5a:transit:{money.world.brand.entity_id}:USD"
    return balances([code]).get(code, ZERO)


def test_in_and_out(rich: Money) -> None:
    row = move(rich)
    assert (rich.held()[0], in_transit(rich)) == (Decimal("800.00"), Decimal("200.00"))
    arrive(rich, "200.00", gateway(rich, row, Accepted(101)))
    assert transfer(row.public_id).state == TransferStatus.COMPLETED
    assert (in_transit(rich), mirror(rich)) == (ZERO, Decimal("200.00"))
    back = move(rich, "50.00", out=True)
    assert (rich.held()[0], in_transit(rich)) == (Decimal("800.00"), ZERO)
    arrive(rich, "-50.00", gateway(rich, back, Accepted(102)))
    assert transfer(back.public_id).state == TransferStatus.COMPLETED
    assert (rich.held()[0], mirror(rich)) == (Decimal("850.00"), Decimal("150.00"))
    assert services.reconcile(rich.at).equal


@pytest.mark.parametrize("out", [False, True])
def test_a_refusal_puts_everything_back(rich: Money, out: bool) -> None:
    row = move(rich, out=out)
    gateway(rich, row, Rejected("10019", "no money"))
    drain(twice=True)
    found = transfer(row.public_id)
    assert (found.state, found.reason) == (TransferStatus.REJECTED, "no money")
    assert (rich.held()[0], in_transit(rich), mirror(rich)) == (Decimal("1000.00"), ZERO, ZERO)


def test_an_unknown_answer_stays_in_transit_until_the_deal_is_found(rich: Money) -> None:
    row = move(rich)
    comment = gateway(rich, row, Unknown("time-out"))
    drain()
    assert transfer(row.public_id).state == TransferStatus.REQUESTED
    assert in_transit(rich) == Decimal("200.00")
    found = rich.world.balance("200.00", comment)
    record_lookup(row.operation_id, found, at=rich.later(10))
    ingest_deals(rich.world.server.pk, [found], watermark_s=None, at=rich.at)
    drain(twice=True)
    assert transfer(row.public_id).state == TransferStatus.COMPLETED
    assert (rich.held()[0], mirror(rich)) == (Decimal("800.00"), Decimal("200.00"))


def test_what_evidence_cannot_decide_is_shown(rich: Money) -> None:
    row = move(rich)
    comment = gateway(rich, row, Unknown("time-out"))
    record_lookup(row.operation_id, rich.world.balance("7.00", comment), at=rich.at)
    drain()
    assert transfer(row.public_id).state == TransferStatus.REVIEW
    assert in_transit(rich) == Decimal("200.00")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": "1000.01"}, "insufficient_funds"),
        ({"amount": "0"}, "amount_invalid"),
        ({"amount": "-1"}, "amount_invalid"),
        ({"amount": "1.001"}, "amount_invalid"),
        ({"currency": "EUR"}, "currency_mismatch"),
        ({"account_id": "acc_no"}, "account_not_found"),
    ],
)
def test_bad_input_changes_nothing(rich: Money, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as caught:
        move(rich, changes.pop("amount", "1"), **changes)
    assert caught.value.code == code
    assert not Transfer.objects.exists()
    assert not Operation.objects.exists()
    assert rich.held()[0] == Decimal("1000.00")


def test_others_accounts_demos_and_switches(rich: Money) -> None:
    world = rich.world
    bob = make_account(make_client(world.brand, "Bob"), world.product, 2001)
    demo = make_account(world.client, make_product(world.brand, world.server, kind="demo"), 3001)

    def refused(code: str, **changes: Any) -> None:
        with pytest.raises(DomainError) as caught:
            move(rich, "1", **changes)
        assert caught.value.code == code

    refused("not_found", account_id=bob.public_id)
    refused("account_not_ready", account_id=demo.public_id)
    world.account.may_withdraw = False
    world.account.save()
    refused("account_switched_off", out=True)
    world.account.may_transfer = False
    world.account.save()
    refused("account_switched_off")
    world.account.state = "disabled"
    world.account.save()
    refused("account_not_ready")
    assert not Transfer.objects.exists()


def test_more_than_the_account_has_free_is_refused_at_once(rich: Money) -> None:
    account = Account.objects.filter(pk=rich.world.account.pk)
    account.update(balance=300, equity=250, margin=50, figures_at=rich.at)
    with pytest.raises(DomainError) as caught:
        move(rich, "200.01", out=True)
    assert (caught.value.code, caught.value.field) == ("insufficient_funds", "amount")
    assert "200.00 USD" in str(caught.value)
    assert not Transfer.objects.exists()
    move(rich, "200.00", out=True)
    account.update(equity=900)
    with pytest.raises(DomainError):
        move(rich, "300.01", out=True)
    move(rich, "100.00")
    assert move(rich, "300.01", out=True).state == TransferStatus.REQUESTED


def test_one_key_makes_one_transfer(rich: Money) -> None:
    assert move(rich, key="k").public_id == move(rich, key="k").public_id
    with pytest.raises(DomainError) as caught:
        move(rich, "1", key="k")
    assert caught.value.code == "idempotency_conflict"
    assert rich.held()[0] == Decimal("800.00")
