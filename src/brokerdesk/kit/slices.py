"""Long reads cut in pieces: lists by length, windows of time by how much they hold."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

DAY_S = 86_400
LONGEST_S = 32 * DAY_S
MANY, FEW, GROWTH = 20_000, 5_000, 4


def chunks(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Cut a sequence into pieces of at most `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]


class Slices:
    """Slices of a window of seconds, all ends inclusive, one after the other.

    The first is `first_s` long: short where nobody knows how much the window holds.
    """

    def __init__(self, from_s: int, to_s: int, *, first_s: int) -> None:
        self._from_s, self._to_s = from_s, to_s
        self._length = first_s

    def __iter__(self) -> Iterator[tuple[int, int]]:
        start = self._from_s
        while start <= self._to_s:
            end = min(start + self._length - 1, self._to_s)
            yield start, end
            start = end + 1

    def held(self, rows: int) -> None:
        """Say how many rows a slice held: the next holds about half of `MANY` where they are many.

        Where they are few it is longer, and still not too many if they come as densely.
        """
        if rows > MANY:
            self._length = max(self._length * MANY // (2 * rows), 1)
        elif rows < FEW:
            self._length = min(self._length * GROWTH, LONGEST_S)
