"""Refunds: the wallet gives, the payer gets it once."""

from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Refund
from brokerdesk.modules.cashier.services.refunds import _mark_sent, record_refund_answer
from brokerdesk.modules.cashier.types import DepositRow, DepositStatus, RefundRow, RefundStatus
from brokerdesk.ports.outcome import Accepted, Rejected

from .conftest import FINN, Money

ZERO = Decimal(0)


@pytest.fixture
def paid(money: Money) -> DepositRow:
    return money.pay()


def ask(money: Money, row: DepositRow, amount: str = "50.00", reason: str = "asked") -> RefundRow:
    return services.request_refund(
        row.public_id, amount=Decimal(amount), reason=reason, actor=FINN, at=money.at
    )


def follow(money: Money, refund: RefundRow, seconds: int = 0) -> RefundRow:
    return services.follow_refund(refund.public_id, at=money.later(seconds))


def test_a_part_then_the_rest(money: Money, paid: DepositRow) -> None:
    first = ask(money, paid)
    assert (money.held()[0], money.transit()) == (Decimal("200.00"), Decimal("50.00"))
    assert follow(money, first).state == RefundStatus.DONE
    assert money.deposit(paid).state == DepositStatus.PARTIALLY_REFUNDED
    assert follow(money, ask(money, paid, "200.00")).state == RefundStatus.DONE
    done = services.fetch_deposit(paid.public_id, at=money.at)
    assert (done.state, done.refunded) == (DepositStatus.REFUNDED, Decimal("250.00"))
    assert (money.held(), money.transit()) == ((ZERO, ZERO), ZERO)
    assert services.reconcile(money.at).equal


def test_a_lost_answer_is_looked_up(money: Money, paid: DepositRow) -> None:
    refund = ask(money, paid)
    money.fault("refunds.create", "drop_answer")
    assert follow(money, refund).state == RefundStatus.SENT
    assert money.deposit(paid).refunded == ZERO
    services.fetch_deposit(paid.public_id, at=money.at)
    assert money.held()[0] == Decimal("200.00")
    assert follow(money, refund, 15).state == RefundStatus.DONE
    assert money.deposit(paid).refunded == Decimal("50.00")
    assert services.reconcile(money.at).equal


def test_what_was_never_there_is_sent_again(money: Money, paid: DepositRow) -> None:
    refund = ask(money, paid)
    Refund.objects.update(state="sent", sent_at=money.at)
    for seconds in (15, 15, 40, 10):
        row = follow(money, refund, seconds)
    assert row.state == RefundStatus.REQUESTED
    assert follow(money, refund).state == RefundStatus.DONE


def test_a_refusal_gives_the_money_back(money: Money, paid: DepositRow) -> None:
    refund = ask(money, paid)
    money.fault("refunds.create", "refuse", status=422, code="blocked")
    assert follow(money, refund).state == RefundStatus.REJECTED
    assert (money.held()[0], money.transit()) == (Decimal("250.00"), ZERO)
    assert refund.public_id not in services.due_refunds(at=money.later(9999))


@pytest.mark.parametrize(
    ("amount", "reason", "code"),
    [
        ("250.01", "x", "refund_too_large"),
        ("0", "x", "amount_invalid"),
        ("1", " ", "reason_needed"),
    ],
)
def test_refusals(money: Money, paid: DepositRow, amount: str, reason: str, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        ask(money, paid, amount, reason)
    assert caught.value.code == code
    assert money.held()[0] == Decimal("250.00")


def test_open_refunds_count_against_what_is_left(money: Money, paid: DepositRow) -> None:
    ask(money, paid, "200.00")
    with pytest.raises(DomainError) as caught:
        ask(money, paid, "50.01")
    assert caught.value.code == "refund_too_large"


def test_spent_money_is_not_refunded(money: Money, paid: DepositRow) -> None:
    money.ask("240.00")
    with pytest.raises(DomainError) as caught:
        ask(money, paid)
    assert caught.value.code == "insufficient_funds"


def test_a_refund_made_at_the_provider_is_found(money: Money, paid: DepositRow) -> None:
    provider_ref = money.deposit(paid).provider_ref
    import httpx

    answer: Any = httpx.post(
        f"{money.psp_server.url}/v1/payments/{provider_ref}/refunds",
        json={"amount": 3000, "reference": "dashboard"},
        headers={"Authorization": "Bearer sk_street", "Idempotency-Key": "x"},
    )
    assert answer.status_code == 201
    for _ in range(2):
        row = services.fetch_deposit(paid.public_id, at=money.at)
    assert (row.refunded, money.held()[0]) == (Decimal("30.00"), Decimal("220.00"))
    assert services.reconcile(money.at).ledger_vs_psp.equal


def test_a_refund_done_after_a_chargeback_leaves_it_charged_back(
    money: Money, paid: DepositRow
) -> None:
    refund = ask(money, paid)
    _mark_sent(refund.public_id, at=money.at)
    money.control("chargeback", payment=paid.public_id)
    opened = services.fetch_deposit(paid.public_id, at=money.at)
    assert opened.state == DepositStatus.CHARGEBACK_OPEN
    record_refund_answer(refund.public_id, Accepted("re_1"), at=money.at, sent_at=money.at)
    after = money.deposit(paid)
    assert (after.state, after.refunded) == (DepositStatus.CHARGEBACK_OPEN, Decimal("50.00"))


def test_a_no_to_an_earlier_sending_says_nothing_of_the_last(
    money: Money, paid: DepositRow
) -> None:
    refund, first = ask(money, paid), money.at
    _mark_sent(refund.public_id, at=first)
    Refund.objects.update(state=RefundStatus.REQUESTED)
    _mark_sent(refund.public_id, at=money.later(120))
    late = record_refund_answer(
        refund.public_id, Rejected("no", "too late"), at=money.at, sent_at=first
    )
    assert late.state == RefundStatus.SENT
    assert money.transit() == Decimal("50.00")
