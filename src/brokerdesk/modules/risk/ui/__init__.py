"""Pages of the risk room; importing registers them."""

from . import (
    alert_rules,
    alerts,
    book_rules,
    books,
    exposure,
    flow,
    house,
    margin,
    markouts,
    panels,
    shock,
)

__all__ = [
    "alert_rules",
    "alerts",
    "book_rules",
    "books",
    "exposure",
    "flow",
    "house",
    "margin",
    "markouts",
    "panels",
    "shock",
]
