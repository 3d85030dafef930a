"""A snapshot of all positions for what-ifs: arrays by line, by price and by account."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np

from brokerdesk.core.db import read_rows

from ..engine.market import oldest
from ..engine.shock import Book as Snapshot
from .market import Prices, added_up

_ACCOUNTS = """
SELECT a.id, a.public_id, a.login, a.currency, a.figures_at, coalesce(t.book, ''),
       (a.balance + a.credit)::float8, a.margin::float8,
       coalesce(g.stop_out_level, 0)::float8, coalesce(g.margin_call_level, 0)::float8,
       CASE WHEN t.book = 'A' THEN 1 - t.share ELSE 1 END::float8
FROM trading_account a
LEFT JOIN trading_group g ON g.server_id = a.server_id AND g.name = a."group"
LEFT JOIN risk_booktag t ON t.account_id = a.id AND t.valid @> now()
WHERE a.kind = 'live' AND (%(brands)s::bigint[] IS NULL OR a.brand_id = ANY(%(brands)s))
  AND EXISTS (SELECT FROM trading_position p WHERE p.account_id = a.id)
ORDER BY a.id
"""
_LINES = """
SELECT p.account_id, p.server_id, p.symbol, p.side, p.contract_size, sum(p.lots)::float8,
       sum(p.lots * p.price_open)::float8, sum(p.swap)::float8, sum(p.profit)::float8,
       count(*)::int, min(p.synced_at)
FROM trading_position p WHERE p.account_id = ANY(%(pks)s)
GROUP BY 1, 2, 3, 4, 5
"""


@dataclass
class Taken:
    """A snapshot with the names of its accounts, and what it rests on."""

    book: Snapshot
    account_ids: list[str]
    logins: list[int]
    books: list[str]
    positions: int
    unpriced: int
    priced_at: datetime | None
    read_at: datetime | None
    figures_at: datetime | None


def snapshot(brand_pks: tuple[int, ...] | None, currency: str, known: Prices) -> Taken:
    """Take all open positions of brands' live accounts, with sums in one currency."""
    given = list(brand_pks) if brand_pks is not None else None
    taking = _Taking(read_rows(_ACCOUNTS, {"brands": given}), known)
    for account, server, symbol, side, *rest in added_up(_LINES, {"pks": list(taking.place)}):
        taking.add(taking.place[account], (server, symbol, side), rest)
    return taking.taken(currency)


class _Taking:
    """Gathers lines; each new symbol and side gets a place among the prices."""

    def __init__(self, accounts: list[tuple[Any, ...]], known: Prices) -> None:
        self.accounts, self.known = accounts, known
        self.place = {row[0]: n for n, row in enumerate(accounts)}
        self.currencies = [row[3] for row in accounts]
        self.rest = np.zeros(len(accounts))
        self.lines: list[tuple[int, int, float, float, float]] = []
        self.prices: list[float] = []
        self.symbols: list[tuple[str, str, str]] = []
        self.keys: dict[tuple[int, str, str], int] = {}
        self.likes: dict[
            tuple[tuple[int, str, str], Decimal, str], tuple[int, float, float] | None
        ] = {}
        self.positions = self.unpriced = 0
        self.priced_at: datetime | None = None
        self.read_at: datetime | None = None

    def add(self, account: int, key: tuple[int, str, str], values: list[Any]) -> None:
        """Add like positions of an account; unpriced ones at the platform's figure."""
        size, lots, opened, swap, profit, count, synced_at = values
        self.rest[account] += swap
        self.positions += count
        read_at = max(synced_at, self.known.read_at.get(key[0], synced_at))
        if self.read_at is None or read_at < self.read_at:
            self.read_at = read_at
        like = (key, size, self.currencies[account])
        if like not in self.likes:
            self.likes[like] = self._like(*like)
        found = self.likes[like]
        if found is None:
            self.rest[account] += profit
            self.unpriced += count
        else:
            place, unit, rate = found
            self.lines.append((account, place, unit * lots, unit * opened, rate))

    def _like(
        self, key: tuple[int, str, str], size: Decimal, currency: str
    ) -> tuple[int, float, float] | None:
        """The place of a price, what a lot gives for a change of 1, and the rate of that."""
        server, symbol, side = key
        market = self.known.markets.get((server, symbol))
        rate = self.known.rates.find(market.profit_currency, currency) if market else None
        if market is None or rate is None or not market.priced:
            return None
        self.priced_at = oldest(self.priced_at, market.at, rate.at)
        if key not in self.keys:
            self.keys[key] = len(self.prices)
            self.prices.append(float(market.closing(side)))
            self.symbols.append((symbol, market.base, market.profit_currency))
        sign = 1 if side == "buy" else -1
        return self.keys[key], sign * float(market.per_lot(size)), float(rate.rate)

    def taken(self, currency: str) -> Taken:
        """All that was gathered."""
        accounts = self.accounts
        names = {code: self.known.rates.find(code, currency) for code in set(self.currencies)}
        into = {code: float(rate.rate) if rate else np.nan for code, rate in names.items()}
        line = np.array(self.lines, dtype=np.float64).reshape(-1, 5)
        numbers = np.array([row[6:] for row in accounts], dtype=np.float64).reshape(-1, 5)
        book = Snapshot(
            account=line[:, 0].astype(np.int64), price=line[:, 1].astype(np.int64),
            unit=line[:, 2], cost=line[:, 3], rate=line[:, 4],
            prices=np.array(self.prices, dtype=np.float64), symbols=self.symbols,
            balance=numbers[:, 0], floating=self.rest, margin=numbers[:, 1],
            stop_out=numbers[:, 2], call=numbers[:, 3], kept=numbers[:, 4],
            currencies=self.currencies,
            to_report=np.array([into[code] for code in self.currencies], dtype=np.float64),
            report=currency,
        )  # fmt: skip
        return Taken(
            book,
            account_ids=[row[1] for row in accounts],
            logins=[row[2] for row in accounts],
            books=[row[5] for row in accounts],
            positions=self.positions,
            unpriced=self.unpriced,
            priced_at=self.priced_at,
            read_at=self.read_at,
            figures_at=oldest(*(row[4] for row in accounts)),
        )
