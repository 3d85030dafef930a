"""The three answers to an outgoing command."""

from dataclasses import dataclass
from typing import Generic, TypeVar

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
