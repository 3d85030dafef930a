"""Challenges that could not be judged: put aside and named, so that all others are judged on.

They are tried again when their platform tells something of them, when their rows change, and when
a shard begins anew; what was missed meanwhile is a person's to decide.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.db import Error as DatabaseError

from brokerdesk.kit.clock import now

from ..stuck import Found
from .judging import Judged

log = logging.getLogger(__name__)


class Aside:
    """Who is put aside, and what is to be said of them; `leave` is called for each.

    waiting: who was put aside and is not said to go on yet. again: those of them that were judged
    since, attempts by account.
    """

    def __init__(self, leave: Callable[[int], None]) -> None:
        self.pks: set[int] = set()
        self.found: list[Found] = []
        self.waiting: set[int] = set()
        self.again: dict[int, int] = {}
        self._leave = leave

    @contextmanager
    def watching(self, account_pk: int, one: Judged | None) -> Iterator[None]:
        """Put a challenge aside if what is done fails for its own sake, not the database's."""
        try:
            yield
        except (DatabaseError, psycopg.Error):
            raise
        except Exception as error:
            log.exception("the challenge on account %s could not be judged", account_pk)
            self.put(account_pk, one, error)

    def put(self, account_pk: int, one: Judged | None, error: Exception) -> None:
        """Put a challenge aside for an error of its own."""
        if one is not None and account_pk not in self.pks:
            self.found.append((one.attempt_pk, f"{one.stage_pk}:{one.seq}", _evidence(error)))
        self.pks.add(account_pk)
        self.waiting.add(account_pk)
        self.again.pop(account_pk, None)
        self._leave(account_pk)

    def judged(self, one: Judged) -> bool:
        """Note that a challenge was judged; whether it had been put aside."""
        if one.account_pk not in self.waiting or one.account_pk in self.pks:
            return False
        self.again[one.account_pk] = one.attempt_pk
        return True

    def stored(self) -> None:
        """All is said."""
        self.found.clear()
        self.waiting.difference_update(self.again)
        self.again.clear()


def _evidence(error: Exception) -> dict[str, str]:
    said = f"{type(error).__name__}: {error}"[:500].replace("\x00", "")
    return {"error": said, "since": now().isoformat()}
