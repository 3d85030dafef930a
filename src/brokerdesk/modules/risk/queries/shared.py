"""What takes long to add up, kept for a moment and shared by all who look."""

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection

log = logging.getLogger(__name__)
V = TypeVar("V")
FRESH_S, MOST_S = 1.0, 10.0


@dataclass(slots=True)
class _Kept(Generic[V]):
    value: V
    at: float
    renewing: bool = False


class Shared(Generic[V]):
    """Values by key. One that is a little old is given at once and renewed behind the asker's back.

    Inside a transaction nothing is shared: it sees its own changes. The oldest of more than `most`
    keys goes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, _Kept[V]] = {}
        self._guard = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value of a key, at most ten seconds old."""
        if connection.in_atomic_block:
            return make()
        place = (connection.settings_dict["NAME"], key)
        with self._guard:
            kept = self._kept.get(place)
            age = time.monotonic() - kept.at if kept is not None else MOST_S
            if kept is not None and age < MOST_S:
                if age >= FRESH_S and not kept.renewing:
                    kept.renewing = True
                    self._renew(place, kept, make)
                return kept.value
        return self._put(place, make())

    def _put(self, place: Hashable, value: V) -> V:
        with self._guard:
            self._kept.pop(place, None)
            self._kept[place] = _Kept(value, time.monotonic())
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return value

    def _renew(self, place: Hashable, kept: _Kept[V], make: Callable[[], V]) -> None:
        def work() -> None:
            try:
                self._put(place, make())
            except Exception:
                log.exception("figures of risk could not be renewed; the next asker waits for them")
            finally:
                kept.renewing = False
                connection.close()

        threading.Thread(target=work, name="risk-figures", daemon=True).start()
