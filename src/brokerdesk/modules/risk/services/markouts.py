"""Mark-outs of clients' trades, measured once per deal from the stream of ticks."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from brokerdesk.core.db import read_rows
from brokerdesk.core.events.ticks import FAULTS, MAX_AGE_S

from ..engine.market import Market
from ..engine.markouts import HORIZONS_S, OLD, Fill, Missing, Track, moves
from ..models import MarkOut
from ..queries.market import Prices, prices
from .ticks import tracks_since

log = logging.getLogger(__name__)
# The last horizon, and time for the deal and the ticks to be told.
GRACE = timedelta(seconds=HORIZONS_S[-1] + 15)
HELD = timedelta(seconds=MAX_AGE_S)
LATE = timedelta(days=2)
KEPT = timedelta(days=45)
MOST = 20_000
_DUE = """
SELECT d.id, d.account_id, a.currency, d.server_id, d.symbol, d.kind, d.price, d.occurred_at,
       d.lots, d.contract_size
FROM trading_deal d JOIN trading_account a ON a.id = d.account_id
WHERE d.occurred_at > %s AND d.occurred_at <= %s AND d.kind IN ('buy', 'sell') AND d.lots > 0
  AND d.price > 0 AND d.deleted_at IS NULL AND a.kind = 'live'
  AND NOT EXISTS (SELECT FROM risk_markout m WHERE m.deal_id = d.id)
ORDER BY d.occurred_at, d.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A deal that waits to be measured."""

    deal_pk: int
    account_pk: int
    currency: str
    server_pk: int
    symbol: str
    side: str
    price: Decimal
    at: datetime
    lots: Decimal
    contract_size: Decimal


def measure(*, at: datetime) -> int:
    """Measure the trades of the last hour whose last horizon is over; give how many.

    While the bus is away nothing is measured: the trades wait for as long as ticks are kept.
    """
    due = _due(at - HELD, at - GRACE)
    if not due:
        return 0
    try:
        tracks = tracks_since(due[0].at - OLD, {(one.server_pk, one.symbol) for one in due})
    except FAULTS as error:
        log.warning("mark-outs wait for the bus: %s", type(error).__name__)
        return 0
    return _keep(due, tracks, at)


def note_late(*, at: datetime) -> int:
    """Note the trades that were told after their ticks were gone; forget what is too old."""
    MarkOut.objects.filter(at__lt=at - KEPT).delete()
    return _keep(_due(at - LATE, at - HELD), {}, at)


def _due(since: datetime, until: datetime) -> list[Due]:
    return [Due(*row) for row in read_rows(_DUE, [since, until, MOST])]


def _keep(due: Iterable[Due], tracks: dict[tuple[int, str], Track], at: datetime) -> int:
    known = prices()
    rows = [_row(one, tracks.get((one.server_pk, one.symbol), Track()), known, at) for one in due]
    with transaction.atomic():
        MarkOut.objects.bulk_create(rows, batch_size=1_000, ignore_conflicts=True)
    return len(rows)


def _row(due: Due, track: Track, known: Prices, at: datetime) -> MarkOut:
    found = moves(Fill(due.side, due.price, due.at), track)
    worth = _worth(due, known)
    row = MarkOut(
        deal_id=due.deal_pk, account_id=due.account_pk, symbol=due.symbol, at=due.at,
        price=due.price, currency=due.currency, measured_at=at,
        missing={str(s): str(m) for s, m in found.items() if isinstance(m, Missing)},
    )  # fmt: skip
    for seconds, moved in found.items():
        if isinstance(moved, Missing):
            continue
        setattr(row, f"move_{seconds}", round(moved, 8))
        setattr(row, f"value_{seconds}", None if worth is None else round(moved * worth, 8))
    return row


def _worth(due: Due, known: Prices) -> Decimal | None:
    """What a change of the price by 1 gives in the account's currency; None without a rate."""
    market: Market | None = known.markets.get((due.server_pk, due.symbol))
    if market is None or not market.priced:
        return None
    rate = known.rates.find(market.profit_currency, due.currency)
    return market.per_lot(due.contract_size) * due.lots * rate.rate if rate else None
