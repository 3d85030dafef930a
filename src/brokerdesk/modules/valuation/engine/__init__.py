"""The marking engine: pure; floats find accounts near a level, exact decimals decide.

`Book` and `warm` are loaded when first asked for: numpy and numba cost a process half a second
that only a worker needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .exact import level_of, quality_of, value
from .gate import Quote, QuoteFault, QuotePolicy, fault_of
from .rates import Catalogue
from .types import Holding, Instrument, Line

if TYPE_CHECKING:
    from .book import Book
    from .warming import warm

__all__ = [
    "Book",
    "Catalogue",
    "Holding",
    "Instrument",
    "Line",
    "Quote",
    "QuoteFault",
    "QuotePolicy",
    "fault_of",
    "level_of",
    "quality_of",
    "value",
    "warm",
]

_LATER = {"Book": "book", "warm": "warming"}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f".{_LATER[name]}", __name__), name)
