"""REST of the risk room; importing registers it."""

from . import alerts, books, exposure, house, markouts, whatif

__all__ = ["alerts", "books", "exposure", "house", "markouts", "whatif"]
