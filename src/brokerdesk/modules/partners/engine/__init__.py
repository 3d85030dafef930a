"""The commission engine: pure, deterministic, the same for live, recompute and tests."""

from .compute import ChainLink, DealFact, Line, compute
from .plan import LevelPlan, PlanError, parse_plan

__all__ = ["ChainLink", "DealFact", "LevelPlan", "Line", "PlanError", "compute", "parse_plan"]
