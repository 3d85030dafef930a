"""What an adapter's test must be able to make happen at its venue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from brokerdesk.ports.payments import PaymentProvider


@dataclass(frozen=True, slots=True)
class Received:
    """A webhook as it arrived."""

    body: bytes
    headers: Mapping[str, str]


class Venue(Protocol):
    """The venue from the other side.

    Commands of `fault`: start_deposit, start_payout, refund, fetch, webhook.
    Faults: lost (performed, no answer), cut (half an answer), broken (performed, server error),
    late (answer after the adapter's patience), refused (not performed), twice, swapped.
    """

    webhook_url: str

    def provider(self) -> PaymentProvider: ...
    def unreachable(self) -> PaymentProvider: ...
    def stranger(self) -> PaymentProvider: ...
    def fault(self, command: str, kind: str) -> None: ...
    def do(self, act: str, reference: str) -> None: ...
    def webhooks(self, at_least: int) -> list[Received]: ...
