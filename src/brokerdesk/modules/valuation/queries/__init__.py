"""Reads of the valuation room for others."""

from .prices import price_rows, standing_stops
from .stands import shards, stand, stands, trust, trusted
from .watching import WatchedRow, watchable

__all__ = [
    "WatchedRow",
    "price_rows",
    "shards",
    "stand",
    "standing_stops",
    "stands",
    "trust",
    "trusted",
    "watchable",
]
