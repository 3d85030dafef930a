"""Conversion between assets by the symbols that connect them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .book import Book

# A symbol's middle price, None while there is none.
Price = Callable[[int], Decimal | None]


@dataclass(frozen=True, slots=True)
class Leg:
    """One step: by a symbol's price, or by its inverse."""

    symbol_id: int
    target: int
    inverse: bool


def path(book: Book, source: int, target: int) -> tuple[Leg, ...] | None:
    """The shortest way between two assets, at most two steps; None when there is none."""
    if source == target:
        return ()
    steps = _legs(book, source)
    for leg in steps:
        if leg.target == target:
            return (leg,)
    for leg in steps:
        for following in _legs(book, leg.target):
            if following.target == target:
                return leg, following
    return None


def _legs(book: Book, asset_id: int) -> list[Leg]:
    found = []
    for symbol in book.symbols.values():
        if symbol.baseAssetId == asset_id:
            found.append(Leg(symbol.symbolId, symbol.quoteAssetId, inverse=False))
        elif symbol.quoteAssetId == asset_id:
            found.append(Leg(symbol.symbolId, symbol.baseAssetId, inverse=True))
    return found


def rate(legs: Sequence[Leg], price: Price) -> Decimal | None:
    """What a unit of the source is in the target; None while a price is missing."""
    result = Decimal(1)
    for leg in legs:
        found = price(leg.symbol_id)
        if not found:
            return None
        result = result / found if leg.inverse else result * found
    return result
