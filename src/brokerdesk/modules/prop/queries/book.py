"""What challenges have open: by symbol, side and programme, and what it could come to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from brokerdesk.core.db import read_rows

_NAMES: Final = {
    "symbol": "p.symbol",
    "programme": "t.title",
    "server": "v.code",
    "phase": "s.name",
}
_OPEN: Final = """
SELECT {name}, s.currency, count(DISTINCT s.id), count(*),
    coalesce(sum(p.lots) FILTER (WHERE p.side = 'buy'), 0),
    coalesce(sum(p.lots) FILTER (WHERE p.side = 'sell'), 0),
    coalesce(sum(p.profit + p.swap), 0),
    bool_and(t.state IN ('funded', 'payout')), max(p.synced_at)
FROM prop_stage s
JOIN prop_attempt t ON t.id = s.attempt_id
JOIN trading_position p ON p.account_id = s.account_id
JOIN trading_server v ON v.id = p.server_id
WHERE s.state IN ('live', 'held') AND (%s::bigint[] IS NULL OR t.brand_id = ANY(%s))
    AND (%s OR t.state IN ('funded', 'payout'))
GROUP BY 1, 2 ORDER BY 5 + 6 DESC, 1, 2
"""
_WORST: Final = """
SELECT s.currency, count(*), coalesce(sum(s.room), 0), coalesce(sum(s.equity - s.initial), 0),
    coalesce(sum(greatest(s.equity - s.initial, 0)) FILTER (
        WHERE t.state IN ('funded', 'payout')), 0), min(s.marked_at)
FROM prop_stage s JOIN prop_attempt t ON t.id = s.attempt_id
WHERE s.state IN ('live', 'held') AND (%s::bigint[] IS NULL OR t.brand_id = ANY(%s))
    AND (%s OR t.state IN ('funded', 'payout'))
GROUP BY 1 ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class OpenRow:
    """Open lots of one name and currency; floating: as the platform last said it."""

    name: str
    currency: str
    challenges: int
    positions: int
    buy: Decimal
    sell: Decimal
    floating: Decimal
    funded: bool
    read_at: datetime

    @property
    def net(self) -> Decimal:
        """Bought less sold."""
        return self.buy - self.sell


@dataclass(frozen=True, slots=True)
class BookRow:
    """All judged challenges of a currency.

    room: what they could lose together before each is stopped at its floor. profit: of all above
    and below their sizes. due: the part of funded accounts above their sizes, before any split:
    what the house would have to pay rewards from.
    """

    currency: str
    challenges: int
    room: Decimal
    profit: Decimal
    due: Decimal
    marked_at: datetime | None


def open_by(
    name: str, brand_pks: Collection[int] | None, *, all_phases: bool = True
) -> list[OpenRow]:
    """Open positions of judged challenges, largest first; brand_pks None: of all brands."""
    own = None if brand_pks is None else list(brand_pks)
    query = _OPEN.format(name=_NAMES[name])
    return [OpenRow(*row) for row in read_rows(query, [own, own, all_phases])]


def book(brand_pks: Collection[int] | None, *, all_phases: bool = True) -> list[BookRow]:
    """What judged challenges come to, by currency."""
    own = None if brand_pks is None else list(brand_pks)
    return [BookRow(*row) for row in read_rows(_WORST, [own, own, all_phases])]
