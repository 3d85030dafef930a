"""Challenges that could not be judged: put aside and named, so that all others are judged on.

They are tried again when their platform tells something of them, when their rows change, and when
a shard begins anew; what was missed meanwhile is a person's to decide.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.db import Error as DatabaseError

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events import emit
from brokerdesk.kit.clock import now

from ...events import SignalFound
from ...models import Signal
from ...types import SignalKind
from .judging import Judged

log = logging.getLogger(__name__)
Found = tuple[int, str, dict[str, str]]


class Aside:
    """Who is put aside, and what is to be said of them; `leave` is called for each."""

    def __init__(self, leave: Callable[[int], None]) -> None:
        self.pks: set[int] = set()
        self.found: list[Found] = []
        self._leave = leave

    @contextmanager
    def watching(self, account_pk: int, one: Judged | None) -> Iterator[None]:
        """Put a challenge aside if what is done fails for its own sake, not the database's."""
        try:
            yield
        except (DatabaseError, psycopg.Error):
            raise
        except Exception as error:
            log.exception("the challenge on account %s is put aside", account_pk)
            if one is not None and account_pk not in self.pks:
                self.found.append((one.attempt_pk, f"{one.stage_pk}:{one.seq}", _evidence(error)))
            self.pks.add(account_pk)
            self._leave(account_pk)

    def stored(self) -> None:
        """All is said."""
        self.found.clear()


def _evidence(error: Exception) -> dict[str, str]:
    return {"error": f"{type(error).__name__}: {error}"[:500], "since": now().isoformat()}


def raise_stuck(found: list[Found]) -> None:
    """Name challenges that could not be judged, each once at a place of its journal.

    Emits: SignalFound.
    """
    for attempt_pk, key, evidence in found:
        signal, fresh = Signal.objects.get_or_create(
            attempt_id=attempt_pk, kind=SignalKind.STUCK, key=key,
            defaults={"evidence": evidence, "found_at": now()},
        )  # fmt: skip
        if fresh:
            attempt = signal.attempt
            emit(
                SignalFound(
                    attempt_id=attempt.public_id, signal_id=signal.public_id,
                    kind=SignalKind.STUCK.value,
                ),
                aggregate=f"attempt:{attempt.public_id}", brand_id=attempt.brand_id, actor=SYSTEM,
            )  # fmt: skip
