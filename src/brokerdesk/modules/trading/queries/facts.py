"""What a closing deal does not say itself: its opening, its symbol, the rates of the moment."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from brokerdesk.core.db import read_rows

_OPENINGS = """
SELECT wanted.server_id, wanted.position_id, opening.occurred_at, opening.price
FROM unnest(%s::bigint[], %s::bigint[]) AS wanted (server_id, position_id) CROSS JOIN LATERAL (
    SELECT occurred_at, price FROM trading_deal d
    WHERE d.server_id = wanted.server_id AND d.position_id = wanted.position_id
      AND d.position_id <> 0 AND d.entry IN ('in', 'inout') AND d.deleted_at IS NULL
    ORDER BY d.occurred_at, d.ticket LIMIT 1
) opening
"""
_SYMBOLS = """
SELECT s.server_id, s.name, s.profit_currency, s.digits, s.contract_size
FROM unnest(%s::bigint[], %s::text[]) AS wanted (server_id, name)
JOIN trading_symbol s ON s.server_id = wanted.server_id AND s.name = wanted.name
"""
_PAIRS = """
SELECT s.server_id, v.code, s.name, s.base, s.profit_currency, (q.bid + q.ask) / 2, q.at
FROM trading_symbol s
JOIN trading_quote q ON q.server_id = s.server_id AND q.symbol = s.name
JOIN trading_server v ON v.id = s.server_id
WHERE ((s.base = %s AND s.profit_currency = %s) OR (s.base = %s AND s.profit_currency = %s))
  AND s.present AND q.bid > 0 AND q.ask > 0
  AND s.server_id IN (SELECT server_id FROM trading_product WHERE brand_id = %s)
ORDER BY (s.base = %s) DESC, s.server_id, length(s.name), s.name
"""
_NAMES = """
SELECT DISTINCT name FROM trading_symbol WHERE present
  AND server_id IN (SELECT server_id FROM trading_product WHERE brand_id = %s)
"""
Positions = Iterable[tuple[int, int]]


class Opening(NamedTuple):
    """When and at what price a position was opened."""

    at: datetime
    price: Decimal


class SymbolRow(NamedTuple):
    """A symbol as its server has it."""

    profit_currency: str
    digits: int
    contract_size: Decimal


class PairQuote(NamedTuple):
    """The middle of a symbol's last prices: one unit of `base` in `quoted`."""

    server_pk: int
    server_code: str
    symbol: str
    base: str
    quoted: str
    mid: Decimal
    at: datetime


def openings(positions: Positions) -> dict[tuple[int, int], Opening]:
    """The first deals of positions, by (server, position); one that is not stored is left out."""
    wanted = list(set(positions))
    if not wanted:
        return {}
    servers, tickets = zip(*wanted, strict=True)
    rows = read_rows(_OPENINGS, [list(servers), list(tickets)])
    return {(server, position): Opening(at, price) for server, position, at, price in rows}


def symbols(names: Collection[tuple[int, str]]) -> dict[tuple[int, str], SymbolRow]:
    """Symbols by (server, name); one that is not known is left out."""
    wanted = list(set(names))
    if not wanted:
        return {}
    servers, listed = zip(*wanted, strict=True)
    rows = read_rows(_SYMBOLS, [list(servers), list(listed)])
    return {(server, name): SymbolRow(*rest) for server, name, *rest in rows}


def symbol_names(brand_pk: int) -> set[str]:
    """The symbols of a brand's servers, as last synced."""
    return {row[0] for row in read_rows(_NAMES, [brand_pk])}


def pair_quotes(brand_pk: int, one: str, other: str) -> list[PairQuote]:
    """Quotes of two currencies on a brand's servers, `one` in `other` first."""
    rows = read_rows(_PAIRS, [one, other, other, one, brand_pk, one])
    return [PairQuote(*row) for row in rows]
