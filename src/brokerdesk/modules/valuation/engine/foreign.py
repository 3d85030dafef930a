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
        self.filled: Wholes = np.zeros(0, dtype=np.int64)
        self.named: NDArray[np.uint16] = np.zeros(0, dtype=np.uint16)
        self._end = 0
        self._of: dict[int, dict[int, float]] = {}

    def put(self, slot: int, sums: dict[int, float]) -> None:
        """Give an account these sums by rate and no others."""
        chapter, place = slot >> SHIFT, slot % NEIGHBOURS
        before = self._of.pop(slot, {})
        for rate in before:
            if rate not in sums:
                self._remove(int(self.pages[rate, chapter]), place)
        for rate, amount in sums.items():
            page = self._page(rate, chapter)
            self.sums[page + place] = amount
            if rate not in before:
                self._add(page, place)
        if sums:
            self._of[slot] = sums

    def _add(self, page: int, place: int) -> None:
        many = int(self.filled[page >> SHIFT])
        self.named[page + many] = place
        self.filled[page >> SHIFT] = many + 1

    def _remove(self, page: int, place: int) -> None:
        self.sums[page + place] = 0
        many = int(self.filled[page >> SHIFT])
        names = self.named[page : page + many]
        names[: many - 1] = names[names != place]
        self.filled[page >> SHIFT] = many - 1

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
            self.sums, self.named = grown(self.sums, self._end), grown(self.named, self._end)
            self.filled = grown(self.filled, self._end >> SHIFT)
        return int(self.pages[rate, chapter])
