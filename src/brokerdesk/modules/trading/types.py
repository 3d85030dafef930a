"""Rows that other rooms and the gateway see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from brokerdesk.modules.ledger.types import AccountSpec
from brokerdesk.ports.trading import (
    AccountChange,
    CancelRequest,
    CloseRequest,
    DealEntry,
    DealKind,
)

from .tallies import GatewayTally as GatewayTally
from .tallies import Reading as Reading


class AccountState(StrEnum):
    """Life of a trading account."""

    REQUESTED = "requested"
    PROVISIONING = "provisioning"
    FAILED = "failed"
    ACTIVE = "active"
    READ_ONLY = "read_only"
    DISABLED = "disabled"
    ARCHIVED = "archived"


class AccountKind(StrEnum):
    """Whether an account trades real money."""

    DEMO = "demo"
    LIVE = "live"


class WorkKind(StrEnum):
    """What a platform operation does."""

    OPEN_ACCOUNT = "open_account"
    BALANCE = "balance"
    CREDIT = "credit"
    CORRECTION = "correction"
    CHANGE = "change"
    CLOSE = "close"
    CANCEL = "cancel"


class WorkState(StrEnum):
    """Life of a platform operation. SENT without an answer is UNKNOWN after a crash."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    REVIEW = "review"


class DifferenceClass(StrEnum):
    """How mirror and platform differ, by item."""

    BALANCE = "balance"
    CREDIT = "credit"
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    EDITED = "edited"
    DELETED = "deleted"
    DUPLICATE = "duplicate"
    LATE = "late"
    UNMATCHED = "unmatched"
    UNKNOWN_LOGIN = "unknown_login"


@dataclass(frozen=True, slots=True)
class Switches:
    """What may be done with one account; each can be turned off alone."""

    deposit: bool = True
    withdraw: bool = True
    transfer: bool = True
    trade: bool = True
    partner_payout: bool = True
    visible: bool = True


@dataclass(frozen=True, slots=True)
class ServerRow:
    """A platform server. `config` holds secrets and never prints."""

    pk: int
    public_id: str
    code: str
    title: str
    kind: str
    environment: str
    entity_pk: int
    enabled: bool
    offset_s: int
    watermark_s: int
    group_mask: str
    state: str
    config: Mapping[str, object] = field(repr=False, default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """What a client can open: a title that maps to a platform group.

    `platform` is the platform's name, marked for translation.
    """

    pk: int
    public_id: str
    brand_pk: int
    server_pk: int
    code: str
    title: str
    platform: str
    kind: AccountKind
    group: str
    currency: str
    leverages: tuple[int, ...]
    max_per_client: int
    demo_deposit: Decimal
    enabled: bool
    internal: bool


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A trading account. `platform` is the platform's name, marked for translation."""

    pk: int
    public_id: str
    client_pk: int
    client_id: str
    brand_pk: int
    entity_pk: int
    server_pk: int
    server_code: str
    server_title: str
    platform: str
    product_title: str
    kind: AccountKind
    login: int | None
    group: str
    currency: str
    leverage: int
    state: AccountState
    failure: str
    switches: Switches
    balance: Decimal
    credit: Decimal
    equity: Decimal
    margin: Decimal
    level: Decimal
    figures_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OperationRequest:
    """Money to move on a platform account. Amount: + into the account, - out of it."""

    account_id: str
    amount: Decimal
    counter_account: AccountSpec
    purpose: str
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OperationRow:
    """A platform operation as it stands."""

    pk: int
    public_id: str
    reference: str
    account_id: str
    server_pk: int
    kind: WorkKind
    state: WorkState
    purpose: str
    amount: Decimal
    currency: str
    ticket: int | None
    reason: str
    created_at: datetime


class BulkAction(StrEnum):
    """What can be done with many accounts at once."""

    LEVERAGE = "leverage"
    GROUP = "group"
    ACCESS = "access"
    CREDIT = "credit"
    CLOSE_ALL = "close_all"


class BulkState(StrEnum):
    """Life of a bulk job."""

    PREVIEW = "preview"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class BulkRowState(StrEnum):
    """What became of a row: INVALID and UNCHANGED ones are never tried, REFUSED ones were."""

    INVALID = "invalid"
    UNCHANGED = "unchanged"
    PENDING = "pending"
    ASKED = "asked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One typed line: a login or an account's id, and an amount where the action takes one."""

    given: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BulkOrder:
    """A bulk job to prepare. `params`: leverage, product_id, or state, by action."""

    action: BulkAction
    params: Mapping[str, str]
    lines: tuple[BulkLine, ...]
    reason: str


class RequestKind(StrEnum):
    """What a second person decides before it goes to the platform."""

    LEVERAGE = "leverage"
    CORRECTION = "correction"


class RequestState(StrEnum):
    """Life of a request."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as it stands. `amount` is signed, + into the account; `leverage` 0 if not asked."""

    pk: int
    public_id: str
    account_id: str
    brand_pk: int
    kind: RequestKind
    state: RequestState
    amount: Decimal
    leverage: int
    currency: str
    reason: str
    answer: str
    requested_by: str
    decided_by: str
    operation_id: str | None
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ClaimedWork:
    """Work that the gateway must now send, or look up when `lookup` is set.

    For OPEN_ACCOUNT the gateway makes throw-away passwords; they are stored nowhere.
    """

    work_id: str
    kind: WorkKind
    lookup: bool
    reference: str
    login: int | None
    amount: Decimal
    currency: str
    comment: str
    group: str
    name: str
    email: str
    country: str
    leverage: int
    change: AccountChange
    close: CloseRequest | None
    cancel: CancelRequest | None
    sent_at: datetime | None
    attempt: int


@dataclass(frozen=True, slots=True)
class DealRow:
    """A stored deal, as partners, reports and pages read it."""

    pk: int
    server_pk: int
    server_code: str
    ticket: int
    account_pk: int | None
    client_pk: int | None
    brand_pk: int | None
    entity_pk: int
    account_kind: str
    partner_payout: bool
    login: int
    group: str
    symbol: str
    kind: DealKind
    entry: DealEntry
    position_id: int
    lots: Decimal
    lots_closed: Decimal
    contract_size: Decimal
    price: Decimal
    price_position: Decimal
    profit: Decimal
    commission: Decimal
    swap: Decimal
    fee: Decimal
    balance_effect: Decimal
    currency: str
    comment: str
    occurred_at: datetime
    recorded_at: datetime
    deleted_at: datetime | None
    opened_at: datetime | None = None
    credit_effect: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What one call of ingest did."""

    batch_ids: tuple[int, ...]
    stored: int
    duplicates: int
    changed: int


@dataclass(frozen=True, slots=True)
class RescanResult:
    """What a rescan of a window found."""

    late: int
    edited: int
    deleted: int


@dataclass(frozen=True, slots=True)
class GatewayState:
    """Where a server's gateway goes on."""

    watermark_s: int
    offset_s: int
    group_mask: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference between our mirror and the platform."""

    pk: int
    public_id: str
    server_code: str
    login: int | None
    account_id: str | None
    item: str
    cls: DifferenceClass
    expected: Decimal
    actual: Decimal
    amount: Decimal
    currency: str
    detail: str
    version: int
    opened_at: datetime
    closed_at: datetime | None
