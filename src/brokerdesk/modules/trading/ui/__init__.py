"""Pages of the trading room; importing registers them."""

from . import (
    bulk,
    calculator,
    cancelling,
    deal,
    differences,
    foreign,
    jobs,
    lists,
    office,
    panels,
    portal,
    products,
    requests,
    servers,
    wishes,
)

__all__ = [
    "bulk",
    "calculator",
    "cancelling",
    "deal",
    "differences",
    "foreign",
    "jobs",
    "lists",
    "office",
    "panels",
    "portal",
    "products",
    "requests",
    "servers",
    "wishes",
]
