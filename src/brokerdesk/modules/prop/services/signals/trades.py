"""What signals are looked for in: positions of challenges, from the deals that made them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from brokerdesk.core.db import read_rows

_PAIR: Final = re.compile(r"[A-Z]{6}")
# A position that is closed by selling was bought. Platforms that tell closings alone tell with
# them when and at which price the position was opened.
_TRADES: Final = """
SELECT t.public_id, t.client_id, d.server_id, d.position_id, min(d.symbol),
    coalesce(min(d.kind) FILTER (WHERE d.entry = 'in'),
        CASE min(d.kind) FILTER (WHERE d.lots_closed > 0) WHEN 'sell' THEN 'buy' ELSE 'sell' END),
    coalesce(sum(d.lots) FILTER (WHERE d.entry = 'in'), sum(d.lots_closed)),
    coalesce(min(d.occurred_at) FILTER (WHERE d.entry = 'in'), min(d.opened_at)) AS opened_at,
    CASE WHEN sum(d.lots_closed) >= coalesce(sum(d.lots) FILTER (WHERE d.entry = 'in'), 0)
        THEN max(d.occurred_at) FILTER (WHERE d.lots_closed > 0) END,
    coalesce(min(d.price) FILTER (WHERE d.entry = 'in'), min(d.price_position)),
    sum(d.profit + d.swap + d.commission + d.fee)
FROM prop_stage s
JOIN prop_attempt t ON t.id = s.attempt_id
JOIN trading_deal d ON d.account_id = s.account_id AND d.occurred_at >= greatest(s.started_at, %s)
    AND d.occurred_at < %s AND d.kind IN ('buy', 'sell') AND d.deleted_at IS NULL
WHERE t.brand_id = %s AND s.started_at IS NOT NULL
    AND (s.ended_at IS NULL OR s.ended_at >= %s)
GROUP BY t.public_id, t.client_id, d.server_id, d.position_id
ORDER BY t.public_id, opened_at, d.position_id
"""


@dataclass(frozen=True, slots=True)
class Trade:
    """A position of a challenge. net: closed so far, with its costs; closed_at: None while open."""

    attempt: str
    client: int
    position: str
    symbol: str
    side: str
    lots: Decimal
    opened_at: datetime
    closed_at: datetime | None
    price: Decimal
    net: Decimal

    @property
    def closed(self) -> bool:
        """Whether nothing of it is open."""
        return self.closed_at is not None

    @property
    def held(self) -> timedelta | None:
        """How long it was open; None while it is."""
        return None if self.closed_at is None else self.closed_at - self.opened_at

    @property
    def instrument(self) -> str:
        """The symbol without what a server adds to its name."""
        return instrument_of(self.symbol)

    def row(self) -> dict[str, str]:
        """The position as evidence keeps it."""
        return {
            "position": self.position,
            "symbol": self.symbol,
            "side": self.side,
            "lots": f"{self.lots.normalize():f}",
            "opened_at": self.opened_at.isoformat(),
            "closed_at": self.closed_at.isoformat() if self.closed_at else "",
            "net": f"{self.net:.2f}",
        }


def instrument_of(symbol: str) -> str:
    """EURUSD of EURUSD, EURUSD.r and EURUSDm; else the name up to its first sign."""
    name = symbol.upper()
    pair = _PAIR.match(name)
    return pair.group() if pair else re.split(r"[^A-Z0-9]", name, maxsplit=1)[0] or name


def trades_of(brand_pk: int, since: datetime, until: datetime) -> Iterator[Trade]:
    """A brand's positions with a deal in [since, until), by attempt and opening."""
    for row in read_rows(_TRADES, [since, until, brand_pk, since]):
        attempt, client, _server, position, symbol, side, lots, opened, closed, price, net = row
        if opened is not None:
            yield Trade(
                attempt, client, str(position), symbol, side, lots, opened, closed, price, net
            )
