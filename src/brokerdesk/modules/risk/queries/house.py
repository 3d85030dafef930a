"""The house's result: from closed deals, and from what open positions were worth at marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest

from django.db.models import QuerySet

from brokerdesk.core.db import read_rows
from brokerdesk.modules.brands.queries import entities
from brokerdesk.modules.brands.types import EntityRow

from ..engine import Flow, HouseLine, Rate, Rates, results
from ..models import MarkRun
from ..types import By, ResultBy, View
from .exposure import lots_of
from .market import Prices, floating_of, prices

_NAMES = {
    ResultBy.DAY: "''",
    ResultBy.SYMBOL: "x.symbol",
    ResultBy.GROUP: 'a."group"',
    ResultBy.BOOK: "coalesce(t.book, '')",
    ResultBy.ACCOUNT: "a.public_id",
    ResultBy.CLIENT: "(SELECT c.public_id FROM clients_client c WHERE c.id = a.client_id)",
}
_CLOSED = """
SELECT width_bucket(x.occurred_at, %(bounds)s::timestamptz[]), {name}, a.currency, {kept},
       sum(x.profit + x.swap), sum(x.commission + x.fee), 0::numeric,
       count(*) FILTER (WHERE x.lots_closed > 0)
FROM trading_deal x JOIN trading_account a ON a.id = x.account_id
LEFT JOIN risk_booktag t ON t.account_id = a.id AND t.valid @> x.occurred_at
WHERE {which} AND x.kind IN ('buy', 'sell') AND x.deleted_at IS NULL
  AND x.occurred_at >= %(since)s AND x.occurred_at < %(until)s
GROUP BY 1, 2, 3, 4
"""
# What was open at an instant leaves the book that ends there and enters the one that begins.
_LEFT = """
SELECT width_bucket(x.at - interval '1 microsecond', %(bounds)s::timestamptz[]), {name}, a.currency,
       {kept}, 0::numeric, 0::numeric, sum(x.floating), 0
FROM risk_floatingmark x JOIN trading_account a ON a.id = x.account_id
LEFT JOIN risk_booktag t ON t.account_id = a.id
    AND t.valid @> x.at - interval '1 microsecond'
WHERE {which} AND x.at > %(since)s AND x.at <= %(until)s
GROUP BY 1, 2, 3, 4
"""
_BEGAN = """
SELECT width_bucket(x.at, %(bounds)s::timestamptz[]), {name}, a.currency,
       {kept}, 0::numeric, 0::numeric, -sum(x.floating), 0
FROM risk_floatingmark x JOIN trading_account a ON a.id = x.account_id
LEFT JOIN risk_booktag t ON t.account_id = a.id AND t.valid @> x.at
WHERE {which} AND x.at >= %(since)s AND x.at < %(until)s
GROUP BY 1, 2, 3, 4
"""
_PARTS = (_CLOSED, _LEFT, _BEGAN)
_KEPT = "CASE WHEN t.book = 'A' THEN 1 - t.share ELSE 1 END"
_WHICH = "a.kind = 'live' AND a.entity_id = %(entity)s"
_BRANDS = " AND a.brand_id = ANY(%(brands)s)"
_LIVE_BY = {
    ResultBy.DAY: By.BOOK,
    ResultBy.SYMBOL: By.SYMBOL,
    ResultBy.GROUP: By.GROUP,
    ResultBy.BOOK: By.BOOK,
    ResultBy.ACCOUNT: By.ACCOUNT,
    ResultBy.CLIENT: By.CLIENT,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which results: days of each entity's own calendar, both included; brand_pks None: all.

    first None: the day alone that it is by now in each entity.
    """

    brand_pks: tuple[int, ...] | None
    currency: str
    first: date | None
    last: date | None
    by: ResultBy = ResultBy.DAY


@dataclass(frozen=True, slots=True)
class Day:
    """From an entity's mark to its next; until None: it goes on. rates: at its end, or of now."""

    on: date
    since: datetime
    until: datetime | None
    rates: Rates


@dataclass(frozen=True, slots=True)
class House:
    """Results by name, the amounts that no rate was found for, and what they rest on.

    since: the first mark of the period; None: no positions were marked in it yet, so no result
    can be told. unpriced: open positions at the platform's own figure. oldest_at: of what is live.
    """

    lines: tuple[HouseLine, ...]
    unconverted: dict[str, Decimal]
    since: datetime | None
    until: datetime
    unpriced: int
    oldest_at: datetime | None


@dataclass
class _Live:
    unpriced: int = 0
    oldest_at: datetime | None = None


def house(wanted: Wanted, *, at: datetime) -> House:
    """The house's result over days, by name; the greatest loss of the house first."""
    known, live = prices(), _Live()
    parts: list[tuple[Flow, Rates]] = []
    days: list[Day] = []
    for entity in entities():
        own = _days(entity, wanted, known)
        parts += _flows(entity, wanted, own, (known, live, at))
        days += own
    lines, left = results(parts, wanted.currency)
    dated = wanted.by == ResultBy.DAY
    ends = [day.until or at for day in days]
    return House(
        lines=tuple(sorted(lines.values(), key=lambda x: x.name if dated else x.house)),
        unconverted=left,
        since=min((day.since for day in days), default=None),
        until=max(ends, default=at),
        unpriced=live.unpriced,
        oldest_at=live.oldest_at,
    )


def _days(entity: EntityRow, wanted: Wanted, known: Prices) -> list[Day]:
    """The entity's days of the period that were marked where they begin."""
    runs = list(_runs(entity, wanted.first))
    found = []
    for run, following in zip_longest(runs, runs[1:]):
        if wanted.last is not None and run.on > wanted.last:
            break
        rates = known.rates if following is None else _kept(following, known)
        found.append(Day(run.on, run.at, following.at if following else None, rates))
    return found


def _runs(entity: EntityRow, first: date | None) -> QuerySet[MarkRun]:
    rows = MarkRun.objects.filter(entity_id=entity.pk)
    return rows.order_by("-on")[:1] if first is None else rows.filter(on__gte=first).order_by("on")


def _kept(run: MarkRun, known: Prices) -> Rates:
    """The rates of a mark, into its entity's currency; from there on those of now."""
    pairs = {(code, run.currency): Rate(Decimal(rate), run.at) for code, rate in run.rates.items()}
    beyond = {pair: rate for pair, rate in known.rates.pairs.items() if run.currency in pair}
    return Rates(beyond | pairs)


def _flows(
    entity: EntityRow, wanted: Wanted, days: Sequence[Day], now: tuple[Prices, _Live, datetime]
) -> Iterator[tuple[Flow, Rates]]:
    if not days:
        return
    known, live, at = now
    bounds = [day.since for day in days] + [day.until for day in days[-1:] if day.until]
    values = {
        "entity": entity.pk, "brands": list(wanted.brand_pks or ()), "bounds": bounds,
        "since": days[0].since, "until": days[-1].until or at,
    }  # fmt: skip
    which = _WHICH if wanted.brand_pks is None else _WHICH + _BRANDS
    for part in _PARTS:
        query = part.format(name=_NAMES[wanted.by], kept=_KEPT, which=which)
        for number, name, currency, kept, *amounts in read_rows(query, values):
            if 1 <= number <= len(days):
                flow = Flow(name, currency, kept, *amounts)
                yield _named(flow, days[number - 1], wanted), days[number - 1].rates
    if days[-1].until is None:
        for flow in _open_now(entity, wanted, known, live):
            yield _named(flow, days[-1], wanted), known.rates


def _named(flow: Flow, day: Day, wanted: Wanted) -> Flow:
    return replace(flow, name=day.on.isoformat()) if wanted.by == ResultBy.DAY else flow


def _open_now(entity: EntityRow, wanted: Wanted, known: Prices, live: _Live) -> Iterator[Flow]:
    view = View(wanted.brand_pks, wanted.currency, _LIVE_BY[wanted.by], {"entity": entity.code})
    for part in lots_of(view, known):
        floating, at = floating_of(part, known)
        live.unpriced += 0 if at else part.positions
        live.oldest_at = min(filter(None, (live.oldest_at, part.read_at, at)))
        yield Flow(part.name, part.currency, part.kept, floating=floating)
