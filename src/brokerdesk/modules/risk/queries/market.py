"""Prices, symbols and rates of all servers, and when their positions were read last."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from brokerdesk.core.db import read_rows

from ..engine import Lots, Market, Rates

_MARKETS = """
SELECT s.server_id, s.name, s.base, s.profit_currency, s.calc_mode, s.tick_size, s.tick_value,
       q.bid, q.ask, q.at
FROM trading_symbol s JOIN trading_quote q ON q.server_id = s.server_id AND q.symbol = s.name
"""
_READ = """
SELECT server_id, (readings -> 'positions' ->> 'at')::timestamptz
FROM trading_gatewayreport WHERE readings -> 'positions' ->> 'at' IS NOT NULL
"""
STALE_S = 600


@dataclass(frozen=True, slots=True)
class Prices:
    """Markets by (server, symbol), rates, and each server's last reading of positions."""

    markets: dict[tuple[int, str], Market]
    rates: Rates
    read_at: dict[int, datetime]


def prices() -> Prices:
    """What is known of prices now."""
    markets = {(server, name): Market(*rest) for server, name, *rest in read_rows(_MARKETS, [])}
    return Prices(markets, Rates.of(markets.values()), dict(read_rows(_READ, [])))


@contextmanager
def over_all() -> Iterator[None]:
    """Queries over all positions have memory enough, and are not compiled.

    The planner does not know how few names there are: it would else sort all positions on disk.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
        yield


def added_up(query: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """Read sums over all positions."""
    with over_all():
        return read_rows(query, values)


def floating_of(part: Lots, known: Prices) -> tuple[Decimal, datetime | None]:
    """The result of open positions in their accounts' currency, and when their price is of.

    Where no price or rate is there: the platform's own figure, and None.
    """
    market = known.markets.get(part.key)
    rate = known.rates.find(market.profit_currency, part.currency) if market else None
    if market is None or rate is None or not market.priced:
        return part.profit + part.swap, None
    return round(part.profit_by(market) * rate.rate, 8) + part.swap, market.at
