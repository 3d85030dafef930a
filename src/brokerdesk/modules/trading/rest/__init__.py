"""REST of the trading room; importing registers it."""

from . import accounts, bulk, jobs, logins, passwords, requests

__all__ = ["accounts", "bulk", "jobs", "logins", "passwords", "requests"]
