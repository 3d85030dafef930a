"""Challenges in the back office; importing registers the pages."""

from . import (
    attempt,
    challenges,
    doings,
    journal,
    orders,
    panels,
    paying,
    payouts,
    signals,
    verdicts,
    waiting,
)

__all__ = [
    "attempt",
    "challenges",
    "doings",
    "journal",
    "orders",
    "panels",
    "paying",
    "payouts",
    "signals",
    "verdicts",
    "waiting",
]
