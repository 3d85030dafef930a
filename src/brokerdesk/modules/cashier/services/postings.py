"""How the cashier's facts become ledger postings: the only place that posts."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.modules.ledger.errors import InsufficientFunds as LedgerShort
from brokerdesk.modules.ledger.queries import balances
from brokerdesk.modules.ledger.services import chart, post_many
from brokerdesk.modules.ledger.types import AccountSpec, Posting, TxRequest

from ..errors import InsufficientFunds
from ..models import Deposit, Movement, Psp, Transfer, Withdrawal
from ..types import MovementKind


@dataclass(frozen=True, slots=True)
class Books:
    """The accounts of one client and one method in one currency."""

    client_id: str
    currency: str
    entity: int
    psp: Psp | None = None

    @classmethod
    def of(cls, row: Deposit | Withdrawal) -> "Books":
        return cls(row.client.public_id, row.currency, row.entity_id, row.psp)

    def wallet(self) -> AccountSpec:
        return chart.client_wallet(self.client_id, self.currency, self.entity)

    def reserved(self) -> AccountSpec:
        return chart.client_reserved(self.client_id, self.currency, self.entity)

    def clearing(self) -> AccountSpec:
        """Where the provider's money is: its clearing, or our own bank account."""
        if self.psp is None:
            raise LookupError("these books have no payment method")
        make = chart.bank if self.psp.manual else chart.psp_clearing
        return make(self.psp.code, self.currency, self.entity)

    def payout_transit(self) -> AccountSpec:
        if self.psp is None:
            raise LookupError("these books have no payment method")
        return chart.payout_transit(self.psp.code, self.currency, self.entity)

    def suspense(self) -> AccountSpec:
        return chart.suspense(self.currency, self.entity)

    def covered(self, amount: Decimal) -> Decimal:
        """How much of an amount the wallet has."""
        code = self.wallet().code
        return min(amount, balances([code]).get(code, Decimal(0)))

    def income(self, name: str) -> AccountSpec:
        return chart.income(name, self.currency, self.entity)

    def expense(self, name: str) -> AccountSpec:
        return chart.expense(name, self.currency, self.entity)


def transit_of(transfer: Transfer) -> AccountSpec:
    """Where a transfer's money is while the platform's answer is open."""
    return chart.transit(transfer.server_code, transfer.currency, transfer.entity_id)


@dataclass(slots=True)
class Draft:
    """One transaction in the making. Nothing is posted for amounts of zero."""

    key: str
    kind: str
    at: datetime
    meta: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, AccountSpec] = field(default_factory=dict)
    postings: list[Posting] = field(default_factory=list)

    def flow(self, source: AccountSpec, destination: AccountSpec, amount: Decimal) -> "Draft":
        """Let an amount flow from one account to another."""
        if amount:
            for spec in (source, destination):
                self.accounts[spec.code] = spec
            self.postings.append(Posting(source.code, destination.code, amount, source.asset))
        return self

    def post(self, actor: Actor) -> None:
        """Post it, with the accounts it needs.

        Raises:
            InsufficientFunds: a wallet would go below zero.
        """
        if not self.postings:
            return
        request = TxRequest(self.key, self.kind, tuple(self.postings), self.at, self.meta)
        try:
            post_many([request], accounts=self.accounts.values(), actor=actor)
        except LedgerShort as error:
            raise InsufficientFunds(
                _("there is not enough money in the wallet"), field="amount"
            ) from error


def note_movement(
    row: Deposit | Withdrawal,
    kind: MovementKind,
    *,
    draft: Draft,
    amount: Decimal,
    fee: Decimal,
    provider_ref: str = "",
    reference: str = "",
) -> None:
    """Keep what was posted against a provider, for the comparison with its statement."""
    Movement.objects.create(
        psp=row.psp,
        kind=kind,
        provider_ref=provider_ref or row.provider_ref or row.public_id,
        reference=reference or row.public_id,
        amount=amount,
        fee=fee,
        currency=row.currency,
        ledger_key=draft.key,
        posted_at=draft.at,
    )
