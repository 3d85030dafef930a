"""REST of the trading room; importing registers it."""

from . import accounts, jobs

__all__ = ["accounts", "jobs"]
