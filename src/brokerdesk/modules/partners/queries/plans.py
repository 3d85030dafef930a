"""Plan versions as of an instant; each is read and parsed once in a process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from brokerdesk.core.db import read_rows

from ..engine import Basis, ChargeOn, Plan, Rule, parse_plan
from .chains import Chain

_DEFAULT = "SELECT id FROM partners_plan WHERE brand_id = %s AND is_default"
_VERSIONS = """
SELECT v.id, v.version, p.name, p.currency, v.recorded_at, lower(v.valid), upper(v.valid)
FROM partners_planversion v JOIN partners_plan p ON p.id = v.plan_id WHERE v.plan_id = %s
"""
_BODY = "SELECT body FROM partners_planversion WHERE id = %s"
_PRICED = frozenset({Basis.SPREAD, Basis.MARKUP, Basis.PIP, Basis.POINTS, Basis.TURNOVER})


class Needs(NamedTuple):
    """What a plan must know of a deal beyond the deal: its symbol, its opening, its open price."""

    symbol: bool = False
    opening: bool = False
    open_price: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ReadPlan:
    """A parsed plan, and what it needs to know of each market that it met."""

    plan: Plan
    _needs: dict[tuple[str, str, str], Needs] = field(default_factory=dict)
    _rules: dict[str | None, list[Rule]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for rule in self.plan.rules.rules:
            self._rules.setdefault(rule.symbol, []).append(rule)

    def needs(self, symbol: str, group: str, account_type: str) -> Needs:
        """What the rules that can serve a market need."""
        key = (symbol, group, account_type)
        if key not in self._needs:
            rules = [*self._rules.get(None, ()), *self._rules.get(symbol, ())]
            self._needs[key] = _needed(self.plan, [r for r in rules if _serves(r, *key[1:])])
        return self._needs[key]


def _needed(plan: Plan, rules: Sequence[Rule]) -> Needs:
    filters = plan.filters
    on_open = any(r.charge_on is ChargeOn.OPEN for r in rules)
    early = any(r.basis is Basis.TURNOVER and r.charge_on is not ChargeOn.CLOSE for r in rules)
    return Needs(
        symbol=filters.min_points is not None or any(r.basis in _PRICED for r in rules),
        opening=filters.min_duration is not None or on_open,
        open_price=filters.min_points is not None or early,
    )


def _serves(rule: Rule, group: str, account_type: str) -> bool:
    return rule.symbol_group in {None, group} and rule.account_type in {None, account_type}


class HeldVersion(NamedTuple):
    """A plan's version as accruing needs it; it held from `lower` to `upper` (exclusive)."""

    pk: int
    version: int
    plan_name: str
    currency: str
    recorded_at: datetime | None
    lower: datetime | None
    upper: datetime | None


@lru_cache(maxsize=256)
def _read(pk: int, recorded_at: datetime | None, currency: str) -> ReadPlan:
    """Read and parse a version: they never change, so that a process may keep them."""
    ((body,),) = read_rows(_BODY, [pk])
    return ReadPlan(parse_plan(body, currency=currency))


class PlanBook:
    """Finds plan versions; one per batch, so that each history is read once."""

    def __init__(self) -> None:
        self._versions: dict[int, list[HeldVersion]] = {}
        self._defaults: dict[int, int | None] = {}

    def default_plan(self, brand_pk: int) -> int | None:
        """The brand's default plan."""
        if brand_pk not in self._defaults:
            found = read_rows(_DEFAULT, [brand_pk])
            self._defaults[brand_pk] = found[0][0] if found else None
        return self._defaults[brand_pk]

    def version(self, plan_pk: int, at: datetime) -> HeldVersion | None:
        """The version that held at an instant."""
        if plan_pk not in self._versions:
            rows = read_rows(_VERSIONS, [plan_pk])
            self._versions[plan_pk] = [HeldVersion(*row) for row in rows]
        for row in self._versions[plan_pk]:
            if (row.lower is None or row.lower <= at) and (row.upper is None or at < row.upper):
                return row
        return None

    def held(self, chain: Chain, brand_pk: int, at: datetime) -> HeldVersion | None:
        """The version that pays a chain of a brand: its own plan's, or the default plan's."""
        plan_pk = chain.plan_pk or self.default_plan(brand_pk)
        return self.version(plan_pk, at) if plan_pk else None

    def read(self, version: HeldVersion) -> ReadPlan:
        """A version as the engine reads it."""
        return _read(version.pk, version.recorded_at, version.currency)


class DraftBook(PlanBook):
    """One draft that pays every chain at every instant, whatever plans they have.

    Raises:
        PlanError: the body is no plan.
    """

    def __init__(self, name: str, body: Mapping[str, Any], *, currency: str) -> None:
        super().__init__()
        self._draft = HeldVersion(0, 0, name, currency, None, None, None)
        self._read = ReadPlan(parse_plan(body, currency=currency))

    def held(self, chain: Chain, brand_pk: int, at: datetime) -> HeldVersion | None:
        """The draft."""
        return self._draft

    def read(self, version: HeldVersion) -> ReadPlan:
        """The draft as the engine reads it."""
        return self._read
