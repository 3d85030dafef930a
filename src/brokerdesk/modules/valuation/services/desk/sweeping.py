"""What nobody told: rows that are newer than what the desk knows."""

from datetime import datetime, timedelta

from brokerdesk.modules.trading import queries as trading

from .desk import ShardDesk

EVERY = timedelta(seconds=5)
BACK = timedelta(seconds=12)
# Batches are numbered before they are committed: one of a lower number may come later.
LATE_BATCHES = 64


class Sweeper:
    """Looks every few seconds for deals, positions and accounts that were not told."""

    def __init__(self, desk: ShardDesk) -> None:
        self._desk = desk
        self._batch = trading.last_batch()
        self._account = max(desk.accounts.kept, default=0)
        self._at = desk.at

    def due(self, at: datetime) -> bool:
        """Whether it is time."""
        return at - self._at >= EVERY

    def sweep(self, at: datetime) -> None:
        """Read anew whatever changed; what is known already is not told again."""
        desk, before, self._at = self._desk, self._at, at
        share = desk.shard, desk.shards
        found = trading.accounts_in_batches(self._batch - LATE_BATCHES, *share)
        found |= trading.accounts_moved(before - BACK, *share)
        found |= trading.accounts_opened(self._account, *share)
        self._batch = trading.last_batch()
        self._account = max(self._account, *found, 0)
        if found:
            desk.refresh(found)
