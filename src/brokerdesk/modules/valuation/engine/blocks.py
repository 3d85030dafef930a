"""The rows of all positions, kept together by block; arrays grow and are compacted on the way."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .layout import CAPACITY, COST, COUNT, NONE, START, UNITS

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]
_LEAST_CAPACITY, _LEAST_ROWS = 16, 1024


class Blocks:
    """Rows in blocks. A side of a block is its number twice, and one more when short."""

    def __init__(self) -> None:
        self.infos: Wholes = np.zeros((0, 6), dtype=np.int64)
        self.marks: Floats = np.zeros((0, 6))
        self.rows: Floats = np.zeros((2, _LEAST_ROWS))
        self.owners: NDArray[np.uint32] = np.zeros(_LEAST_ROWS, dtype=np.uint32)
        self.links: NDArray[np.uint32] = np.zeros(_LEAST_ROWS, dtype=np.uint32)
        self._end = 0
        self.pairs: list[int] = []
        self._starts: list[int] = []
        self._places: list[dict[int, int]] = []
        self._of: dict[int, tuple[int, ...]] = {}

    def make(self, symbol: int, rate: int, pair: int) -> int:
        """Make an empty block; give its number."""
        self.infos = np.vstack([self.infos, [[0, 0, 0, symbol, rate, pair]]])
        self.marks = np.vstack([self.marks, np.zeros((1, 6))])
        self.pairs.append(pair)
        self._starts.append(0)
        self._places.append({})
        return len(self._places) - 1

    def reach(self, many: int) -> None:
        """Have so many blocks: what is new is empty."""
        while len(self._places) < many:
            self.make(0, NONE, NONE)

    @property
    def arrays(self) -> tuple[Wholes, NDArray[np.uint32], NDArray[np.uint32], Floats]:
        """What the loops need of them."""
        return self.infos, self.owners, self.links, self.rows

    def owners_of(self, block: int) -> list[int]:
        """The accounts that have a row in a block."""
        return [cell >> 1 for cell in self._places[block]]

    def span(self, block: int) -> slice:
        """Where a block's rows are."""
        start, count = self.infos[block, START], self.infos[block, COUNT]
        return slice(int(start), int(start + count))

    def put(self, slot: int, figures: dict[int, list[float]]) -> list[tuple[int, int]]:
        """Give an account these rows by side and no others; tell of which other accounts the rows
        moved, in which block.
        """
        moved = []
        for side in self._of.pop(slot, ()):
            if side not in figures:
                other = self._remove(side >> 1, 2 * slot + side % 2)
                if other is not None:
                    moved.append((other >> 1, side >> 1))
        for side, row in figures.items():
            self._add(side >> 1, 2 * slot + side % 2, row)
        if figures:
            self._of[slot] = tuple(figures)
        return moved

    def link(self, slot: int, rate: int, sums: "Blocks") -> None:
        """Link the rows of an account that count in a rate's profit currency to their sum."""
        place = sums._places[rate][2 * slot]
        for side in self._of.get(slot, ()):
            block = side >> 1
            if self.pairs[block] == rate:
                at = self._starts[block] + self._places[block][2 * slot + side % 2]
                self.links[at] = place

    def _add(self, block: int, cell: int, row: list[float]) -> None:
        places = self._places[block]
        place = places.get(cell)
        if place is None:
            place = places[cell] = len(places)
            if place == self.infos[block, CAPACITY]:
                self._enlarge(block)
            self.infos[block, COUNT] = place + 1
            self.owners[self._starts[block] + place] = cell
        at = self._starts[block] + place
        self.rows[UNITS, at], self.rows[COST, at] = row

    def _remove(self, block: int, cell: int) -> int | None:
        """Take a row out; the last takes its place: give whose it is."""
        places = self._places[block]
        start, last = self._starts[block], len(places) - 1
        place = places.pop(cell)
        moved = None
        if place != last:
            self.rows[:, start + place] = self.rows[:, start + last]
            moved = int(self.owners[start + last])
            self.owners[start + place] = moved
            self.links[start + place] = self.links[start + last]
            places[moved] = place
        self.infos[block, COUNT] = last
        return moved

    def _enlarge(self, block: int) -> None:
        """Move a block to the end with twice the room."""
        capacity = max(_LEAST_CAPACITY, 2 * int(self.infos[block, CAPACITY]))
        if self._end + capacity > len(self.owners):
            self._compact(room=capacity)
        old, start = self.span(block), self._end
        new = slice(start, start + old.stop - old.start)
        self.rows[:, new] = self.rows[:, old]
        self.owners[new], self.links[new] = self.owners[old], self.links[old]
        self.infos[block, START], self.infos[block, CAPACITY] = start, capacity
        self._starts[block] = start
        self._end = start + capacity

    def _compact(self, *, room: int) -> None:
        """Lay the blocks one behind the other into arrays with room for as much again."""
        capacities = self.infos[:, CAPACITY]
        size = max(_LEAST_ROWS, 2 * (int(capacities.sum()) + room))
        rows: Floats = np.zeros((2, size))
        owners, links = np.zeros((2, size), dtype=np.uint32)
        end = 0
        for block, capacity in enumerate(capacities.tolist()):
            old = self.span(block)
            new = slice(end, end + old.stop - old.start)
            rows[:, new] = self.rows[:, old]
            owners[new], links[new] = self.owners[old], self.links[old]
            self.infos[block, START] = self._starts[block] = end
            end += capacity
        self.rows, self.owners, self.links, self._end = rows, owners, links, end


def whole(numbers: Iterable[int]) -> Wholes:
    """An array of numbers, each once, in order."""
    return np.array(sorted(set(numbers)), dtype=np.int64)


def grown(array: NDArray[Any], length: int) -> NDArray[Any]:
    """An array with room for at least so many along its first axis; what is new is zero."""
    if length <= len(array):
        return array
    wider = np.zeros((max(length, 2 * len(array)), *array.shape[1:]), dtype=array.dtype)
    wider[: len(array)] = array
    return wider
