"""The room's locks, always in this order: wish, deposit or withdrawal or transfer, refund."""

from django.db import connection
from django.utils.translation import gettext as _

from .errors import (
    DepositNotFound,
    PspNotFound,
    RefundNotFound,
    TransferNotFound,
    WithdrawalNotFound,
)
from .models import Deposit, Psp, Refund, Transfer, Withdrawal


def lock_wish(client_pk: int, key: str) -> None:
    """Let one of two requests of a client with the same key wait until the other is kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"cashier:{client_pk}:{key}"]
        )


def lock_psp(psp_id: str) -> Psp:
    """Lock one payment method."""
    found = (
        Psp.objects.select_for_update(of=("self",), no_key=True)
        .select_related("brand")
        .filter(public_id=psp_id)
        .first()
    )
    if found is None:
        raise PspNotFound(_("there is no such payment method"))
    return found


def lock_deposit(deposit_id: str) -> Deposit:
    """Lock one deposit."""
    found = (
        Deposit.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client", "psp")
        .filter(public_id=deposit_id)
        .first()
    )
    if found is None:
        raise DepositNotFound(_("there is no such deposit"))
    return found


def lock_withdrawal(withdrawal_id: str) -> Withdrawal:
    """Lock one withdrawal."""
    found = (
        Withdrawal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client", "psp")
        .filter(public_id=withdrawal_id)
        .first()
    )
    if found is None:
        raise WithdrawalNotFound(_("there is no such withdrawal"))
    return found


def lock_transfer_of(operation_id: str) -> Transfer | None:
    """Lock the transfer that a platform operation carries; None when it carries none."""
    return (
        Transfer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client", "account")
        .filter(operation_id=operation_id)
        .first()
    )


def lock_transfer(transfer_id: str) -> Transfer:
    """Lock one transfer."""
    found = (
        Transfer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client", "account")
        .filter(public_id=transfer_id)
        .first()
    )
    if found is None:
        raise TransferNotFound(_("there is no such transfer"))
    return found


def lock_transfers_at(difference_id: str) -> list[Transfer]:
    """Lock the transfers whose deal a difference is about."""
    return list(
        Transfer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client", "account")
        .filter(difference_id=difference_id)
        .exclude(difference_id="")
        .order_by("pk")
    )


def lock_refund(refund_id: str) -> Refund:
    """Lock one refund, its deposit first."""
    known = Refund.objects.select_related("deposit").filter(public_id=refund_id).first()
    if known is None:
        raise RefundNotFound(_("there is no such refund"))
    lock_deposit(known.deposit.public_id)
    return (
        Refund.objects.select_for_update(of=("self",), no_key=True)
        .select_related("deposit", "deposit__client", "deposit__psp")
        .get(pk=known.pk)
    )
