"""Facts of the cashier. Ids only, never personal data."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from brokerdesk.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _Deposit(Event):
    deposit_id: str
    client_id: str
    psp_id: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class DepositCreated(_Deposit):
    """A client wants to pay in."""

    type: ClassVar[str] = "deposit.created"


@dataclass(frozen=True, kw_only=True)
class DepositProofUploaded(_Deposit):
    """A client sent the proof of his wire; finance looks for the money."""

    type: ClassVar[str] = "deposit.proof_uploaded"


@dataclass(frozen=True, kw_only=True)
class DepositStateChanged(_Deposit):
    """A deposit moved on without money: redirected, pending, in review."""

    type: ClassVar[str] = "deposit.state_changed"
    state: str


@dataclass(frozen=True, kw_only=True)
class DepositCredited(_Deposit):
    """The money is in the wallet. `amount` is what was received, before the client's `fee`."""

    type: ClassVar[str] = "deposit.credited"
    fee: Decimal
    first: bool = False


@dataclass(frozen=True, kw_only=True)
class DepositFailed(_Deposit):
    """It failed, expired or was cancelled; a late success is still possible."""

    type: ClassVar[str] = "deposit.failed"
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DepositRefunded(_Deposit):
    """`amount` of it went back to the payer."""

    type: ClassVar[str] = "deposit.refunded"


@dataclass(frozen=True, kw_only=True)
class DepositChargedBack(_Deposit):
    """A chargeback was opened, won or lost."""

    type: ClassVar[str] = "deposit.charged_back"
    state: str


@dataclass(frozen=True, kw_only=True)
class _Withdrawal(Event):
    withdrawal_id: str
    client_id: str
    psp_id: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class WithdrawalRequested(_Withdrawal):
    """Money is held for a withdrawal that waits for approval."""

    type: ClassVar[str] = "withdrawal.requested"
    fee: Decimal


@dataclass(frozen=True, kw_only=True)
class WithdrawalApproved(_Withdrawal):
    """It is fully approved and will be sent."""

    type: ClassVar[str] = "withdrawal.approved"


@dataclass(frozen=True, kw_only=True)
class WithdrawalStateChanged(_Withdrawal):
    """A step in between: compliance passed, first approval, unknown, in review."""

    type: ClassVar[str] = "withdrawal.state_changed"
    state: str


@dataclass(frozen=True, kw_only=True)
class WithdrawalRejected(_Withdrawal):
    """It was rejected, cancelled or failed for good; the money is back in the wallet."""

    type: ClassVar[str] = "withdrawal.rejected"
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class WithdrawalSent(_Withdrawal):
    """The provider took it."""

    type: ClassVar[str] = "withdrawal.sent"


@dataclass(frozen=True, kw_only=True)
class WithdrawalPaid(_Withdrawal):
    """The money has left."""

    type: ClassVar[str] = "withdrawal.paid"
    fee: Decimal


@dataclass(frozen=True, kw_only=True)
class WithdrawalReturned(_Withdrawal):
    """It was paid, then came back; it is in the wallet again."""

    type: ClassVar[str] = "withdrawal.returned"


@dataclass(frozen=True, kw_only=True)
class _Transfer(Event):
    transfer_id: str
    client_id: str
    account_id: str
    direction: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class TransferRequested(_Transfer):
    """Money is on its way between wallet and trading account."""

    type: ClassVar[str] = "transfer.requested"


@dataclass(frozen=True, kw_only=True)
class TransferCompleted(_Transfer):
    """It arrived."""

    type: ClassVar[str] = "transfer.completed"


@dataclass(frozen=True, kw_only=True)
class TransferRejected(_Transfer):
    """The platform refused; the money is where it was."""

    type: ClassVar[str] = "transfer.rejected"
    reason: str


@dataclass(frozen=True, kw_only=True)
class TransferInReview(_Transfer):
    """Evidence did not decide; a person does."""

    type: ClassVar[str] = "transfer.in_review"
    cause: str


@dataclass(frozen=True, kw_only=True)
class TransferCorrected(_Transfer):
    """Its deal is another now on the platform; `to_wallet` came into the wallet (+) or left it (-).

    shortfall: what the wallet should have given and did not have; finance decides about it.
    """

    type: ClassVar[str] = "transfer.corrected"
    state: str
    to_wallet: Decimal
    shortfall: Decimal


@dataclass(frozen=True, kw_only=True)
class _Service(Event):
    purchase_id: str
    service: str
    client_id: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class ServicePurchased(_Service):
    """A client paid for a service from his wallet; `purchase_id` is what he bought there."""

    type: ClassVar[str] = "service.purchased"


@dataclass(frozen=True, kw_only=True)
class ServiceRefunded(_Service):
    """`amount` of a purchase is no income any more: back in the wallet, or charged back."""

    type: ClassVar[str] = "service.refunded"
    part: str
    charged_back: bool = False


@dataclass(frozen=True, kw_only=True)
class PspStateChanged(Event):
    """A provider became reachable, or went away."""

    type: ClassVar[str] = "psp.health_changed"
    psp_id: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Reconciled(Event):
    """The ledger was compared with platforms and providers."""

    type: ClassVar[str] = "reconciliation.completed"
    differences: int
