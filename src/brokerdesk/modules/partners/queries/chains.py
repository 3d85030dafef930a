"""The chain above a client as of an instant, for many deals at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from ..engine import ChainLink
from ..models import ClientPartner, Partner, PartnerParent, PlanAssignment
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


def _at(spans: list[_Span], at: datetime) -> int | None:
    return next((span.value for span in spans if span.holds(at)), None)


@dataclass(slots=True)
class Chains:
    """Histories of some clients' partners and of everyone above them, read set-based."""

    partners: dict[int, Partner] = field(default_factory=dict)
    _clients: dict[int, list[_Span]] = field(default_factory=lambda: defaultdict(list))
    _parents: dict[int, list[_Span]] = field(default_factory=lambda: defaultdict(list))
    _plans: dict[int, list[_Span]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls, client_pks: Iterable[int]) -> "Chains":
        """Read the histories: one query per floor of the tree."""
        chains = cls()
        for row in ClientPartner.objects.filter(client_id__in=set(client_pks)):
            chains._clients[row.client_id].append(
                _Span(row.valid.lower, row.valid.upper, row.partner_id)
            )
        floor = {s.value for spans in chains._clients.values() for s in spans if s.value}
        known: set[int] = set()
        while floor := floor - known:
            known |= floor
            above: set[int] = set()
            for link in PartnerParent.objects.filter(partner_id__in=floor):
                span = _Span(link.valid.lower, link.valid.upper, link.parent_id)
                chains._parents[link.partner_id].append(span)
                if link.parent_id is not None:
                    above.add(link.parent_id)
            floor = above
        chains.partners = Partner.objects.select_related("client").in_bulk(known)
        for plan in PlanAssignment.objects.filter(partner_id__in=known):
            chains._plans[plan.partner_id].append(
                _Span(plan.valid.lower, plan.valid.upper, plan.plan_id)
            )
        return chains

    def chain(self, client_pk: int, at: datetime) -> list[int]:
        """Partner keys from the direct one up, as of an instant."""
        found: list[int] = []
        partner = _at(self._clients[client_pk], at)
        while partner is not None and partner not in found and len(found) < MAX_DEPTH:
            found.append(partner)
            partner = _at(self._parents[partner], at)
        return found

    def links(self, chain: Iterable[int]) -> list[ChainLink]:
        """The chain as the engine sees it."""
        rows = [self.partners[pk] for pk in chain]
        return [ChainLink(p.public_id, p.status == PartnerStatus.ACTIVE) for p in rows]

    def plan_pk(self, chain: Iterable[int], at: datetime) -> int | None:
        """The plan of the chain: the nearest partner above the client who has one."""
        for partner in chain:
            plan = _at(self._plans[partner], at)
            if plan is not None:
                return plan
        return None
