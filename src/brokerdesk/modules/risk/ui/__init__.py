"""Pages of the risk room; importing registers them."""

from . import alerts, book_rules, books, exposure, flow, house, margin, panels, shock

__all__ = [
    "alerts",
    "book_rules",
    "books",
    "exposure",
    "flow",
    "house",
    "margin",
    "panels",
    "shock",
]
