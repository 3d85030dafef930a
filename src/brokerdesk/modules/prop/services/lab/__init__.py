"""Trials before a programme is sold: past accounts under a draft, and simulated traders."""

from .starting import DryRunWish, SimulationWish, start_dry_run, start_simulation

__all__ = ["DryRunWish", "SimulationWish", "start_dry_run", "start_simulation"]
