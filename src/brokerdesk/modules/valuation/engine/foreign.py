"""What positions are worth in the profits' currencies, where rates move apart from prices.

A price moves a row and its account's sum; a rate then moves one sum per account, whatever the
number of its positions.
"""

import numpy as np
from numpy.typing import NDArray

from .blocks import Floats, Wholes, grown
from .layout import NEIGHBOURS, NONE, SHIFT


class Foreign:
    """Sums by rate and account, in pages of neighbouring slots; pages are made when needed."""

    def __init__(self) -> None:
        self.pages: Wholes = np.full((0, 1), NONE, dtype=np.int64)
        self.sums: Floats = np.zeros(0)
        self.held: NDArray[np.uint8] = np.zeros(0, dtype=np.uint8)
        self._end = 0
        self._of: dict[int, tuple[int, ...]] = {}

    def put(self, slot: int, sums: dict[int, float]) -> None:
        """Give an account these sums by rate and no others."""
        for rate in self._of.pop(slot, ()):
            self._set(rate, slot, 0.0, held=0)
        for rate, amount in sums.items():
            self._set(rate, slot, amount, held=1)
        if sums:
            self._of[slot] = tuple(sums)

    def _set(self, rate: int, slot: int, amount: float, *, held: int) -> None:
        place = self._page(rate, slot >> SHIFT) + slot % NEIGHBOURS
        self.sums[place], self.held[place] = amount, held

    def _page(self, rate: int, chapter: int) -> int:
        """Where the page begins."""
        rates, chapters = self.pages.shape
        if rate >= rates or chapter >= chapters:
            wider = (max(rate + 1, rates), chapters if chapter < chapters else 2 * chapter)
            pages = np.full(wider, NONE, dtype=np.int64)
            pages[:rates, :chapters] = self.pages
            self.pages = pages
        if self.pages[rate, chapter] == NONE:
            self.pages[rate, chapter] = self._end
            self._end += NEIGHBOURS
            self.sums, self.held = grown(self.sums, self._end), grown(self.held, self._end)
        return int(self.pages[rate, chapter])
