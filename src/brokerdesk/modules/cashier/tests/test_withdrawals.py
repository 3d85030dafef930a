"""Withdrawals: held, approved by others, sent once, paid or given back."""

from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Deposit, Withdrawal
from brokerdesk.modules.cashier.services.payouts import _submit, record_answer
from brokerdesk.modules.cashier.types import WithdrawalRow, WithdrawalStatus
from brokerdesk.ports.outcome import Accepted, Rejected

from .conftest import CAROL, FAY, FINN, Money, terms

ZERO = Decimal(0)
STATUS = WithdrawalStatus


@pytest.fixture
def rich(money: Money) -> Money:
    money.pay("1000.00")
    return money


def refused(code: str, act: Any, *args: Any, **kwargs: Any) -> None:
    with pytest.raises(DomainError) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code


def sent(money: Money, row: WithdrawalRow) -> WithdrawalRow:
    return services.send_withdrawal(row.public_id, at=money.at)


def test_request_approve_send_paid(rich: Money) -> None:
    changed = terms(withdrawal_fee_fixed=Decimal("2.00"))
    services.update_psp(rich.psp.public_id, changed, actor=FINN)
    row = rich.ask()
    assert (row.state, row.hint) == (STATUS.REQUESTED, "•••• 5601")
    assert rich.held() == (Decimal("898.00"), Decimal("102.00"))
    row = services.approve_withdrawal(row.public_id, actor=FINN, at=rich.at)
    row = sent(rich, row)
    assert row.state == STATUS.IN_FLIGHT
    assert (rich.held()[1], rich.transit()) == (Decimal("2.00"), Decimal("100.00"))
    rich.control("payout_pay", payout=row.public_id)
    for _ in range(3):
        row = services.follow_withdrawal(row.public_id, at=rich.at)
    assert (row.state, row.psp_fee) == (STATUS.PAID, Decimal("1.00"))
    assert (rich.held(), rich.transit()) == ((Decimal("898.00"), ZERO), ZERO)
    assert rich.clearing() == Decimal("1000.00") - Decimal("29.30") - Decimal("101.00")
    assert services.reconcile(rich.at).equal


def test_failed_and_returned_payouts_come_back(rich: Money) -> None:
    failed, returned = sent(rich, rich.approved()), sent(rich, rich.approved())
    rich.control("payout_fail", payout=failed.public_id)
    failed = services.follow_withdrawal(failed.public_id, at=rich.at)
    assert (failed.state, failed.reason) == (STATUS.FAILED, "beneficiary account closed")
    rich.control("payout_pay", payout=returned.public_id)
    rich.control("payout_return", payout=returned.public_id)
    for _ in range(2):
        returned = services.follow_withdrawal(returned.public_id, at=rich.at)
    assert returned.state == STATUS.RETURNED
    assert rich.held() == (Decimal("1000.00"), ZERO)
    assert services.reconcile(rich.at).equal


@pytest.mark.parametrize("do", ["drop_answer", "cut", "server_error"])
def test_a_lost_answer_is_looked_up_never_sent_blind(rich: Money, do: str) -> None:
    row = rich.approved()
    rich.fault("payouts.create", do)
    row = sent(rich, row)
    assert (row.state, row.unknown_since) == (STATUS.SUBMITTED, rich.at)
    assert row.public_id not in services.due_withdrawals(at=rich.at)
    assert row.public_id in services.due_withdrawals(at=rich.later(11))
    row = services.follow_withdrawal(row.public_id, at=rich.at)
    assert row.state == STATUS.IN_FLIGHT
    assert Withdrawal.objects.get(public_id=row.public_id).attempts == 1


def test_absence_counts_only_after_the_grace_and_two_looks(rich: Money) -> None:
    row = rich.approved()
    _submit(row.public_id, at=rich.at)
    for _ in range(3):
        row = services.follow_withdrawal(row.public_id, at=rich.later(15))
        assert row.state == STATUS.SUBMITTED
    row = services.follow_withdrawal(row.public_id, at=rich.later(20))
    assert row.state == STATUS.SUBMITTED
    row = services.follow_withdrawal(row.public_id, at=rich.later(10))
    assert row.state == STATUS.APPROVED
    assert (rich.held()[1], rich.transit()) == (Decimal("100.00"), ZERO)
    row = services.follow_withdrawal(row.public_id, at=rich.later(31))
    assert row.state == STATUS.IN_FLIGHT


def test_what_is_never_found_goes_to_a_person(rich: Money) -> None:
    row = rich.approved()
    for _ in range(3):
        _submit(row.public_id, at=rich.at)
        for _look in range(4):
            row = services.record_absence(row.public_id, at=rich.later(30))
    assert row.state == STATUS.REVIEW
    assert rich.transit() == Decimal("100.00")
    refused(
        "reason_needed",
        services.settle_review,
        row.public_id,
        paid=False,
        reason=" ",
        actor=FINN,
        at=rich.at,
    )
    row = services.settle_review(
        row.public_id, paid=False, reason="asked support", actor=FINN, at=rich.at
    )
    assert (row.state, rich.held()) == (STATUS.FAILED, (Decimal("1000.00"), ZERO))


def test_an_unreachable_provider_is_tried_again(rich: Money) -> None:
    row = rich.approved()
    rich.fault("payouts.create", "refuse", status=429)
    row = sent(rich, row)
    assert (row.state, rich.held()[1]) == (STATUS.APPROVED, Decimal("100.00"))
    row = services.follow_withdrawal(row.public_id, at=rich.later(31))
    assert row.state == STATUS.IN_FLIGHT


def test_a_final_refusal_gives_the_money_back(rich: Money) -> None:
    row = rich.approved()
    rich.fault("payouts.create", "refuse", status=422, code="blocked")
    row = sent(rich, row)
    assert (row.state, rich.held()) == (STATUS.FAILED, (Decimal("1000.00"), ZERO))


def test_four_eyes(rich: Money) -> None:
    services.update_settings(
        rich.world.brand.pk,
        compliance_review_above=Decimal(300),
        second_approver_above=Decimal(200),
        actor=FINN,
    )
    approve = services.approve_withdrawal
    row = rich.ask("400.00", actor=FINN)
    assert row.state == STATUS.COMPLIANCE_REVIEW
    refused("wrong_state", approve, row.public_id, actor=FAY, at=rich.at)
    refused("four_eyes_required", services.pass_compliance, row.public_id, actor=FINN, at=rich.at)
    row = services.pass_compliance(row.public_id, actor=CAROL, at=rich.at)
    refused("four_eyes_required", approve, row.public_id, actor=FINN, at=rich.at)
    row = approve(row.public_id, actor=FAY, at=rich.at)
    assert row.state == STATUS.SECOND_APPROVAL
    refused("four_eyes_required", approve, row.public_id, actor=FAY, at=rich.at)
    refused("changed_meanwhile", approve, row.public_id, actor=CAROL, at=rich.at, version=1)
    row = approve(row.public_id, actor=CAROL, at=rich.at, version=row.version)
    assert (row.state, row.first_approver, row.second_approver) == (
        STATUS.APPROVED,
        FAY.ref,
        CAROL.ref,
    )


def test_reject_and_cancel_give_the_money_back_once(rich: Money) -> None:
    one, two = rich.ask(), rich.ask()
    refused(
        "reason_needed",
        services.reject_withdrawal,
        one.public_id,
        reason="",
        actor=FINN,
        at=rich.at,
    )
    services.reject_withdrawal(one.public_id, reason="unclear", actor=FINN, at=rich.at)
    services.cancel_withdrawal(two.public_id, actor=rich.client, at=rich.at)
    assert rich.held() == (Decimal("1000.00"), ZERO)
    for row in (one, two):
        refused(
            "wrong_state", services.cancel_withdrawal, row.public_id, actor=rich.client, at=rich.at
        )
        refused("wrong_state", services.approve_withdrawal, row.public_id, actor=FINN, at=rich.at)


def test_another_client_cannot_cancel(rich: Money, bob: Any) -> None:
    row = rich.ask()
    refused("forbidden", services.cancel_withdrawal, row.public_id, actor=bob, at=rich.at)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal("1000.01")}, "insufficient_funds"),
        ({"amount": Decimal("0")}, "amount_invalid"),
        ({"amount": Decimal("0.001")}, "amount_invalid"),
        ({"currency": "EUR"}, "currency_not_offered"),
        ({"destination": {"account": "1", "name": "Al"}}, "destination_invalid"),
        ({"destination": {"account": "12345"}}, "destination_invalid"),
        ({"destination": {"account": "12345", "name": "Al", "x": "y"}}, "destination_invalid"),
        ({"destination": {"account": "1234\x00", "name": "Al"}}, "destination_invalid"),
        ({"destination": {"account": "9" * 65, "name": "Al"}}, "destination_invalid"),
    ],
)
def test_bad_input_changes_nothing(rich: Money, changes: dict[str, Any], code: str) -> None:
    refused(code, rich.ask, **({"amount": "1.00"} | changes))
    assert not Withdrawal.objects.exists()
    assert rich.held() == (Decimal("1000.00"), ZERO)


def test_one_key_makes_one_withdrawal(rich: Money) -> None:
    assert rich.ask(key="k").public_id == rich.ask(key="k").public_id
    refused("idempotency_conflict", rich.ask, "101.00", key="k")
    assert rich.held()[1] == Decimal("100.00")


def test_a_manual_withdrawal_is_sent_by_hand(rich: Money) -> None:
    wire = rich.add("bank_wire", code="bank", title="Wire")
    row = rich.approved(psp_id=wire.public_id)
    assert row.state == STATUS.APPROVED
    assert services.due_withdrawals(at=rich.later(100)) == []
    confirm = services.confirm_sent
    refused("reason_needed", confirm, row.public_id, bank_reference=" ", actor=FINN, at=rich.at)
    row = confirm(row.public_id, bank_reference="SEPA-1", actor=FINN, at=rich.at)
    assert (row.state, rich.held()) == (STATUS.PAID, (Decimal("900.00"), ZERO))
    twin = rich.approved("1.00", psp_id=wire.public_id)
    again = {"bank_reference": "SEPA-1", "actor": FINN, "at": rich.at}
    refused("wrong_state", confirm, twin.public_id, **again)
    services.reject_withdrawal(twin.public_id, reason="twin", actor=FINN, at=rich.at)
    row = services.confirm_returned(row.public_id, reason="closed", actor=FINN, at=rich.at)
    assert (row.state, rich.held()) == (STATUS.RETURNED, (Decimal("1000.00"), ZERO))
    assert rich.balanced()


def test_destinations_are_encrypted_and_unseen(rich: Money) -> None:
    from django.db import connection

    row = rich.ask()
    with connection.cursor() as cursor:
        cursor.execute("SELECT destination FROM cashier_withdrawal WHERE id = %s", [row.pk])
        stored = cursor.fetchone()[0]
    assert "5601" not in stored
    assert "DE02" not in repr(Withdrawal.objects.get(pk=row.pk).destination)


def test_a_no_to_an_earlier_sending_says_nothing_of_the_last(rich: Money) -> None:
    row = rich.approved()
    assert _submit(row.public_id, at=rich.at)
    Withdrawal.objects.update(attempts=2)
    no = Rejected("closed", "beneficiary account closed")
    late = record_answer(row.public_id, no, at=rich.at, attempt=1)
    assert (late.state, rich.transit()) == (STATUS.SUBMITTED, Decimal("100.00"))
    yes = record_answer(row.public_id, Accepted("po_1"), at=rich.at, attempt=1)
    assert yes.state == STATUS.IN_FLIGHT


def put_off(money: Money) -> WithdrawalRow:
    """An approved withdrawal that the provider refused for now."""
    row = money.approved()
    _submit(row.public_id, at=money.at)
    busy = Rejected("busy", "try later", retryable=True)
    row = record_answer(row.public_id, busy, at=money.at, attempt=1)
    assert row.state == STATUS.APPROVED
    return row


def test_what_a_provider_refuses_for_now_can_be_rejected(rich: Money) -> None:
    row = put_off(rich)
    services.reject_withdrawal(row.public_id, reason="use a wire", actor=FINN, at=rich.at)
    assert (rich.held(), rich.transit()) == ((Decimal("1000.00"), ZERO), ZERO)
    assert services.due_withdrawals(at=rich.later(3600)) == []
    assert sent(rich, row).state == STATUS.REJECTED
    under_way = sent(rich, rich.approved())
    late = {"reason": "too late", "actor": FINN, "at": rich.at}
    refused("wrong_state", services.reject_withdrawal, under_way.public_id, **late)


def block(money: Money, how: str) -> str:
    """Let nothing be paid to the client any more; give the code of the refusal."""
    if how == "status":
        type(money.world.client).objects.update(status="suspended")
        return "client_blocked"
    paid = money.pay("50.00")
    money.control("chargeback", payment=paid.public_id)
    services.fetch_deposit(paid.public_id, at=money.at)
    return "chargeback_open"


@pytest.mark.parametrize("how", ["status", "chargeback"])
def test_approval_asks_again_whether_he_may_be_paid(rich: Money, how: str) -> None:
    row = rich.ask()
    code = block(rich, how)
    refused(code, services.approve_withdrawal, row.public_id, actor=FINN, at=rich.at)
    assert rich.withdrawal(row).state == STATUS.REQUESTED


@pytest.mark.parametrize("how", ["status", "chargeback"])
def test_sending_asks_again_whether_he_may_be_paid(rich: Money, how: str) -> None:
    row = put_off(rich)
    block(rich, how)
    stopped = services.follow_withdrawal(row.public_id, at=rich.later(60))
    assert (stopped.state, stopped.first_approver) == (STATUS.COMPLIANCE_REVIEW, "")
    assert stopped.reason
    assert (rich.held()[1], rich.transit()) == (Decimal("100.00"), ZERO)
    assert services.due_withdrawals(at=rich.later(3600)) == []
    services.pass_compliance(row.public_id, actor=CAROL, at=rich.at)
    type(rich.world.client).objects.update(status="active")
    Deposit.objects.filter(state="chargeback_open").update(state="chargeback_won")
    services.approve_withdrawal(row.public_id, actor=FINN, at=rich.at)
    assert sent(rich, row).state == STATUS.IN_FLIGHT
