"""An independent ledger in memory: what the real one must answer."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.ledger import errors
from brokerdesk.modules.ledger.types import AccountSpec, TxRequest

Refusals = set[type[DomainError]]


@dataclass
class Kept:
    """A transaction that was accepted."""

    request: TxRequest
    id: str
    recorded_at: datetime


@dataclass
class Oracle:
    """Keeps accepted requests in order and recomputes everything from them."""

    specs: dict[str, AccountSpec]
    kept: list[Kept] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)

    def find(self, key: str) -> Kept | None:
        """Give the transaction of a key."""
        return next((k for k in self.kept if k.request.key == key), None)

    def balance(self, code: str, requests: list[TxRequest] | None = None) -> Decimal:
        """Add up an account from its postings."""
        total = Decimal(0)
        for request in [k.request for k in self.kept] if requests is None else requests:
            for posting in request.postings:
                total += posting.amount * ((posting.destination == code) - (posting.source == code))
        return total

    def as_of(self, code: str, at: datetime, by: str) -> Decimal:
        """Add up an account from what was effective, or recorded, by then."""
        chosen = [
            k.request
            for k in self.kept
            if (k.request.effective_at if by == "effective" else k.recorded_at) <= at
        ]
        return self.balance(code, chosen)

    def refusals(self, batch: list[TxRequest]) -> Refusals:
        """Give every reason to refuse a batch; none means that it must be accepted."""
        found: Refusals = set()
        fresh: list[TxRequest] = []
        for request in batch:
            kept = self.find(request.key)
            known = kept.request if kept else next((f for f in fresh if f.key == request.key), None)
            if known is None:
                fresh.append(request)
            elif known != request:
                found.add(errors.KeyReused)
        for n, request in enumerate(fresh):
            found |= self._malformed(request)
            if request.reverses and any(
                other.reverses == request.reverses
                for other in [k.request for k in self.kept] + fresh[:n]
            ):
                found.add(errors.AlreadyReversed)
            if self._overdrawn([k.request for k in self.kept] + fresh[: n + 1], request):
                found.add(errors.InsufficientFunds)
        return found

    def _malformed(self, request: TxRequest) -> Refusals:
        found: Refusals = set()
        for posting in request.postings:
            sides = [self.specs[posting.source], self.specs[posting.destination]]
            if any(s.asset != posting.asset for s in sides):
                found.add(errors.CrossAsset)
            if sides[0].entity_id != sides[1].entity_id:
                found.add(errors.CrossEntity)
            if any(posting.amount % Decimal(1).scaleb(-s.scale) for s in sides):
                found.add(errors.WrongScale)
            if {posting.source, posting.destination} & self.closed:
                found.add(errors.AccountClosed)
        return found

    def _overdrawn(self, requests: list[TxRequest], last: TxRequest) -> bool:
        touched = {c for p in last.postings for c in (p.source, p.destination)}
        return any(
            not self.specs[code].allow_negative and self.balance(code, requests) < 0
            for code in touched
        )
