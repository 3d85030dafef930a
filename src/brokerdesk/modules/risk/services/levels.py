"""Margin levels of accounts as platforms set them, compared a slice at a time."""

from datetime import datetime, timedelta
from decimal import Decimal

from brokerdesk.core.db import read_rows

from ..types import MarginKind

EVERY = timedelta(seconds=30)
# So many keys a slice passes over, those of other shards included.
SLICE = 1_500
LEVELS_OF = """
FROM trading_account a LEFT JOIN trading_group g ON g.server_id = a.server_id
    AND g.name = a."group" AND a.kind = 'live' AND a.login IS NOT NULL
"""
_SLICE = f"""
SELECT a.id, g.margin_call_level, g.stop_out_level {LEVELS_OF}
WHERE a.id > %(after)s AND a.id <= %(until)s AND a.id %% %(shards)s = %(shard)s
"""
_LAST = "SELECT coalesce(max(id), 0) FROM trading_account"
# Levels in percent, by key of the account; none where it has none.
LevelsRow = tuple[int, Decimal | None, Decimal | None]


def known_levels(call: Decimal | None, stop: Decimal | None) -> dict[MarginKind, Decimal]:
    """The levels that an account has."""
    levels = {MarginKind.MARGIN_CALL: call, MarginKind.STOP_OUT: stop}
    return {kind: share for kind, share in levels.items() if share is not None and share > 0}


class Rounds:
    """Goes through all accounts of a shard, again and again: whatever changed is found."""

    def __init__(self) -> None:
        self._began_at: datetime | None = None
        self._after = self._last = 0

    def slice(self, shard: int, shards: int, at: datetime) -> list[LevelsRow]:
        """The next accounts with their levels; nothing while the next round is not due."""
        if self._after >= self._last and not self._begin(at):
            return []
        after, self._after = self._after, self._after + SLICE
        values = {"after": after, "until": self._after, "shard": shard, "shards": shards}
        return [(pk, call, stop) for pk, call, stop in read_rows(_SLICE, values)]

    def _begin(self, at: datetime) -> bool:
        if self._began_at is not None and at - self._began_at < EVERY:
            return False
        self._began_at, self._after = at, 0
        self._last = int(read_rows(_LAST, [])[0][0])
        return self._last > 0
