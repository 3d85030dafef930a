"""Events about deposits, withdrawals and transfers: what each carries, and how it is emitted."""

from decimal import Decimal
from typing import Any

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import Event, emit

from ..events import DepositFailed, DepositStateChanged, WithdrawalStateChanged
from ..models import Deposit, Transfer, Withdrawal


def about_deposit(deposit: Deposit, amount: Decimal | None = None) -> dict[str, Any]:
    """The fields that every deposit event carries."""
    return {
        "deposit_id": deposit.public_id,
        "client_id": deposit.client.public_id,
        "psp_id": deposit.psp.public_id,
        "amount": deposit.amount if amount is None else amount,
        "currency": deposit.currency,
    }


def about_withdrawal(withdrawal: Withdrawal) -> dict[str, Any]:
    """The fields that every withdrawal event carries."""
    return {
        "withdrawal_id": withdrawal.public_id,
        "client_id": withdrawal.client.public_id,
        "psp_id": withdrawal.psp.public_id,
        "amount": withdrawal.amount,
        "currency": withdrawal.currency,
    }


def about_transfer(transfer: Transfer) -> dict[str, Any]:
    """The fields that every transfer event carries."""
    return {
        "transfer_id": transfer.public_id,
        "client_id": transfer.client.public_id,
        "account_id": transfer.account.public_id,
        "direction": transfer.direction,
        "amount": transfer.amount,
        "currency": transfer.currency,
    }


def tell(event: Event, row: Deposit | Withdrawal | Transfer, actor: Actor = SYSTEM) -> None:
    """Emit a fact in the row's own aggregate."""
    emit(event, aggregate=row.public_id, brand_id=row.brand_id, actor=actor)


def tell_deposit_state(deposit: Deposit) -> None:
    """Emit that a deposit moved on without money."""
    tell(DepositStateChanged(**about_deposit(deposit), state=deposit.state), deposit)


def tell_deposit_failed(deposit: Deposit, actor: Actor = SYSTEM) -> None:
    """Emit that a deposit came to nothing, for now."""
    event = DepositFailed(**about_deposit(deposit), state=deposit.state, reason=deposit.reason)
    tell(event, deposit, actor)


def tell_withdrawal_state(withdrawal: Withdrawal, actor: Actor = SYSTEM) -> None:
    """Emit a step in between."""
    tell(
        WithdrawalStateChanged(**about_withdrawal(withdrawal), state=withdrawal.state),
        withdrawal,
        actor,
    )
