"""Instants at which accounts are looked at whatever happens: resets and their like.

Ticks go on meanwhile: an account as of a past instant is valued from the prices kept. One that is
looked at for another reason is done first; the rest in slices, nearest to its low level first.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ...watching import Watcher

# So long an instant waits for readings that settle it.
PATIENCE = timedelta(seconds=20)
# Ticks that are under way when an instant has come belong before it.
UNDER_WAY = timedelta(milliseconds=500)
JUST = timedelta(microseconds=1)


@dataclass(slots=True)
class Instants:
    """What is due of which account, in order of time."""

    order: Callable[[Sequence[int]], list[int]]
    _next: dict[str, datetime | None] = field(default_factory=dict)
    _due: dict[int, list[tuple[datetime, Watcher]]] = field(default_factory=dict)
    _queue: deque[int] = field(default_factory=deque)

    def __len__(self) -> int:
        return len(self._due)

    def ask(self, watcher: Watcher) -> None:
        """Ask a watcher for its next instant anew."""
        self._next[watcher.name] = watcher.next_instant()

    def reached(self, at: datetime, watchers: Sequence[Watcher]) -> None:
        """Note whom the instants up to `at` concern."""
        for watcher in watchers:
            while (instant := self._next.get(watcher.name)) is not None and instant <= at:
                pks = self.order(list(watcher.accounts_at(instant)))
                for pk in pks:
                    self._due.setdefault(pk, []).append((instant, watcher))
                self._queue.extend(pks)
                self.ask(watcher)
                if self._next[watcher.name] == instant:
                    raise RuntimeError(f"{watcher.name} gives the instant {instant} twice")

    def earliest(self) -> datetime | None:
        """The next instant of any watcher."""
        return min((at for at in self._next.values() if at is not None), default=None)

    def take(self, account_pk: int, until: datetime) -> list[tuple[datetime, Watcher]]:
        """What is due of an account by then, which is done with it."""
        due = self._due.pop(account_pk, [])
        later = [one for one in due if one[0] > until]
        if later:
            self._due[account_pk] = later
        return [one for one in due if one[0] <= until]

    def waits(self, account_pk: int) -> datetime | None:
        """The first instant that is due of an account."""
        due = self._due.get(account_pk)
        return due[0][0] if due else None

    def turn(self) -> int | None:
        """The next account in the queue; it may be done by now."""
        return self._queue.popleft() if self._queue else None

    def later(self, account_pk: int) -> None:
        """Put an account at the end of the queue: it is not settled yet."""
        self._queue.append(account_pk)
