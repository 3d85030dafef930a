"""The chain above a client as of an instant, for many deals at once."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from brokerdesk.core.db import read_rows

from ..engine import Link
from ..models import Partner
from ..types import PartnerStatus

MAX_DEPTH = 64
REMEMBERED = 8_192
_PEOPLE = frozenset({"client", "parent"})
_OF_PARTNERS = ("standing", "terms", "parent", "plan")


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
        self._held: dict[int, list[_Span]] = defaultdict(list)
        self._nodes: dict[int, list[_Span]] = defaultdict(list)

    @classmethod
    def read(cls, client_pks: Iterable[int]) -> "Chains":
        """Read the histories, in two queries whatever the size of the tree."""
        chains = cls()
        known: set[int] = set()
        rows = read_rows(_HISTORIES, [list(set(client_pks))])
        for kind, owner, lower, upper, value, *rest in rows:
            span = _Span(lower, upper, _value(kind, value, rest))
            chains._spans[kind].setdefault(owner, []).append(span)
            if value is not None and kind in _PEOPLE:
                known.add(value)
        chains.partners = earners(known)
        return chains

    def chain(self, client_pk: int, at: datetime) -> Chain:
        """The chain above a client as of an instant."""
        for span in self._held[client_pk]:
            if span.holds(at):
                found: Chain = span.value
                return found
        walk = _Walk(at)
        nodes: list[_Node] = []
        partner = walk.of(self._spans["client"].get(client_pk, ()))
        met: set[int] = set()
        while partner is not None and partner not in met and len(nodes) < MAX_DEPTH:
            node = self._node(partner, walk)
            nodes.append(node)
            met.add(partner)
            partner = node.parent_pk
        chain = _interned(nodes)
        self._held[client_pk].append(_Span(walk.lower, walk.upper, chain))
        return chain

    def _node(self, partner_pk: int, walk: "_Walk") -> "_Node":
        """A partner as of the walk's instant, with all that held of him together."""
        for span in self._nodes[partner_pk]:
            if span.holds(walk.at):
                walk.narrow(span.lower, span.upper)
                found: _Node = span.value
                return found
        own = _Walk(walk.at)
        earner = self.partners[partner_pk]
        held = {kind: own.of(self._spans[kind].get(partner_pk, ())) for kind in _OF_PARTNERS}
        terms: _Terms = held["terms"] or _NO_TERMS
        link = Link(earner.public_id, bool(held["standing"]), *terms)
        node = _Node(earner, link, held["parent"], held["plan"])
        self._nodes[partner_pk].append(_Span(own.lower, own.upper, node))
        walk.narrow(own.lower, own.upper)
        return node


class _Node(NamedTuple):
    """One partner of a chain; without a standing he is no partner yet, and not active."""

    earner: Earner
    link: Link
    parent_pk: int | None
    plan_pk: int | None


_INTERNED: OrderedDict[object, Chain] = OrderedDict()


def _interned(nodes: list[_Node]) -> Chain:
    """The one chain of these members, in this process: a few thousand are remembered."""
    links = tuple(node.link for node in nodes)
    plan_pk = next((node.plan_pk for node in nodes if node.plan_pk is not None), None)
    key = (links, plan_pk)
    chain = _INTERNED.get(key)
    if chain is None:
        chain = _INTERNED[key] = Chain(tuple(node.earner for node in nodes), links, plan_pk)
        if len(_INTERNED) > REMEMBERED:
            _INTERNED.popitem(last=False)
    return chain


def _value(kind: str, value: int | None, rest: list[Any]) -> object:
    status, rate, multiplier = rest
    if kind == "standing":
        return status == PartnerStatus.ACTIVE.value
    return _Terms(status or None, rate, multiplier) if kind == "terms" else value


class _Walk:
    """One walk through histories; what it met holds together from `lower` to `upper`."""

    __slots__ = ("at", "lower", "upper")

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.lower: datetime | None = None
        self.upper: datetime | None = None

    def of(self, spans: Iterable[_Span]) -> Any:
        """What holds of a subject; the walk holds no longer than this does."""
        for span in spans:
            if span.holds(self.at):
                self.narrow(span.lower, span.upper)
                return span.value
            if span.upper is not None and span.upper <= self.at:
                self.narrow(span.upper, None)
            else:
                self.narrow(None, span.lower)
        return None

    def narrow(self, lower: datetime | None, upper: datetime | None) -> None:
        """Hold no longer than from `lower` to `upper`."""
        if lower is not None and (self.lower is None or lower > self.lower):
            self.lower = lower
        if upper is not None and (self.upper is None or upper < self.upper):
            self.upper = upper
