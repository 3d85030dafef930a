"""The commission engine: pure, deterministic, the same for live, recompute and offline."""

from .caps import DayCaps
from .compute import Around, Compiled, compute, without_plan
from .explain import Line, RebateLine
from .facts import DealFact, Flags, Link, NoRate, Rates, SymbolFact
from .offline import calculate
from .parsing import check_total, parse_plan
from .plan import Distribution, Filters, FundedBy, Plan, Rebate
from .reading import CaseError, PlanError
from .rules import Basis, ChargeOn, Rule, RuleIndex

__all__ = [
    "Around",
    "Basis",
    "CaseError",
    "ChargeOn",
    "Compiled",
    "DayCaps",
    "DealFact",
    "Distribution",
    "Filters",
    "Flags",
    "FundedBy",
    "Line",
    "Link",
    "NoRate",
    "Plan",
    "PlanError",
    "Rates",
    "Rebate",
    "RebateLine",
    "Rule",
    "RuleIndex",
    "SymbolFact",
    "calculate",
    "check_total",
    "compute",
    "parse_plan",
    "without_plan",
]
