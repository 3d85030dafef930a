"""Commands of the cashier."""

from .corrections import correct_transfer, settle_shortfall
from .crediting import close_deposit, confirm_wire, record_provider_state
from .deciding import approve_withdrawal, pass_compliance, reject_withdrawal
from .deposits import (
    create_deposit,
    due_deposits,
    fetch_deposit,
    open_deposit,
    record_opening,
    start_deposit,
)
from .paid import confirm_returned, confirm_sent, settle_review
from .payouts import (
    due_withdrawals,
    follow_withdrawal,
    record_absence,
    record_answer,
    record_payout_state,
    send_withdrawal,
)
from .proofs import open_proof, upload_proof
from .psps import add_psp, check_psp, set_state, try_connection, update_psp, update_settings
from .purchases import Purchase, charge_service, refund_service, void_service
from .reconcile import check_platforms, check_trial_balance, reconcile, reconcile_psp
from .refunds import due_refunds, follow_refund, record_refund_answer, request_refund
from .statements import read_statement, statement_psps, unbooked
from .transfers import (
    complete_transfer,
    hold_transfer,
    leave_rejected,
    reject_transfer,
    review_again,
    transfer_to_account,
    transfer_to_wallet,
)
from .webhooks import follow_hint, receive_webhook, refuse_webhook
from .withdrawals import cancel_withdrawal, request_withdrawal

__all__ = [
    "Purchase",
    "add_psp",
    "approve_withdrawal",
    "cancel_withdrawal",
    "charge_service",
    "check_platforms",
    "check_psp",
    "check_trial_balance",
    "close_deposit",
    "complete_transfer",
    "confirm_returned",
    "confirm_sent",
    "confirm_wire",
    "correct_transfer",
    "create_deposit",
    "due_deposits",
    "due_refunds",
    "due_withdrawals",
    "fetch_deposit",
    "follow_hint",
    "follow_refund",
    "follow_withdrawal",
    "hold_transfer",
    "leave_rejected",
    "open_deposit",
    "open_proof",
    "pass_compliance",
    "read_statement",
    "receive_webhook",
    "reconcile",
    "reconcile_psp",
    "record_absence",
    "record_answer",
    "record_opening",
    "record_payout_state",
    "record_provider_state",
    "record_refund_answer",
    "refund_service",
    "refuse_webhook",
    "reject_transfer",
    "reject_withdrawal",
    "request_refund",
    "request_withdrawal",
    "review_again",
    "send_withdrawal",
    "set_state",
    "settle_review",
    "settle_shortfall",
    "start_deposit",
    "statement_psps",
    "transfer_to_account",
    "transfer_to_wallet",
    "try_connection",
    "unbooked",
    "update_psp",
    "update_settings",
    "upload_proof",
    "void_service",
]
