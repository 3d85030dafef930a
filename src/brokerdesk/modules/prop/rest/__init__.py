"""REST of the prop room; importing registers it."""

from . import catalogue, competitions, orders, payouts

__all__ = ["catalogue", "competitions", "orders", "payouts"]
