"""The three answers to an outgoing command."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Accepted(Generic[T]):
    """The venue performed the command; `value` is its evidence (a ticket, a reference)."""

    value: T


@dataclass(frozen=True, slots=True)
class Rejected:
    """The venue said explicitly that it did not perform the command."""

    code: str
    reason: str
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """No explicit evidence: the command may or may not have been performed."""

    cause: str


Outcome = Accepted[T] | Rejected | Unknown


def quoted(words: str) -> Marked:
    """Quote a venue that refused in its own words, which nobody translates."""
    if not words:
        return Marked(_("the platform refused"))
    return Marked(_("the platform answered: %(words)s"), words=words)
