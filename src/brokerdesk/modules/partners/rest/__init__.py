"""REST of the partners room; importing registers it."""

from . import partners, past, trials

__all__ = ["partners", "past", "trials"]
