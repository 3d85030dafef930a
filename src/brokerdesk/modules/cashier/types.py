"""Words and rows of the cashier as other rooms see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class DepositStatus(StrEnum):
    """Life of a deposit. FAILED, EXPIRED and CANCELLED may still turn into CREDITED."""

    CREATED = "created"
    REDIRECTED = "redirected"
    PENDING = "pending"
    REVIEW = "review"
    CREDITED = "credited"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    CHARGEBACK_OPEN = "chargeback_open"
    CHARGEBACK_WON = "chargeback_won"
    CHARGEBACK_LOST = "chargeback_lost"


class WithdrawalStatus(StrEnum):
    """Life of a withdrawal. SUBMITTED without an answer is unknown: it is looked up."""

    REQUESTED = "requested"
    COMPLIANCE_REVIEW = "compliance_review"
    SECOND_APPROVAL = "second_approval"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    IN_FLIGHT = "in_flight"
    REVIEW = "review"
    PAID = "paid"
    REJECTED = "rejected"
    CANCELLED = "cancelled_by_client"
    FAILED = "failed"
    RETURNED = "returned"


class TransferStatus(StrEnum):
    """Life of a transfer between wallet and trading account.

    REJECTED is in REVIEW again while a deal of it that came late waits for people; COMPLETED is
    REVERSED when they accept that the platform does not have its deal any more.
    """

    REQUESTED = "requested"
    REVIEW = "review"
    COMPLETED = "completed"
    REJECTED = "rejected"
    REVERSED = "reversed"


class RefundStatus(StrEnum):
    """Life of a refund that staff started."""

    REQUESTED = "requested"
    SENT = "sent"
    DONE = "done"
    REJECTED = "rejected"


class Direction(StrEnum):
    """Which way a transfer goes."""

    TO_ACCOUNT = "to_account"
    TO_WALLET = "to_wallet"


class MovementKind(StrEnum):
    """What moved money at a provider; the words of its statement."""

    PAYMENT = "payment"
    REFUND = "refund"
    PAYOUT = "payout"
    PAYOUT_RETURN = "payout_return"
    CHARGEBACK = "chargeback"
    CHARGEBACK_WON = "chargeback_won"


class BreakClass(StrEnum):
    """How an item differs between ledger and provider. IN_FLIGHT is expected to close itself."""

    MISSING_IN_LEDGER = "missing_in_ledger"
    MISSING_AT_PSP = "missing_at_psp"
    AMOUNT = "amount"
    FEE = "fee"
    DUPLICATE = "duplicate"
    STATUS = "status"
    IN_FLIGHT = "in_flight"
    UNBALANCED = "unbalanced"
    NOT_ASKED = "not_asked"


OPEN_DEPOSITS = (
    DepositStatus.CREATED,
    DepositStatus.REDIRECTED,
    DepositStatus.PENDING,
    DepositStatus.REVIEW,
)
CREDITED_DEPOSITS = (
    DepositStatus.CREDITED,
    DepositStatus.PARTIALLY_REFUNDED,
    DepositStatus.REFUNDED,
    DepositStatus.CHARGEBACK_OPEN,
    DepositStatus.CHARGEBACK_WON,
    DepositStatus.CHARGEBACK_LOST,
)
WAITING_WITHDRAWALS = (
    WithdrawalStatus.REQUESTED,
    WithdrawalStatus.COMPLIANCE_REVIEW,
    WithdrawalStatus.SECOND_APPROVAL,
)
OPEN_WITHDRAWALS = (
    *WAITING_WITHDRAWALS,
    WithdrawalStatus.APPROVED,
    WithdrawalStatus.SUBMITTED,
    WithdrawalStatus.IN_FLIGHT,
    WithdrawalStatus.REVIEW,
)


@dataclass(frozen=True, slots=True)
class MovementRow:
    """Money posted against a provider or bank: + in, - out, before fees."""

    kind: MovementKind
    amount: Decimal
    currency: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class PspRow:
    """A payment method: a connection to a provider with its limits and fees."""

    pk: int
    public_id: str
    brand_pk: int
    entity_pk: int
    code: str
    title: str
    kind: str
    manual: bool
    currencies: tuple[str, ...]
    enabled: bool
    deposit_enabled: bool
    withdrawal_enabled: bool
    deposit_min: Decimal
    deposit_max: Decimal
    withdrawal_min: Decimal
    withdrawal_max: Decimal
    state: str
    state_detail: str
    checked_at: datetime | None
    version: int
    config: Mapping[str, object] = field(repr=False, default_factory=dict)


@dataclass(frozen=True, slots=True)
class PspTerms:
    """What staff set for a payment method. Fees: `…_bps` of the amount plus `…_fixed`."""

    title: str
    currencies: tuple[str, ...]
    enabled: bool = True
    deposit_enabled: bool = True
    withdrawal_enabled: bool = True
    deposit_min: Decimal = Decimal("1.00")
    deposit_max: Decimal = Decimal("100000.00")
    deposit_fee_bps: int = 0
    deposit_fee_fixed: Decimal = Decimal("0.00")
    withdrawal_min: Decimal = Decimal("1.00")
    withdrawal_max: Decimal = Decimal("100000.00")
    withdrawal_fee_bps: int = 0
    withdrawal_fee_fixed: Decimal = Decimal("0.00")
    sort: int = 100


@dataclass(frozen=True, slots=True)
class SettingsRow:
    """A brand's cashier settings. Limits are amounts of the withdrawal's own currency."""

    brand_pk: int
    compliance_review_above: Decimal
    second_approver_above: Decimal
    unknown_grace_s: int
    deposit_expiry_h: int


@dataclass(frozen=True, slots=True)
class DepositRow:
    """A deposit. `received` is what the provider says was paid, `fee` what the client pays."""

    pk: int
    public_id: str
    reference: str
    brand_pk: int
    client_pk: int
    client_id: str
    psp_id: str
    psp_title: str
    manual: bool
    amount: Decimal
    currency: str
    received: Decimal
    fee: Decimal
    psp_fee: Decimal
    refunded: Decimal
    state: DepositStatus
    reason: str
    provider_ref: str
    redirect_url: str
    expires_at: datetime | None
    created_at: datetime
    credited_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class WithdrawalRow:
    """A withdrawal. `amount` is paid out, `fee` is held beside it; `hint` masks the target."""

    pk: int
    public_id: str
    brand_pk: int
    client_pk: int
    client_id: str
    psp_id: str
    psp_title: str
    manual: bool
    amount: Decimal
    fee: Decimal
    psp_fee: Decimal
    currency: str
    hint: str
    state: WithdrawalStatus
    reason: str
    provider_ref: str
    requested_by: str
    first_approver: str
    second_approver: str
    needs_second: bool
    unknown_since: datetime | None
    created_at: datetime
    paid_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer between a wallet and a trading account.

    `correction` is what the wallet got (+) or gave (-) beyond `amount`, because the platform's
    deal changed; `shortfall` what it should have given and did not have, and `house_bears_by` who
    said first that the house bears that.
    """

    pk: int
    public_id: str
    brand_pk: int
    client_pk: int
    client_id: str
    account_id: str
    login: int | None
    direction: Direction
    amount: Decimal
    currency: str
    state: TransferStatus
    reason: str
    operation_id: str
    correction: Decimal
    shortfall: Decimal
    house_bears_by: str
    created_at: datetime
    completed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A refund of a deposit that staff started."""

    pk: int
    public_id: str
    deposit_id: str
    psp_title: str
    amount: Decimal
    currency: str
    state: RefundStatus
    reason: str
    provider_ref: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WalletRow:
    """A client's money of one asset: `available` to use, `reserved` for what is under way."""

    asset: str
    available: Decimal
    reserved: Decimal


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change of state; `of_refund` where a refund's stands among its deposit's."""

    before: str
    after: str
    at: datetime
    actor: str
    note: str
    of_refund: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One item that differs. `amount` is absolute."""

    item: str
    cls: str
    age_s: int
    amount: Decimal
    currency: str
    detail: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a reconciliation; `total` leaves out what is merely in flight."""

    items: int
    differences: tuple[Difference, ...]

    @property
    def total(self) -> Decimal:
        """Sum of the absolute differences, of whatever currency."""
        return sum(self.by_currency.values(), Decimal("0.00"))

    @property
    def by_currency(self) -> dict[str, Decimal]:
        """Sums of the absolute differences by currency."""
        sums: dict[str, Decimal] = {}
        for one in self.differences:
            if one.cls != BreakClass.IN_FLIGHT:
                sums[one.currency] = sums.get(one.currency, Decimal("0.00")) + one.amount
        return dict(sorted(sums.items()))

    @property
    def equal(self) -> bool:
        """Say whether nothing but what is in flight differs."""
        return all(d.cls == BreakClass.IN_FLIGHT for d in self.differences)


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    """The three checks, as of an instant."""

    at: datetime
    trial_balance: Check
    ledger_vs_platform: Check
    ledger_vs_psp: Check

    @property
    def equal(self) -> bool:
        """Say whether all three are equal."""
        return (
            self.trial_balance.equal and self.ledger_vs_platform.equal and self.ledger_vs_psp.equal
        )

    def as_json(self) -> dict[str, object]:
        """Give the public form: per check items, differences and total."""
        names = ("trial_balance", "ledger_vs_platform", "ledger_vs_psp")
        checks = {name: _check_json(getattr(self, name)) for name in names}
        return {"at": self.at.isoformat(), **checks}


def _check_json(check: Check) -> dict[str, object]:
    return {
        "items": check.items,
        "differences": [
            {
                "item": d.item,
                "class": d.cls,
                "age_s": d.age_s,
                "amount": format(d.amount, "f"),
                "currency": d.currency,
                "detail": d.detail,
            }
            for d in check.differences
        ],
        "total": format(check.total, "f"),
    }
