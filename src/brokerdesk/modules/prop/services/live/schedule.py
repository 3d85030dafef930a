"""When stages have to be looked at whatever happens: resets, and weekends that end flat."""

import heapq
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime


class Schedule:
    """Instants and the accounts they concern; an instant is given once."""

    def __init__(self) -> None:
        self._heap: list[datetime] = []
        self._groups: dict[datetime, set[int]] = defaultdict(set)
        self._next: dict[int, datetime] = {}

    def put(self, account_pk: int, instant: datetime | None) -> None:
        """Set the next instant of an account; None: it has none."""
        before = self._next.pop(account_pk, None)
        if before is not None and before in self._groups:
            self._groups[before].discard(account_pk)
        if instant is None:
            return
        if instant not in self._groups:
            heapq.heappush(self._heap, instant)
        self._groups[instant].add(account_pk)
        self._next[account_pk] = instant

    def next_instant(self) -> datetime | None:
        """The earliest instant that concerns anybody."""
        while self._heap and not self._groups.get(self._heap[0]):
            self._groups.pop(heapq.heappop(self._heap), None)
        return self._heap[0] if self._heap else None

    def take(self, instant: datetime) -> Collection[int]:
        """The accounts of an instant, which is over with that."""
        found = self._groups.pop(instant, set())
        if self._heap and self._heap[0] == instant:
            heapq.heappop(self._heap)
        for account_pk in found:
            self._next.pop(account_pk, None)
        return found
