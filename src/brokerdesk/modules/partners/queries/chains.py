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
_OF_PARTNERS = ("standing", "terms", "parent", "plan")


class _Span(NamedTuple):
    """What held from `lower` (inclusive) to `upper` (exclusive; None: until now)."""

    lower: datetime | None
    upper: datetime | None
    value: Any

    def holds(self, at: datetime) -> bool:
        return (self.lower is None or self.lower <= at) and (self.upper is None or at < self.upper)


_ABOVE = """
WITH RECURSIVE direct AS MATERIALIZED (
    SELECT client_id, valid, partner_id FROM partners_clientpartner WHERE client_id = ANY(%s)
), above(partner_id, valid, parent_id) AS (
    SELECT partner_id, valid, parent_id FROM partners_partnerparent
    WHERE partner_id IN (SELECT partner_id FROM direct)
    UNION
    SELECT p.partner_id, p.valid, p.parent_id
    FROM above JOIN partners_partnerparent p ON p.partner_id = above.parent_id
)
SELECT 'client', client_id, lower(valid), upper(valid), partner_id FROM direct
UNION ALL
SELECT 'parent', partner_id, lower(valid), upper(valid), parent_id FROM above
"""
_HELD = """
SELECT 'plan', partner_id, lower(valid), upper(valid), plan_id, '', NULL::numeric, NULL::numeric
FROM partners_planassignment WHERE partner_id = ANY(%(partners)s)
UNION ALL
SELECT 'standing', partner_id, lower(valid), upper(valid), NULL, status, NULL, NULL
FROM partners_partnerstanding WHERE partner_id = ANY(%(partners)s)
UNION ALL
SELECT 'terms', partner_id, lower(valid), upper(valid), NULL, rank, rate, multiplier
FROM partners_partnerterms WHERE partner_id = ANY(%(partners)s)
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
        self._clients: set[int] = set()
        self._held: dict[int, list[_Span]] = defaultdict(list)
        self._nodes: dict[int, list[_Span]] = defaultdict(list)

    def add(self, client_pks: Iterable[int]) -> Iterable[Earner]:
        """Read the histories of clients that are not known yet; give the partners met first.

        In three queries whatever the size of the tree.
        """
        wanted = [pk for pk in set(client_pks) if pk not in self._clients]
        if not wanted:
            return ()
        before, met = set(self.partners), set[int]()
        for kind, owner, lower, upper, above in read_rows(_ABOVE, [wanted]):
            met.add(above)
            if kind == "client" or owner not in before:
                self._note(kind, owner, _Span(lower, upper, above))
        found = earners(met - before - {None})
        for kind, owner, lower, upper, plan_pk, *said in _held(found):
            self._note(kind, owner, _Span(lower, upper, _value(kind, plan_pk, said)))
        self._clients.update(wanted)
        self.partners |= found
        return found.values()

    def _note(self, kind: str, owner: int, span: _Span) -> None:
        self._spans[kind].setdefault(owner, []).append(span)

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
        standing, terms, parent_pk, plan_pk = [
            own.of(self._spans[kind].get(partner_pk, ())) for kind in _OF_PARTNERS
        ]
        link = Link(earner.public_id, bool(standing), *(terms or _NO_TERMS))
        node = _Node(earner, link, parent_pk, plan_pk)
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


def _held(partner_pks: Iterable[int]) -> list[tuple[Any, ...]]:
    """All that ever held of partners but who stood above them."""
    wanted = list(partner_pks)
    return read_rows(_HELD, {"partners": wanted}) if wanted else []


def _value(kind: str, plan_pk: int | None, said: list[Any]) -> object:
    if kind == "plan":
        return plan_pk
    if kind == "terms":
        rank, rate, multiplier = said
        return _Terms(rank or None, rate, multiplier)
    return said[0] == PartnerStatus.ACTIVE.value


class _Walk:
    """One walk through histories; what it met holds together from `lower` to `upper`."""

    __slots__ = ("at", "lower", "upper")

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.lower: datetime | None = None
        self.upper: datetime | None = None

    def of(self, spans: Iterable[_Span]) -> Any:
        """What holds of a subject; the walk holds no longer than this does."""
        at = self.at
        for lower, upper, value in spans:
            if lower is not None and at < lower:
                self.narrow(None, lower)
            elif upper is not None and upper <= at:
                self.narrow(upper, None)
            else:
                self.narrow(lower, upper)
                return value
        return None

    def narrow(self, lower: datetime | None, upper: datetime | None) -> None:
        """Hold no longer than from `lower` to `upper`."""
        if lower is not None and (self.lower is None or lower > self.lower):
            self.lower = lower
        if upper is not None and (self.upper is None or upper < self.upper):
            self.upper = upper
