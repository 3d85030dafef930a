"""REST of the trading room; importing registers it."""

from . import accounts, bulk, calculator, jobs, logins, passwords, requests

__all__ = ["accounts", "bulk", "calculator", "jobs", "logins", "passwords", "requests"]
