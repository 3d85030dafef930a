"""The chain above a client as of an instant, for many deals at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from brokerdesk.core.db import read_rows

from ..engine import Link
from ..models import Partner
from ..types import PartnerStatus

MAX_DEPTH = 64


class _Span(NamedTuple):
    """What held from `lower` (inclusive) to `upper` (exclusive; None: until now)."""

    lower: datetime | None
    upper: datetime | None
    value: Any

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
SELECT 'client', client_id, lower(valid), upper(valid), partner_id, '', NULL::numeric,
       NULL::numeric
FROM direct
UNION ALL
SELECT 'parent', partner_id, lower(valid), upper(valid), parent_id, '', NULL, NULL
FROM partners_partnerparent WHERE partner_id IN (SELECT id FROM known)
UNION ALL
SELECT 'plan', partner_id, lower(valid), upper(valid), plan_id, '', NULL, NULL
FROM partners_planassignment WHERE partner_id IN (SELECT id FROM known)
UNION ALL
SELECT 'standing', partner_id, lower(valid), upper(valid), NULL, status, NULL, NULL
FROM partners_partnerstanding WHERE partner_id IN (SELECT id FROM known)
UNION ALL
SELECT 'terms', partner_id, lower(valid), upper(valid), NULL, rank, rate, multiplier
FROM partners_partnerterms WHERE partner_id IN (SELECT id FROM known)
"""
_EARNERS = """
SELECT p.id, p.public_id, p.brand_id, c.public_id, p.client_id
FROM partners_partner p JOIN clients_client c ON c.id = p.client_id WHERE p.id = ANY(%s)
"""


class Earner(NamedTuple):
    """A partner as accruing needs him."""

    pk: int
    public_id: str
    brand_pk: int
    client_id: str
    client_pk: int

    @classmethod
    def of(cls, partner: Partner) -> "Earner":
        """Needs `client` joined, or it asks for it."""
        return cls(
            partner.pk,
            partner.public_id,
            partner.brand_id,
            partner.client.public_id,
            partner.client_id,
        )


def earners(partner_pks: Iterable[int]) -> dict[int, Earner]:
    """Partners by key."""
    wanted = list(set(partner_pks))
    rows = read_rows(_EARNERS, [wanted]) if wanted else []
    return {row[0]: Earner(*row) for row in rows}


class _Terms(NamedTuple):
    rank: str | None
    rate: Decimal | None
    multiplier: Decimal


_NO_TERMS = _Terms(None, None, Decimal(1))


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """The partners above a client from the direct one up, as they were at an instant.

    Chains of equal members are one object, so what is compiled of one can be kept by it.
    `plan_pk` is the plan of the nearest partner who has one.
    """

    earners: tuple[Earner, ...]
    links: tuple[Link, ...]
    plan_pk: int | None


class Chains:
    """Histories of some clients' partners and of everyone above them, read set-based."""

    def __init__(self) -> None:
        self.partners: dict[int, Earner] = {}
        self._spans: dict[str, dict[int, list[_Span]]] = {
            kind: {} for kind in ("client", "parent", "plan", "standing", "terms")
        }
        self._known: dict[object, Chain] = {}
        self._held: dict[int, list[_Span]] = defaultdict(list)

    @classmethod
    def read(cls, client_pks: Iterable[int]) -> "Chains":
        """Read the histories, in two queries whatever the size of the tree."""
        chains = cls()
        known: set[int] = set()
        rows = read_rows(_HISTORIES, [list(set(client_pks))])
        for kind, owner, lower, upper, value, *rest in rows:
            span = _Span(lower, upper, _value(kind, value, rest))
            chains._spans[kind].setdefault(owner, []).append(span)
            if kind in {"client", "parent"} and value is not None:
                known.add(value)
        chains.partners = earners(known)
        return chains

    def chain(self, client_pk: int, at: datetime) -> Chain:
        """The chain above a client as of an instant."""
        held = self._held[client_pk]
        for span in held:
            if span.holds(at):
                found: Chain = span.value
                return found
        walk = _Walk(self._spans, at)
        pks = walk.up(client_pk)
        links = tuple(walk.link(self.partners[pk]) for pk in pks)
        key = (links, walk.plan_pk)
        if key not in self._known:
            earners = tuple(self.partners[pk] for pk in pks)
            self._known[key] = Chain(earners, links, walk.plan_pk)
        held.append(_Span(walk.lower, walk.upper, self._known[key]))
        return self._known[key]


def _value(kind: str, value: int | None, rest: list[Any]) -> object:
    status, rate, multiplier = rest
    if kind == "standing":
        return status == PartnerStatus.ACTIVE.value
    return _Terms(status or None, rate, multiplier) if kind == "terms" else value


@dataclass(slots=True)
class _Walk:
    """One walk up a tree; what it met holds together from `lower` to `upper`."""

    spans: dict[str, dict[int, list[_Span]]]
    at: datetime
    lower: datetime | None = None
    upper: datetime | None = None
    plan_pk: int | None = None
    _met: list[int] = field(default_factory=list)

    def up(self, client_pk: int) -> list[int]:
        """Partner keys from the direct one up."""
        partner = self._of("client", client_pk)
        while partner is not None and partner not in self._met and len(self._met) < MAX_DEPTH:
            self._met.append(partner)
            if self.plan_pk is None:
                self.plan_pk = self._of("plan", partner)
            partner = self._of("parent", partner)
        return self._met

    def link(self, earner: Earner) -> Link:
        """A partner as the engine sees him; without a standing he is no partner yet."""
        terms: _Terms = self._of("terms", earner.pk) or _NO_TERMS
        return Link(earner.public_id, bool(self._of("standing", earner.pk)), *terms)

    def _of(self, kind: str, owner: int) -> Any:
        """What holds of an owner; the walk holds no longer than this does."""
        for span in self.spans[kind].get(owner, ()):
            if span.holds(self.at):
                self._narrow(span.lower, span.upper)
                return span.value
            if span.upper is not None and span.upper <= self.at:
                self._narrow(span.upper, None)
            else:
                self._narrow(None, span.lower)
        return None

    def _narrow(self, lower: datetime | None, upper: datetime | None) -> None:
        if lower is not None and (self.lower is None or lower > self.lower):
            self.lower = lower
        if upper is not None and (self.upper is None or upper < self.upper):
            self.upper = upper
