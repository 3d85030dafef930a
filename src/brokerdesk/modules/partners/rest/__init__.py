"""REST of the partners room; importing registers it."""

from . import accruals, disputes, partners, past, payouts, programme, trials

__all__ = ["accruals", "disputes", "partners", "past", "payouts", "programme", "trials"]
