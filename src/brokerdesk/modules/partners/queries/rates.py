"""Exchange rates for a batch: what it was computed by, else what platforms and staff say now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from brokerdesk.core.db import read_rows
from brokerdesk.modules.trading.queries import pair_quotes
from brokerdesk.modules.trading.types import DealRow

from ..engine import Rates

_HELD = """
SELECT a.deal_id, r.brand_id, r.pair, r.rate
FROM (SELECT deal_id, batch_id, min(id) AS first FROM partners_accrual WHERE deal_id = ANY(%s)
      GROUP BY deal_id, batch_id) a
JOIN partners_batchrate r ON r.batch_id = a.batch_id ORDER BY a.first
"""
_OF_BATCHES = """
SELECT batch_id, brand_id, pair, rate FROM partners_batchrate WHERE batch_id = ANY(%s)
"""
_MANUAL = """
SELECT pair, rate, recorded_at FROM partners_manualrate
WHERE brand_id = %s AND pair = ANY(%s) ORDER BY id DESC LIMIT 1
"""
Held = Mapping[tuple[int, str], Decimal]
_NONE_HELD: Held = {}


@dataclass(frozen=True, slots=True)
class FoundRate:
    """One unit of the pair's first currency in its second, and where it comes from."""

    brand_pk: int
    pair: str
    rate: Decimal
    source: str
    at: datetime


class RateBook:
    """Finds each rate once for a batch; `found` are those that no earlier batch had stored.

    A deal that was accrued before keeps the rates it was accrued by.
    """

    def __init__(self) -> None:
        self.found: dict[tuple[int, frozenset[str]], FoundRate | None] = {}
        self._held: dict[int, Held] = {}
        self._alike: dict[frozenset[tuple[tuple[int, str], Decimal]], Held] = {}
        self._rates: dict[tuple[int, int, int], Rates] = {}

    @classmethod
    def of(cls, deal_pks: Iterable[int]) -> "RateBook":
        """The book of deals that may have been accrued before, first come first."""
        book, held = cls(), dict[int, dict[tuple[int, str], Decimal]]()
        for deal_pk, brand_pk, pair, rate in read_rows(_HELD, [list(deal_pks)]):
            held.setdefault(deal_pk, {}).setdefault((brand_pk, pair), rate)
        book._held = {deal_pk: book._one(rates) for deal_pk, rates in held.items()}
        return book

    def hold(self, batches: Mapping[int, tuple[int, ...]]) -> None:
        """Hold deals, and no others, to the rates of their batches; the first batch is first."""
        stored: dict[int, dict[tuple[int, str], Decimal]] = {}
        wanted = list({pk for pks in batches.values() for pk in pks})
        for batch_pk, brand_pk, pair, rate in read_rows(_OF_BATCHES, [wanted]):
            stored.setdefault(batch_pk, {})[brand_pk, pair] = rate
        self._held = {}
        joined: dict[tuple[int, ...], Held] = {}
        for deal_pk, pks in batches.items() if stored else ():
            if pks not in joined:
                rates: dict[tuple[int, str], Decimal] = {}
                for pk in reversed(pks):
                    rates |= stored.get(pk, {})
                joined[pks] = self._one(rates)
            if joined[pks]:
                self._held[deal_pk] = joined[pks]

    def _one(self, rates: Held) -> Held:
        """The one table of these rates, so that equal ones are known by their identity."""
        return self._alike.setdefault(frozenset(rates.items()), rates)

    def rates(self, deal: DealRow, brand_pk: int) -> Rates:
        """The rates that hold for a deal of a brand."""
        held = self._held.get(deal.pk, _NONE_HELD)
        key = (brand_pk, deal.server_pk, id(held))
        found = self._rates.get(key)
        if found is None:
            table = RateTable(self, brand_pk, deal.server_pk, held)
            found = self._rates[key] = Rates(table)
        return found

    def look_up(self, brand_pk: int, server_pk: int, names: Sequence[str]) -> FoundRate | None:
        """The deal's own server, another of the brand, then staff: either way round."""
        key = (brand_pk, frozenset(names))
        if key not in self.found:
            self.found[key] = _asked(brand_pk, server_pk, names)
        return self.found[key]


def _asked(brand_pk: int, server_pk: int, names: Sequence[str]) -> FoundRate | None:
    one, other = names
    quotes = pair_quotes(brand_pk, one, other)
    best = min(quotes, key=lambda quote: quote.server_pk != server_pk, default=None)
    if best is not None:
        source = f"{best.server_code} {best.symbol}"
        return FoundRate(brand_pk, f"{best.base}/{best.quoted}", best.mid, source, best.at)
    for pair, rate, at in read_rows(_MANUAL, [brand_pk, [f"{one}/{other}", f"{other}/{one}"]]):
        return FoundRate(brand_pk, pair, rate, "staff", at)
    return None


class RateTable(Mapping[str, Decimal]):
    """Rates by pair as the engine asks for them, looked up when they are."""

    __slots__ = ("_book", "_brand_pk", "_held", "_server_pk")

    def __init__(self, book: RateBook, brand_pk: int, server_pk: int, held: Held) -> None:
        self._book, self._brand_pk, self._server_pk, self._held = book, brand_pk, server_pk, held

    def __getitem__(self, pair: str) -> Decimal:
        names = pair.split("/")
        for known in (pair, "/".join(reversed(names))):
            rate = self._held.get((self._brand_pk, known))
            if rate is not None:
                if known == pair:
                    return rate
                raise KeyError(pair)
        found = self._book.look_up(self._brand_pk, self._server_pk, names)
        if found is None or found.pair != pair:
            raise KeyError(pair)
        return found.rate

    def __iter__(self) -> Iterator[str]:
        return (pair for brand_pk, pair in self._held if brand_pk == self._brand_pk)

    def __len__(self) -> int:
        return sum(1 for _ in self)
