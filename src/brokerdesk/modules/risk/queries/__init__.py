"""Reads of the risk room for others."""

from .books import book_counts, book_history, book_of
from .exposure import currency_exposure, exposure
from .house import Wanted, house

__all__ = [
    "Wanted",
    "book_counts",
    "book_history",
    "book_of",
    "currency_exposure",
    "exposure",
    "house",
]
