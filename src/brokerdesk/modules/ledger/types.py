"""What the ledger takes and gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

AccountKind = Literal["running", "pooled"]
AccountClass = Literal["asset", "liability", "income", "expense", "equity"]
TimeAxis = Literal["effective", "recorded"]

DEBIT_NORMAL: frozenset[str] = frozenset({"asset", "expense"})


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """What an account is; all of it but `allow_negative` is fixed for its life.

    A running account keeps its balance under lock. A pooled account is never locked by a
    posting, so it cannot refuse to go below zero.
    """

    code: str
    kind: AccountKind
    cls: AccountClass
    asset: str
    scale: int
    entity_id: int
    allow_negative: bool
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """Money flows source -> destination: the source's entry is -, the destination's +."""

    source: str
    destination: str
    amount: Decimal
    asset: str


@dataclass(frozen=True, slots=True)
class TxRequest:
    """A transaction to post: all of its postings or none. `key` makes it happen once."""

    key: str
    kind: str
    postings: tuple[Posting, ...]
    effective_at: datetime
    meta: Mapping[str, str] = field(default_factory=dict)
    reverses: str | None = None


@dataclass(frozen=True, slots=True)
class PostedTx:
    """A posted transaction; `replay` says that the key had been posted before."""

    id: str
    key: str
    kind: str
    replay: bool
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as others see it."""

    pk: int
    code: str
    kind: AccountKind
    cls: AccountClass
    asset: str
    scale: int
    entity_id: int
    owner: str
    allow_negative: bool
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry; `amount` is + for the destination. Pooled accounts have no balance_after."""

    pk: int
    tx_id: str
    line: int
    account: str
    cls: AccountClass
    asset: str
    amount: Decimal
    balance_after: Decimal | None
    version: int | None
    kind: str
    effective_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class TxRow:
    """A transaction without its entries."""

    pk: int
    id: str
    key: str
    kind: str
    effective_at: datetime
    recorded_at: datetime
    meta: Mapping[str, str]
    actor: str
    reverses: str | None
    reversed_by: str | None


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One account's sum in a trial balance, in the ledger's sign (destination +)."""

    code: str
    cls: AccountClass
    asset: str
    entity_id: int
    balance: Decimal


@dataclass(frozen=True, slots=True)
class TrialGroup:
    """The sum of all accounts of one form, such as `client:*:wallet:USD`."""

    entity_id: int
    asset: str
    cls: AccountClass
    stem: str
    accounts: int
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Drift:
    """An account whose kept balance is not the sum of its entries."""

    code: str
    kept: Decimal
    summed: Decimal
