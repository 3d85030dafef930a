"""Live exposure: positions added up by the database, valued by the prices of now."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from brokerdesk.modules.clients.services.introducers import brought_by, introducers

from ..engine import Exposure, Leg, Lots, exposures, legs
from ..types import By, View
from .market import Prices, added_up, prices
from .shared import Shared

_LOTS = """
WITH held AS MATERIALIZED (
    SELECT a.id, a.currency, coalesce(t.book, '') AS book,
           CASE WHEN t.book = 'A' THEN 1 - t.share ELSE 1 END AS kept, {name} AS name
    FROM trading_account a
    LEFT JOIN risk_booktag t ON t.account_id = a.id AND t.valid @> now()
    {join}
    WHERE a.kind = 'live' {brands} {accounts}
)
SELECT p.server_id, p.symbol, p.side, p.contract_size, h.currency, {shown}, h.kept,
       count(*), sum(p.lots), sum(p.lots * p.price_open), sum(p.swap), sum(p.profit),
       min(p.synced_at)
FROM trading_position p JOIN held h ON h.id = p.account_id
JOIN trading_server v ON v.id = p.server_id
WHERE true {positions}
GROUP BY p.server_id, p.symbol, p.side, p.contract_size, h.currency, {shown}, h.kept
"""
_OF_ACCOUNT: Mapping[str, tuple[str, str]] = {
    By.GROUP: ('a."group"', ""),
    By.BOOK: ("coalesce(t.book, '')", ""),
    By.BRAND: ("b.code", "JOIN brands_brand b ON b.id = a.brand_id"),
    By.ENTITY: ("e.code", "JOIN brands_legalentity e ON e.id = a.entity_id"),
    By.COUNTRY: ("c.country", "JOIN clients_client c ON c.id = a.client_id"),
    By.PARTNER: ("a.client_id::text", ""),
    By.CLIENT: ("c.public_id", "JOIN clients_client c ON c.id = a.client_id"),
    By.ACCOUNT: ("a.public_id", ""),
}
_OF_POSITION: Mapping[str, str] = {
    By.SYMBOL: "p.symbol",
    By.SERVER: "v.code",
}
_NARROWED = {
    By.SYMBOL: "AND p.symbol = %(symbol)s",
    By.SERVER: "AND v.code = %(server)s",
}
_NARROWED_ACCOUNTS = {
    By.GROUP: 'AND a."group" = %(group)s',
    By.BOOK: "AND coalesce(t.book, '') = %(book)s",
    By.BRAND: "AND a.brand_id = (SELECT id FROM brands_brand WHERE code = %(brand)s)",
    By.ENTITY: "AND a.entity_id = (SELECT id FROM brands_legalentity WHERE code = %(entity)s)",
    By.COUNTRY: ("AND a.client_id IN (SELECT id FROM clients_client WHERE country = %(country)s)"),
    By.CLIENT: "AND a.client_id = (SELECT id FROM clients_client WHERE public_id = %(client)s)",
    By.ACCOUNT: "AND a.public_id = %(account)s",
    By.PARTNER: "AND a.client_id = ANY(%(partner)s)",
}


_sums: Shared[list[tuple[Any, ...]]] = Shared(most=32)


def exposure(view: View, found: Prices | None = None, *, shared: bool = True) -> list[Exposure]:
    """What is open by the view's name, the largest net first.

    shared: positions as they were added up for somebody some seconds ago will do.
    """
    known = found or prices()
    rows = exposures(lots_of(view, known, shared=shared), known.markets, known.rates, view.currency)
    return sorted(rows.values(), key=lambda row: (-abs(row.net), row.name))


def currency_exposure(view: View, found: Prices | None = None) -> list[Leg]:
    """What clients hold and owe of each currency and asset, the largest value first."""
    known = found or prices()
    rows = legs(lots_of(view, known, shared=True), known.markets, known.rates, view.currency)
    return sorted(rows.values(), key=lambda leg: (-abs(leg.value), leg.asset))


def lots_of(view: View, known: Prices, *, shared: bool = False) -> Iterator[Lots]:
    """A view's positions as the database adds them up; shared sums may be some seconds old."""
    text, values = query_of(view)
    if shared:
        rows = _sums.get((text, repr(values)), lambda: added_up(text, values))
    else:
        rows = added_up(text, values)
    partners = _partners(rows) if view.by == By.PARTNER else None
    for server, symbol, side, size, currency, name, kept, *sums in rows:
        named = name if partners is None else partners.get(name, "")
        *amounts, synced_at = sums
        read_at = max(synced_at, known.read_at.get(server, synced_at))
        key = (server, symbol)
        row: tuple[Any, ...] = (key, side, size, currency, named, kept, *amounts, read_at)
        yield Lots(*row)


def query_of(view: View) -> tuple[str, dict[str, object]]:
    """The statement that adds a view's positions up, and its values."""
    name, join = _OF_ACCOUNT.get(view.by, ("NULL::text", ""))
    only = view.only
    text = _LOTS.format(
        name=name,
        join=join,
        shown=_OF_POSITION.get(view.by, "h.name" if view.by in _OF_ACCOUNT else "p.symbol"),
        brands="" if view.brand_pks is None else "AND a.brand_id = ANY(%(brands)s)",
        accounts=" ".join(sql for key, sql in _NARROWED_ACCOUNTS.items() if key in only),
        positions=" ".join(sql for key, sql in _NARROWED.items() if key in only),
    )
    values: dict[str, object] = {str(key): value for key, value in only.items()}
    if By.PARTNER in only:
        values[By.PARTNER] = list(brought_by(only[By.PARTNER]))
    return text, values | {"brands": list(view.brand_pks or ())}


def _partners(rows: list[tuple[Any, ...]]) -> dict[str, str]:
    """Who brought each client whose key is among the rows' names."""
    found = introducers({int(row[5]) for row in rows})
    return {str(pk): one.public_id for pk, one in found.items()}


def read_at_of(rows: list[Exposure]) -> tuple[datetime | None, datetime | None]:
    """The oldest reading and the oldest price in rows."""
    read = min((row.read_at for row in rows if row.read_at), default=None)
    priced = min((row.priced_at for row in rows if row.priced_at), default=None)
    return read, priced


def total(rows: list[Exposure], currency: str) -> Exposure:
    """All rows as one; lots and units of unlike things are not added up."""
    found = Exposure("", currency)
    found.read_at, found.priced_at = read_at_of(rows)
    for row in rows:
        found.positions += row.positions
        found.unpriced += row.unpriced
        for part in ("gross", "net", "floating", "kept", "kept_floating"):
            setattr(found, part, getattr(found, part) + getattr(row, part))
    return found
