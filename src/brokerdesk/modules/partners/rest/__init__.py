"""REST of the partners room; importing registers it."""

from . import disputes, partners, past, payouts, trials

__all__ = ["disputes", "partners", "past", "payouts", "trials"]
