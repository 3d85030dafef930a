"""What nobody told: rows that are newer than what the desk knows."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connections

from brokerdesk.modules.trading import queries as trading

from .desk import ShardDesk

EVERY = timedelta(seconds=5)
BACK = timedelta(seconds=12)
# Batches are numbered before they are committed: one of a lower number may come later.
LATE_BATCHES = 64


@dataclass(frozen=True, slots=True)
class Found:
    """Accounts of which something changed, and the last batch of deals that was looked at."""

    account_pks: set[int]
    batch: int


class Sweeper:
    """Looks every few seconds for deals, positions and accounts that were not told.

    It asks in a thread of its own: among many positions that takes longer than a tick may wait.
    Each look begins where the last one did, however long ago: who is behind does not look.
    """

    def __init__(self, desk: ShardDesk) -> None:
        self._desk = desk
        self._batch = trading.last_batch()
        self._at = self._since = desk.at
        self._asked: Future[Found] | None = None

    def due(self, at: datetime) -> bool:
        """Whether it is time to ask, or an answer is there."""
        return at - self._at >= EVERY if self._asked is None else self._asked.done()

    def sweep(self, at: datetime) -> None:
        """Ask; or read anew whatever changed by the answer. What is known is not told again."""
        if self._asked is None:
            self._asked, self._at = self._ask(self._since - BACK), at
            return
        found, self._asked, self._since = self._asked.result(), None, self._at
        self._batch = found.batch
        if found.account_pks:
            self._desk.refresh(found.account_pks)

    def _ask(self, since: datetime) -> Future[Found]:
        share, batch = (self._desk.shard, self._desk.shards), self._batch

        def look() -> Found:
            try:
                return _found(share, batch, since)
            finally:
                connections.close_all()

        pool = ThreadPoolExecutor(1, thread_name_prefix="sweep")
        try:
            return pool.submit(look)
        finally:
            pool.shutdown(wait=False)


def _found(share: tuple[int, int], batch: int, since: datetime) -> Found:
    found = trading.accounts_in_batches(batch - LATE_BATCHES, *share)
    found |= trading.accounts_moved(since, *share)
    found |= trading.accounts_opened(since, *share)
    return Found(found, trading.last_batch())
