"""What the risk room says to others."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Book(StrEnum):
    """Where an account's risk is: passed on to others, or kept by the house."""

    A = "A"
    B = "B"


class By(StrEnum):
    """What exposure is added up by."""

    SYMBOL = "symbol"
    CURRENCY = "currency"
    GROUP = "group"
    BOOK = "book"
    SERVER = "server"
    BRAND = "brand"
    ENTITY = "entity"
    COUNTRY = "country"
    PARTNER = "partner"
    CLIENT = "client"
    ACCOUNT = "account"


class ResultBy(StrEnum):
    """What results are added up by."""

    DAY = "day"
    SYMBOL = "symbol"
    GROUP = "group"
    BOOK = "book"
    ACCOUNT = "account"
    CLIENT = "client"


class MarkOutBy(StrEnum):
    """What mark-outs are added up by."""

    SYMBOL = "symbol"
    GROUP = "group"
    PARTNER = "partner"
    CLIENT = "client"
    ACCOUNT = "account"


class AlertKind(StrEnum):
    """What an alert rule looks at."""

    ACCOUNT_PROFIT = "account_profit"
    SYMBOL_PROFIT = "symbol_profit"
    EXPOSURE = "exposure"
    HOUSE_LOSS = "house_loss"
    MARGIN_LEVEL = "margin_level"
    NEGATIVE_BALANCE = "negative_balance"
    TOXIC_FLOW = "toxic_flow"


class AlertState(StrEnum):
    """Whether someone has seen an alert."""

    OPEN = "open"
    SEEN = "seen"


class MarginKind(StrEnum):
    """What happened to an account's margin."""

    MARGIN_CALL = "margin_call"
    STOP_OUT = "stop_out"
    STOPPED_OUT = "stopped_out"


class Span(StrEnum):
    """Over which days results are ranked."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class View:
    """Which positions: of brands, in one currency, narrowed by names. brand_pks None: all."""

    brand_pks: tuple[int, ...] | None
    currency: str
    by: By = By.SYMBOL
    only: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """An account that belongs into another book by the rules; "" stands for none."""

    account_pk: int
    account_id: str
    login: int | None
    group: str
    was: str
    book: str
    share: Decimal
    rule_pk: int | None
    rule: str


@dataclass(frozen=True, slots=True)
class BookRow:
    """An account's book at an instant. rule "": a person's word."""

    account_pk: int
    book: str
    share: Decimal
    rule: str
    since: datetime
    until: datetime | None
    reason: str
    by: str
