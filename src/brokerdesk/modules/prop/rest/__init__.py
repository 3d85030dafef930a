"""REST of the prop room; importing registers it."""

from . import catalogue, competitions, evidence, orders, payouts, programmes

__all__ = ["catalogue", "competitions", "evidence", "orders", "payouts", "programmes"]
