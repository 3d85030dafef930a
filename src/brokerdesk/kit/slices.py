"""Long reads cut in pieces: lists by length, windows of time by how much they hold."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

DAY_S = 86_400
FIRST_S, LONGEST_S, SHORTEST_S = 2 * DAY_S, 32 * DAY_S, 60
MANY, FEW = 50_000, 5_000


def chunks(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Cut a sequence into pieces of at most `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]


class Slices:
    """Slices of a window of seconds, all ends inclusive, one after the other."""

    def __init__(self, from_s: int, to_s: int) -> None:
        self._from_s, self._to_s = from_s, to_s
        self._length = FIRST_S

    def __iter__(self) -> Iterator[tuple[int, int]]:
        start = self._from_s
        while start <= self._to_s:
            end = min(start + self._length - 1, self._to_s)
            yield start, end
            start = end + 1

    def held(self, rows: int) -> None:
        """Say how many rows a slice held: the next is shorter where they are many."""
        if rows > MANY:
            self._length = max(self._length // 2, SHORTEST_S)
        elif rows < FEW:
            self._length = min(self._length * 2, LONGEST_S)
