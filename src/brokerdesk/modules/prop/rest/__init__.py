"""REST of the prop room; importing registers it."""

from . import (
    attempts,
    bulk,
    catalogue,
    competitions,
    conduct,
    evidence,
    orders,
    payouts,
    programmes,
)

__all__ = [
    "attempts",
    "bulk",
    "catalogue",
    "competitions",
    "conduct",
    "evidence",
    "orders",
    "payouts",
    "programmes",
]
