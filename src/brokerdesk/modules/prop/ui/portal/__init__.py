"""A trader's pages; importing registers them."""

from . import (
    attempts,
    certificate,
    chances,
    competitions,
    curve,
    days,
    orders,
    rewards,
    sharing,
    shop,
    signing,
)

__all__ = [
    "attempts",
    "certificate",
    "chances",
    "competitions",
    "curve",
    "days",
    "orders",
    "rewards",
    "sharing",
    "shop",
    "signing",
]
