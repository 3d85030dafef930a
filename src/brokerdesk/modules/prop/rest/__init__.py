"""REST of the prop room; importing registers it."""

from . import attempts, catalogue, competitions, conduct, evidence, orders, payouts, programmes

__all__ = [
    "attempts",
    "catalogue",
    "competitions",
    "conduct",
    "evidence",
    "orders",
    "payouts",
    "programmes",
]
