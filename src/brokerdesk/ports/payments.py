"""Port to a payment provider (PSP). Synchronous; jobs and webhook views call it.

Amounts are `Decimal` in major units. Every outgoing command carries our reference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from .outcome import Outcome


class PaymentError(Exception):
    """The provider could not be asked, or answered against its protocol."""


class BadSignature(PaymentError):
    """A webhook's signature does not fit; nothing of it may be believed."""


class PaymentsCapability(StrEnum):
    """What an adapter can do."""

    HOSTED_DEPOSIT = "hosted_deposit"
    PAYOUT = "payout"
    CARD_PAYOUT = "card_payout"  # beneficiaries are cards, or accounts by IBAN
    REFUND = "refund"
    WEBHOOK = "webhook"
    STATEMENT = "statement"
    MANUAL = "manual"


class DepositState(StrEnum):
    """A deposit as the provider states it."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    CHARGEBACK_OPEN = "chargeback_open"
    CHARGEBACK_WON = "chargeback_won"
    CHARGEBACK_LOST = "chargeback_lost"


class PayoutState(StrEnum):
    """A payout as the provider states it."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class DepositOrder:
    """A deposit to start. `reference` is ours and is the idempotency key."""

    reference: str
    amount: Decimal
    currency: str
    description: str
    customer_reference: str
    return_url: str
    webhook_url: str


@dataclass(frozen=True, slots=True)
class StartedDeposit:
    """Where the client goes to pay."""

    provider_ref: str
    redirect_url: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class PayoutOrder:
    """A payout to send. `destination` is the provider's own form of the beneficiary."""

    reference: str
    amount: Decimal
    currency: str
    destination: Mapping[str, str]
    customer_reference: str
    webhook_url: str


@dataclass(frozen=True, slots=True)
class ProviderPayment:
    """One payment as the provider holds it: the truth after every webhook.

    `amount` is what was paid once it is paid; `fee` and `dispute_fee` are the provider's.
    direction: "deposit", "payout" or "refund" (whose state is REFUNDED once it is done).
    """

    provider_ref: str
    our_reference: str
    direction: str
    state: DepositState | PayoutState
    amount: Decimal
    currency: str
    fee: Decimal
    refunded: Decimal
    reason: str
    updated_at: datetime
    dispute_fee: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """A verified webhook message: which payment to fetch. It is a hint, never the truth."""

    event_id: str
    provider_ref: str
    our_reference: str
    direction: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of the provider's own record of a period. Amount: + in, - out."""

    provider_ref: str
    our_reference: str
    kind: str
    amount: Decimal
    fee: Decimal
    currency: str
    booked_at: datetime


class ManualProvider(Protocol):
    """What an adapter of capability MANUAL builds: a person sees the money and confirms it."""

    def check(self) -> None: ...
    def instructions(self, reference: str, currency: str) -> tuple[tuple[str, str], ...]: ...


class PaymentProvider(Protocol):
    """What a payments adapter's `build(config)` returns.

    `fetch` gives None only on the provider's own word that it knows nothing, and raises
    PaymentError when it could not be asked; a refund is looked up by our reference.
    """

    def check(self) -> None: ...
    def start_deposit(self, order: DepositOrder) -> Outcome[StartedDeposit]: ...
    def start_payout(self, order: PayoutOrder) -> Outcome[str]: ...
    def refund(
        self, provider_ref: str, amount: Decimal, currency: str, reference: str
    ) -> Outcome[str]: ...
    def fetch(
        self, direction: str, *, provider_ref: str = "", reference: str = ""
    ) -> ProviderPayment | None: ...
    def parse_webhook(
        self, raw: bytes, headers: Mapping[str, str]
    ) -> tuple[ProviderEvent, ...]: ...
    def statement(self, since: datetime, until: datetime) -> Iterable[StatementLine]: ...
