"""Reads of the valuation room for others."""

from .prices import price_rows, standing_stops
from .stands import shards, stand, stands

__all__ = ["price_rows", "shards", "stand", "standing_stops", "stands"]
