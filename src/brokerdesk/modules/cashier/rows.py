"""Table rows as the frozen rows that others see."""

from .models import CashierSettings, Deposit, Psp, Refund, StateChange, Transfer, Withdrawal
from .rules import at_scale
from .types import (
    DepositRow,
    DepositStatus,
    Direction,
    HistoryRow,
    PspRow,
    RefundRow,
    RefundStatus,
    SettingsRow,
    TransferRow,
    TransferStatus,
    WithdrawalRow,
    WithdrawalStatus,
)


def psp_row(psp: Psp) -> PspRow:
    """Freeze a payment method; its brand must be loaded."""
    return PspRow(
        pk=psp.pk,
        public_id=psp.public_id,
        brand_pk=psp.brand_id,
        entity_pk=psp.brand.entity_id,
        code=psp.code,
        title=psp.title,
        kind=psp.kind,
        manual=psp.manual,
        currencies=tuple(psp.currencies),
        enabled=psp.enabled,
        deposit_enabled=psp.deposit_enabled,
        withdrawal_enabled=psp.withdrawal_enabled,
        deposit_min=psp.deposit_min,
        deposit_max=psp.deposit_max,
        withdrawal_min=psp.withdrawal_min,
        withdrawal_max=psp.withdrawal_max,
        state=psp.state,
        state_detail=psp.state_detail,
        checked_at=psp.checked_at,
        version=psp.version,
        config=psp.config,
    )


def settings_row(brand_pk: int, found: CashierSettings | None) -> SettingsRow:
    """Freeze a brand's settings, or the defaults."""
    kept = found or CashierSettings(brand_id=brand_pk)
    return SettingsRow(
        brand_pk=brand_pk,
        compliance_review_above=kept.compliance_review_above,
        second_approver_above=kept.second_approver_above,
        unknown_grace_s=kept.unknown_grace_s,
        deposit_expiry_h=kept.deposit_expiry_h,
    )


def deposit_row(deposit: Deposit) -> DepositRow:
    """Freeze a deposit; its client and method must be loaded."""
    return DepositRow(
        pk=deposit.pk,
        public_id=deposit.public_id,
        reference=deposit.reference,
        brand_pk=deposit.brand_id,
        client_pk=deposit.client_id,
        client_id=deposit.client.public_id,
        psp_id=deposit.psp.public_id,
        psp_title=deposit.psp.title,
        manual=deposit.psp.manual,
        amount=at_scale(deposit.amount, deposit.currency),
        currency=deposit.currency,
        received=at_scale(deposit.received, deposit.currency),
        fee=at_scale(deposit.fee, deposit.currency),
        psp_fee=at_scale(deposit.psp_fee, deposit.currency),
        refunded=at_scale(deposit.refunded, deposit.currency),
        state=DepositStatus(deposit.state),
        reason=deposit.reason,
        provider_ref=deposit.provider_ref,
        redirect_url=deposit.redirect_url,
        expires_at=deposit.expires_at,
        created_at=deposit.created_at,
        credited_at=deposit.credited_at,
        version=deposit.version,
    )


def withdrawal_row(withdrawal: Withdrawal) -> WithdrawalRow:
    """Freeze a withdrawal; its client and method must be loaded."""
    return WithdrawalRow(
        pk=withdrawal.pk,
        public_id=withdrawal.public_id,
        brand_pk=withdrawal.brand_id,
        client_pk=withdrawal.client_id,
        client_id=withdrawal.client.public_id,
        psp_id=withdrawal.psp.public_id,
        psp_title=withdrawal.psp.title,
        manual=withdrawal.psp.manual,
        amount=at_scale(withdrawal.amount, withdrawal.currency),
        fee=at_scale(withdrawal.fee, withdrawal.currency),
        psp_fee=at_scale(withdrawal.psp_fee, withdrawal.currency),
        currency=withdrawal.currency,
        hint=withdrawal.hint,
        state=WithdrawalStatus(withdrawal.state),
        reason=withdrawal.reason,
        provider_ref=withdrawal.provider_ref,
        requested_by=withdrawal.requested_by,
        first_approver=withdrawal.first_approver,
        second_approver=withdrawal.second_approver,
        needs_second=withdrawal.needs_second,
        unknown_since=withdrawal.unknown_since,
        created_at=withdrawal.created_at,
        paid_at=withdrawal.paid_at,
        version=withdrawal.version,
    )


def transfer_row(transfer: Transfer) -> TransferRow:
    """Freeze a transfer; its client and account must be loaded."""
    return TransferRow(
        pk=transfer.pk,
        public_id=transfer.public_id,
        brand_pk=transfer.brand_id,
        client_pk=transfer.client_id,
        client_id=transfer.client.public_id,
        account_id=transfer.account.public_id,
        login=transfer.account.login,
        direction=Direction(transfer.direction),
        amount=at_scale(transfer.amount, transfer.currency),
        currency=transfer.currency,
        state=TransferStatus(transfer.state),
        reason=transfer.reason,
        operation_id=transfer.operation_id,
        correction=at_scale(transfer.correction, transfer.currency),
        shortfall=at_scale(transfer.shortfall, transfer.currency),
        house_bears_by=transfer.house_bears_by,
        created_at=transfer.created_at,
        completed_at=transfer.completed_at,
        version=transfer.version,
    )


def refund_row(refund: Refund) -> RefundRow:
    """Freeze a refund; its deposit and method must be loaded."""
    return RefundRow(
        pk=refund.pk,
        public_id=refund.public_id,
        deposit_id=refund.deposit.public_id,
        psp_title=refund.deposit.psp.title,
        amount=at_scale(refund.amount, refund.deposit.currency),
        currency=refund.deposit.currency,
        state=RefundStatus(refund.state),
        reason=refund.reason,
        provider_ref=refund.provider_ref,
        created_at=refund.created_at,
    )


def history_row(change: StateChange) -> HistoryRow:
    """Freeze a change of state."""
    return HistoryRow(
        before=change.before,
        after=change.after,
        at=change.at,
        actor=change.actor_label or change.actor,
        note=change.note,
        of_refund=change.subject.startswith("rfd_"),
    )
