"""The chain above a client as of an instant, for many deals at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from brokerdesk.core.db import read_rows

from ..engine import Link
from ..models import Partner
from ..types import PartnerStatus

MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class _Span:
    """What held from `lower` (inclusive) to `upper` (exclusive; None: until now)."""

    lower: datetime | None
    upper: datetime | None
    value: int | None

    def holds(self, at: datetime) -> bool:
        return (self.lower is None or self.lower <= at) and (self.upper is None or at < self.upper)


_HISTORIES = """
WITH RECURSIVE direct AS MATERIALIZED (
    SELECT client_id, valid, partner_id FROM partners_clientpartner WHERE client_id = ANY(%s)
), known(id) AS (
    SELECT partner_id FROM direct WHERE partner_id IS NOT NULL
    UNION
    SELECT p.parent_id FROM known JOIN partners_partnerparent p ON p.partner_id = known.id
    WHERE p.parent_id IS NOT NULL
)
SELECT 'client', client_id, lower(valid), upper(valid), partner_id FROM direct
UNION ALL
SELECT 'parent', partner_id, lower(valid), upper(valid), parent_id
FROM partners_partnerparent WHERE partner_id IN (SELECT id FROM known)
UNION ALL
SELECT 'plan', partner_id, lower(valid), upper(valid), plan_id
FROM partners_planassignment WHERE partner_id IN (SELECT id FROM known)
"""
_EARNERS = """
SELECT p.id, p.public_id, p.brand_id, c.public_id, p.status = %s
FROM partners_partner p JOIN clients_client c ON c.id = p.client_id WHERE p.id = ANY(%s)
"""


def _at(spans: list[_Span], at: datetime) -> int | None:
    return next((span.value for span in spans if span.holds(at)), None)


@dataclass(frozen=True, slots=True)
class Earner:
    """A partner as accruing needs him."""

    pk: int
    public_id: str
    brand_pk: int
    client_id: str
    active: bool

    @classmethod
    def of(cls, partner: Partner) -> "Earner":
        """Needs `client` joined, or it asks for it."""
        return cls(
            partner.pk,
            partner.public_id,
            partner.brand_id,
            partner.client.public_id,
            partner.status == PartnerStatus.ACTIVE,
        )


@dataclass(slots=True)
class Chains:
    """Histories of some clients' partners and of everyone above them, read set-based."""

    partners: dict[int, Earner] = field(default_factory=dict)
    _clients: dict[int, list[_Span]] = field(default_factory=lambda: defaultdict(list))
    _parents: dict[int, list[_Span]] = field(default_factory=lambda: defaultdict(list))
    _plans: dict[int, list[_Span]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls, client_pks: Iterable[int]) -> "Chains":
        """Read the histories, in two queries whatever the size of the tree."""
        chains = cls()
        histories = {"client": chains._clients, "parent": chains._parents, "plan": chains._plans}
        known: set[int] = set()
        for kind, owner, lower, upper, value in read_rows(_HISTORIES, [list(set(client_pks))]):
            histories[kind][owner].append(_Span(lower, upper, value))
            if kind != "plan" and value is not None:
                known.add(value)
        for row in read_rows(_EARNERS, [PartnerStatus.ACTIVE.value, list(known)]):
            chains.partners[row[0]] = Earner(*row)
        return chains

    def chain(self, client_pk: int, at: datetime) -> list[int]:
        """Partner keys from the direct one up, as of an instant."""
        found: list[int] = []
        partner = _at(self._clients[client_pk], at)
        while partner is not None and partner not in found and len(found) < MAX_DEPTH:
            found.append(partner)
            partner = _at(self._parents[partner], at)
        return found

    def links(self, chain: Iterable[int]) -> list[Link]:
        """The chain as the engine sees it."""
        rows = [self.partners[pk] for pk in chain]
        return [Link(p.public_id, p.active) for p in rows]

    def plan_pk(self, chain: Iterable[int], at: datetime) -> int | None:
        """The plan of the chain: the nearest partner above the client who has one."""
        for partner in chain:
            plan = _at(self._plans[partner], at)
            if plan is not None:
                return plan
        return None
