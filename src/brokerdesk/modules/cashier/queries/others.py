"""What moved a wallet beside deposits, withdrawals, transfers: bought, earned, won, put right."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.ledger.queries import accounts_of, statement
from brokerdesk.modules.ledger.services import chart

# Postings of these kinds have rows of their own; one row may have some.
_OWN = ("deposit", "withdrawal", "transfer", "refund")
_ENTRIES_A_ROW = 3


@dataclass(frozen=True, slots=True)
class OtherRow:
    """One movement, as the ledger has it: `kind` is the transaction's; below zero it left."""

    created_at: datetime
    kind: str
    amount: Decimal
    currency: str


def others_of(client_pk: int, *, limit: int) -> list[OtherRow]:
    """A client's other movements, newest first."""
    client = client_of(client_pk)
    brand = brand_of(client.brand_pk)
    specs = [chart.client_wallet(client.public_id, a, brand.entity_pk) for a in brand.currencies]
    codes = {one.code for owner in {s.owner for s in specs} for one in accounts_of(owner)}
    found = [
        OtherRow(entry.recorded_at, entry.kind, entry.amount, entry.asset)
        for spec in specs
        if spec.code in codes
        for entry in statement(spec.code, limit=limit * _ENTRIES_A_ROW)
        if entry.kind.partition(".")[0] not in _OWN
    ]
    return sorted(found, key=lambda row: row.created_at, reverse=True)[:limit]
