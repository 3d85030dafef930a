"""Which way money went, seen from the client's wallet, and whether it went at all."""

from ..types import (
    CREDITED_DEPOSITS,
    OPEN_WITHDRAWALS,
    DepositRow,
    Direction,
    RefundRow,
    RefundStatus,
    TransferRow,
    TransferStatus,
    WithdrawalRow,
    WithdrawalStatus,
)

CAME, LEFT, NEITHER = "+", "−", ""
_LEFT_BY_WITHDRAWAL = frozenset({*OPEN_WITHDRAWALS, WithdrawalStatus.PAID})
_UNDONE = frozenset({TransferStatus.REJECTED, TransferStatus.REVERSED})
Money = DepositRow | WithdrawalRow | TransferRow | RefundRow


def sign_of(row: Money) -> str:
    """The sign of an amount in the wallet; none for what has not come or did not happen."""
    if isinstance(row, DepositRow):
        return deposit_sign(row.state)
    if isinstance(row, WithdrawalRow):
        return withdrawal_sign(row.state)
    if isinstance(row, RefundRow):
        return NEITHER if row.state == RefundStatus.REJECTED else LEFT
    return transfer_sign(row.state, row.direction)


def deposit_sign(state: str) -> str:
    """A deposit counts once it is credited."""
    return CAME if state in CREDITED_DEPOSITS else NEITHER


def withdrawal_sign(state: str) -> str:
    """A withdrawal counts from the request on, which holds the money, unless it came to nothing."""
    return LEFT if state in _LEFT_BY_WITHDRAWAL else NEITHER


def transfer_sign(state: str, direction: str) -> str:
    """A transfer leaves the wallet at once and comes into it when it is completed."""
    if state in _UNDONE:
        return NEITHER
    if direction == Direction.TO_ACCOUNT:
        return LEFT
    return CAME if state == TransferStatus.COMPLETED else NEITHER
