"""Facts of the risk room."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from brokerdesk.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AlertRaised(Event):
    """A rule fired for a subject, the first time on a day or a step further."""

    type: ClassVar[str] = "risk.alert"
    alert_id: str
    rule_id: str
    kind: str
    subject: str
    value: Decimal
    currency: str
    steps: int


@dataclass(frozen=True, kw_only=True)
class AlertEnded(Event):
    """A rule finds a subject no more, or the day of its alert is over."""

    type: ClassVar[str] = "risk.alert_ended"
    alert_id: str
    rule_id: str
    kind: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class AlertHeld(Event):
    """A rule finds a subject again whose alert of the day had ended."""

    type: ClassVar[str] = "risk.alert_held"
    alert_id: str
    rule_id: str
    kind: str
    subject: str
    value: Decimal
    currency: str
    steps: int


@dataclass(frozen=True, kw_only=True)
class MarginChanged(Event):
    """Accounts came under, or above, a margin level, or were stopped out."""

    type: ClassVar[str] = "risk.margin"
    account_ids: tuple[str, ...]
    kind: str
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class BooksChanged(Event):
    """Accounts are in another book from now on; the tags carry the instant."""

    type: ClassVar[str] = "risk.books"
    accounts: int
    account_ids: tuple[str, ...]
