"""Accrued deals of some clients and a period, in parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from brokerdesk.core.db import read_rows

_BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT unnest(%s::bigint[])
    UNION
    SELECT l.partner_id FROM partners_partnerparent l JOIN below b ON l.parent_id = b.id
    WHERE l.valid && tstzrange(%s, NULL)
)
SELECT DISTINCT c.client_id FROM partners_clientpartner c JOIN below b ON c.partner_id = b.id
WHERE c.valid && tstzrange(%s, NULL)
"""
_DEALS = """
FROM trading_deal d JOIN trading_account t ON t.id = d.account_id
WHERE t.brand_id = %s AND (%s::bigint[] IS NULL OR t.client_id = ANY(%s::bigint[]))
  AND d.occurred_at >= %s AND (%s::timestamptz IS NULL OR d.occurred_at < %s)
  AND d.deleted_at IS NULL AND EXISTS (SELECT FROM partners_accrual a WHERE a.deal_id = d.id)
"""
_COUNT = f"SELECT count(*), coalesce(max(d.id), 0) {_DEALS}"
_NEXT = f"SELECT d.id {_DEALS} AND d.id > %s AND d.id <= %s ORDER BY d.id LIMIT %s"


@dataclass(frozen=True, slots=True)
class Reach:
    """Deals of a brand's clients (None: of all) from `since` on, to `until` (None: to now)."""

    brand_pk: int
    clients: tuple[int, ...] | None
    since: datetime
    until: datetime | None = None

    def count(self) -> tuple[int, int]:
        """How many accrued deals there are, and the key of the last stored one."""
        found = read_rows(_COUNT, self._params())
        return found[0][0], found[0][1]

    def following(self, after: int, last: int, *, limit: int) -> list[int]:
        """Keys of the next deals behind `after`, up to `last`."""
        rows = read_rows(_NEXT, [*self._params(), after, last, limit])
        return [row[0] for row in rows]

    def _params(self) -> list[object]:
        listed = None if self.clients is None else list(self.clients)
        return [self.brand_pk, listed, listed, self.since, self.until, self.until]


def clients_below(partner_pks: Iterable[int], since: datetime) -> tuple[int, ...]:
    """Clients who had one of some partners above them at any instant from `since` on."""
    rows = read_rows(_BELOW, [list(partner_pks), since, since])
    return tuple(sorted(row[0] for row in rows))
