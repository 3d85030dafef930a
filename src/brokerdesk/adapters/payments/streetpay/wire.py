"""Payloads exactly as StreetPay sends them. Amounts: integers in minor units of the currency.

State enums are strict: a value that is not modelled fails loudly instead of meaning something.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Minor = Annotated[int, Field(strict=True)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class PaymentStatus(StrEnum):
    """`disputed` and what follows it come after `succeeded`."""

    OPEN = "open"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"


class PayoutStatus(StrEnum):
    """`returned`: the beneficiary's bank sent the money back after `paid`."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"


class Payment(_Wire):
    """A hosted payment. `received` is what the payer paid, 0 until then."""

    object: Literal["payment"]
    id: str
    reference: str
    amount: Minor
    currency: str
    status: PaymentStatus
    received: Minor
    fee: Minor
    refunded: Minor
    dispute_fee: Minor
    reason: str
    checkout_url: str
    updated_at: AwareDatetime
    expires_at: AwareDatetime


class Payout(_Wire):
    """A payout."""

    object: Literal["payout"]
    id: str
    reference: str
    amount: Minor
    currency: str
    status: PayoutStatus
    fee: Minor
    reason: str
    updated_at: AwareDatetime


class Refund(_Wire):
    """A refund; it is done at once or refused."""

    object: Literal["refund"]
    id: str
    payment: str
    reference: str
    amount: Minor
    currency: str
    status: Literal["succeeded"]
    created_at: AwareDatetime


class Line(_Wire):
    """A booked statement line: `amount` + in, - out, before `fee`."""

    object: Literal["line"]
    id: int
    kind: str
    payment: str
    reference: str
    amount: Minor
    fee: Minor
    currency: str
    booked_at: AwareDatetime


class Lines(_Wire):
    """A page of a statement."""

    data: tuple[Line, ...]
    has_more: bool


class EventSubject(_Wire):
    """The part of a webhook's `data` that says what it is about."""

    object: Literal["payment", "payout"]
    id: str
    reference: str


class Event(_Wire):
    """A webhook's body."""

    id: str = Field(min_length=1, max_length=100)
    type: str
    created_at: datetime
    data: EventSubject
