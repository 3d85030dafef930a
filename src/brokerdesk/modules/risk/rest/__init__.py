"""REST of the risk room; importing registers it."""

from . import alerts, books, exposure, house, whatif

__all__ = ["alerts", "books", "exposure", "house", "whatif"]
