"""A small set of books for the ledger's tests."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit import clock
from brokerdesk.modules.brands.services import EntityDraft, create_entity
from brokerdesk.modules.ledger.services import chart, ensure_accounts, post
from brokerdesk.modules.ledger.types import AccountSpec, PostedTx, Posting, TxRequest

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def make_entity(code: str) -> int:
    """Make a legal entity and give its primary key."""
    draft = EntityDraft(
        code=code, name=f"{code} Ltd", country="CY", base_currency="USD", reporting_zone="UTC"
    )
    return create_entity(draft, actor=SYSTEM, at=clock.now()).pk


@dataclass
class Books:
    """Alice's and Bob's accounts at one entity, with money from one provider."""

    entity: int
    stem: str = "t"
    _keys: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.alice = chart.client_wallet(f"cli_{self.stem}alice", "USD", self.entity)
        self.held = chart.client_reserved(f"cli_{self.stem}alice", "USD", self.entity)
        self.bob = chart.client_wallet(f"cli_{self.stem}bob", "USD", self.entity)
        self.mirror = chart.account_mirror(f"acc_{self.stem}", "USD", self.entity)
        self.psp = chart.psp_clearing(f"{self.stem}pay", "USD", self.entity)
        self.fees = chart.income(f"{self.stem}fees", "USD", self.entity)
        self.euros = chart.client_wallet(f"cli_{self.stem}alice", "EUR", self.entity)
        self.payable = chart.partner_payable(f"ptr_{self.stem}ian", "USD", self.entity)
        ensure_accounts(self.specs)

    @property
    def specs(self) -> list[AccountSpec]:
        """All accounts."""
        found = [self.alice, self.held, self.bob, self.mirror]
        return [*found, self.psp, self.fees, self.euros, self.payable]

    def key(self) -> str:
        """Give a key that was not used yet."""
        return f"{self.stem}-{next(self._keys)}"

    def request(
        self,
        source: AccountSpec,
        destination: AccountSpec,
        amount: str,
        *,
        key: str | None = None,
        at: datetime = AT,
    ) -> TxRequest:
        """Make a transfer."""
        postings = (Posting(source.code, destination.code, Decimal(amount), source.asset),)
        return TxRequest(key or self.key(), "test.transfer", postings, at)

    def move(self, source: AccountSpec, destination: AccountSpec, amount: str) -> PostedTx:
        """Post a transfer."""
        return post(self.request(source, destination, amount))

    def fund(self, amount: str) -> PostedTx:
        """Give Alice money from the provider."""
        return self.move(self.psp, self.alice, amount)
