"""A snapshot of all positions for what-ifs: arrays by line, by price and by account."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from brokerdesk.core.arrays import read_arrays
from brokerdesk.core.db import read_rows

from ..engine.market import Market, oldest
from ..engine.shock import Book as Snapshot
from ..engine.shock import Floats, Ints
from .market import Prices, over_all

_LINES = """
SELECT coalesce(array_agg(p.account_id), '{}'), coalesce(array_agg(p.server_id), '{}'),
       coalesce(array_agg(coalesce(k.place, 0)), '{}'),
       coalesce(array_agg((p.side = 'sell')::int::bigint), '{}'),
       coalesce(array_agg((p.lots * coalesce(k.per_lot, p.contract_size))::float8), '{}'),
       coalesce(array_agg(p.price_open::float8), '{}'),
       coalesce(array_agg(p.swap::float8), '{}'), coalesce(array_agg(p.profit::float8), '{}'),
       coalesce(array_agg(p.synced_at), '{}')
FROM trading_position p JOIN trading_account a ON a.id = p.account_id
LEFT JOIN unnest(%(servers)s::bigint[], %(names)s::text[], %(per_lot)s::numeric[])
    WITH ORDINALITY k (server_id, name, per_lot, place)
    ON k.server_id = p.server_id AND k.name = p.symbol
WHERE a.kind = 'live' AND (%(brands)s::bigint[] IS NULL OR a.brand_id = ANY(%(brands)s))
"""
_ACCOUNTS = """
SELECT a.public_id, a.login, a.currency, a.figures_at, coalesce(t.book, ''),
       (a.balance + a.credit)::float8, a.margin::float8,
       coalesce(g.stop_out_level, 0)::float8, coalesce(g.margin_call_level, 0)::float8,
       CASE WHEN t.book = 'A' THEN 1 - t.share ELSE 1 END::float8
FROM trading_account a
LEFT JOIN trading_group g ON g.server_id = a.server_id AND g.name = a."group"
LEFT JOIN risk_booktag t ON t.account_id = a.id AND t.valid @> now()
WHERE a.id = ANY(%(pks)s) ORDER BY a.id
"""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
NO_MARKET = 0


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


@dataclass(frozen=True, slots=True)
class _Lines:
    """All open positions. market: its number among the priced ones, from 1 on.

    sold: 1 for sellers. units: what they give for a price change of 1. synced_at: microseconds.
    """

    account: Ints
    server: Ints
    market: Ints
    sold: Ints
    units: Floats
    opened: Floats
    swap: Floats
    profit: Floats
    synced_at: Ints


def snapshot(brand_pks: tuple[int, ...] | None, currency: str, known: Prices) -> Taken:
    """Take all open positions of brands' live accounts, with sums in one currency."""
    taking = _Taking(brand_pks, known)
    accounts = taking.accounts
    return Taken(
        taking.book(currency),
        account_ids=[row[0] for row in accounts],
        logins=[row[1] for row in accounts],
        books=[row[4] for row in accounts],
        positions=len(taking.rate),
        unpriced=int(np.isnan(taking.rate).sum()),
        priced_at=taking.priced_at,
        read_at=taking.read_at(),
        figures_at=oldest(*(row[3] for row in accounts)),
    )


class _Taking:
    """Lines, their accounts, and the rate of each from its profit currency into its account's.

    A line whose rate is NaN cannot be priced: it counts at the platform's figure.
    """

    def __init__(self, brand_pks: tuple[int, ...] | None, known: Prices) -> None:
        self.known = known
        self.markets = [(*key, market) for key, market in known.markets.items() if market.priced]
        self.lines = _read(brand_pks, self.markets)
        pks, self.account = np.unique(self.lines.account, return_inverse=True)
        self.accounts = read_rows(_ACCOUNTS, {"pks": pks.tolist()})
        self.currencies = [row[2] for row in self.accounts]
        self.priced_at: datetime | None = None
        self.rate = self._rates()

    def _rates(self) -> Floats:
        codes = sorted(set(self.currencies))
        code = np.array([codes.index(one) for one in self.currencies], dtype=np.int64)
        pairs = self.lines.market * len(codes) + code[self.account]
        rates: Floats = np.full((len(self.markets) + 1) * len(codes), np.nan)
        for pair in np.flatnonzero(np.bincount(pairs)):
            number, which = divmod(int(pair), len(codes))
            if number == NO_MARKET:
                continue
            market = self.markets[number - 1][2]
            rate = self.known.rates.find(market.profit_currency, codes[which])
            if rate is not None:
                rates[pair] = float(rate.rate)
                self.priced_at = oldest(self.priced_at, market.at, rate.at)
        found: Floats = rates[pairs]
        return found

    def read_at(self) -> datetime | None:
        """When the position that was read the longest ago was read."""
        found = []
        for server in np.unique(self.lines.server).tolist():
            first = self.lines.synced_at[self.lines.server == server].min()
            synced_at = _EPOCH + timedelta(microseconds=int(first))
            found.append(max(synced_at, self.known.read_at.get(server, synced_at)))
        return min(found, default=None)

    def book(self, currency: str) -> Snapshot:
        """All that was gathered, with sums in one currency."""
        lines, priced = self.lines, ~np.isnan(self.rate)
        sides = 2 * lines.market[priced] + lines.sold[priced]
        used = np.unique(sides)
        unit = (lines.units * (1 - 2 * lines.sold))[priced]
        apart = lines.swap + np.where(priced, 0, lines.profit)
        floating = np.bincount(self.account, apart, minlength=len(self.accounts))
        numbers = np.array([row[5:] for row in self.accounts], dtype=np.float64).reshape(-1, 5)
        found = {one: self.known.rates.find(one, currency) for one in set(self.currencies)}
        into = {code: float(rate.rate) if rate else np.nan for code, rate in found.items()}
        return Snapshot(
            account=self.account[priced], price=np.searchsorted(used, sides),
            unit=unit, cost=unit * lines.opened[priced], rate=self.rate[priced],
            prices=np.array([self._price(side) for side in used.tolist()], dtype=np.float64),
            symbols=[self._symbol(side) for side in used.tolist()],
            balance=numbers[:, 0], floating=floating.astype(np.float64), margin=numbers[:, 1],
            stop_out=numbers[:, 2], call=numbers[:, 3], kept=numbers[:, 4],
            currencies=self.currencies,
            to_report=np.array([into[code] for code in self.currencies], dtype=np.float64),
            report=currency,
        )  # fmt: skip

    def _price(self, side: int) -> float:
        number, sold = divmod(side, 2)
        return float(self.markets[number - 1][2].closing("sell" if sold else "buy"))

    def _symbol(self, side: int) -> tuple[str, str, str]:
        _server, name, market = self.markets[side // 2 - 1]
        return name, market.base, market.profit_currency


def _read(brand_pks: tuple[int, ...] | None, markets: list[tuple[int, str, Market]]) -> _Lines:
    values = {
        "brands": list(brand_pks) if brand_pks is not None else None,
        "servers": [server for server, _name, _market in markets],
        "names": [name for _server, name, _market in markets],
        "per_lot": [market.per_lot_by_tick for _server, _name, market in markets],
    }
    with over_all():
        return _Lines(*read_arrays(_LINES, values))
