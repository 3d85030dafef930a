"""Facts of the trading room. Ids only, never personal data."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from brokerdesk.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountRequested(Event):
    """A client or staff asked for an account."""

    type: ClassVar[str] = "account.requested"
    account_id: str
    client_id: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class AccountProvisioned(Event):
    """The account exists on its platform."""

    type: ClassVar[str] = "account.provisioned"
    account_id: str
    client_id: str
    login: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class AccountFailed(Event):
    """The platform refused to open the account; it can be retried."""

    type: ClassVar[str] = "account.failed"
    account_id: str
    client_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountStateChanged(Event):
    """An account was made read-only, disabled, enabled or archived, or its switches changed.

    was: the state before, the same where only switches changed.
    """

    type: ClassVar[str] = "account.state_changed"
    account_id: str
    client_id: str
    state: str
    was: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """The platform took another group, leverage or access for the account.

    leverage_was: the leverage before, the same unless that changed.
    """

    type: ClassVar[str] = "account.changed"
    account_id: str
    client_id: str
    group: str
    leverage: int
    leverage_was: int = 0


@dataclass(frozen=True, kw_only=True)
class AccountPasswordChanged(Event):
    """The platform took a new trading password for the account."""

    type: ClassVar[str] = "account.password_changed"
    account_id: str
    client_id: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class AccountRequestOpened(Event):
    """A leverage or a correction was asked for and waits for a second person."""

    type: ClassVar[str] = "account.request_opened"
    request_id: str
    account_id: str
    client_id: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class AccountRequestDecided(Event):
    """A request was approved, rejected or withdrawn."""

    type: ClassVar[str] = "account.request_decided"
    request_id: str
    account_id: str
    client_id: str
    kind: str
    state: str


@dataclass(frozen=True, kw_only=True)
class BulkProgressed(Event):
    """Rows of a bulk job were done, or the job began, ended or was stopped."""

    type: ClassVar[str] = "bulk.progressed"
    job_id: str
    state: str
    left: int


@dataclass(frozen=True, kw_only=True)
class AccountBalanceShown(Event):
    """A reading of the platform shows another balance of the account."""

    type: ClassVar[str] = "account.balance_shown"
    account_id: str
    client_id: str


@dataclass(frozen=True, kw_only=True)
class _Operation(Event):
    operation_id: str
    reference: str
    account_id: str
    client_id: str
    purpose: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class OperationRequested(_Operation):
    """Money is to move on the platform."""

    type: ClassVar[str] = "operation.requested"


@dataclass(frozen=True, kw_only=True)
class OperationAccepted(_Operation):
    """The platform performed it; its deal is on the way."""

    type: ClassVar[str] = "operation.accepted"
    ticket: int


@dataclass(frozen=True, kw_only=True)
class OperationRejected(_Operation):
    """The platform said explicitly that it did not perform it."""

    type: ClassVar[str] = "operation.rejected"
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OperationUnknown(_Operation):
    """No explicit answer; it stays in flight until the platform's history is read."""

    type: ClassVar[str] = "operation.unknown"
    cause: str


@dataclass(frozen=True, kw_only=True)
class OperationSettled(_Operation):
    """Its deal was ingested and mirrored."""

    type: ClassVar[str] = "operation.settled"
    ticket: int


@dataclass(frozen=True, kw_only=True)
class OperationNeedsReview(_Operation):
    """It could not be decided by evidence; a person decides, on the difference if it names one."""

    type: ClassVar[str] = "operation.needs_review"
    cause: str
    difference_id: str = ""


@dataclass(frozen=True, kw_only=True)
class OperationCorrected(_Operation):
    """The platform shows another amount for it than it settled at, and two people accepted that.

    before, after: signed as `amount`; the mirror has followed, the counter-account holds the rest.
    """

    type: ClassVar[str] = "operation.corrected"
    before: Decimal
    after: Decimal
    difference_id: str


@dataclass(frozen=True, kw_only=True)
class DealsIngested(Event):
    """A batch of deals is stored and mirrored; the rows carry `batch_id`.

    received_at: when they arrived in the gateway.
    """

    type: ClassVar[str] = "deal.received"
    server_id: str
    batch_id: int
    count: int
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class DealsCorrected(Event):
    """Deals were edited or deleted on the platform; their mirror postings follow.

    `batch_id` names the correction rows (before and after) of one server.
    """

    type: ClassVar[str] = "deal.corrected"
    server_id: str
    batch_id: int
    count: int


@dataclass(frozen=True, kw_only=True)
class DifferenceOpened(Event):
    """Mirror and platform differ in one item."""

    type: ClassVar[str] = "reconciliation.break_opened"
    difference_id: str
    item: str
    cls: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class DifferenceClosed(Event):
    """A difference is gone: by itself or by a correction."""

    type: ClassVar[str] = "reconciliation.break_closed"
    difference_id: str
    item: str
    resolution: str


@dataclass(frozen=True, kw_only=True)
class DifferenceTaken(Event):
    """A member of staff sees to a difference; nobody does while `owner` is empty."""

    type: ClassVar[str] = "reconciliation.break_taken"
    difference_id: str
    item: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class ServerHealthChanged(Event):
    """A platform server became reachable, or went away."""

    type: ClassVar[str] = "server.health_changed"
    server_id: str
    state: str
