"""Prices as staff look at them."""

from datetime import datetime, timedelta

from brokerdesk.modules.trading.queries import marked_quotes, servers_enabled

from ..models import QuoteFaultSeen, SymbolStop
from ..services.stops import stop_row
from ..types import PriceRow, StopRow

LOOKED_BACK = timedelta(days=1)


def standing_stops() -> list[StopRow]:
    """All stops that are not lifted."""
    rows = SymbolStop.objects.filter(lifted_at__isnull=True).order_by("symbol", "pk")
    return [stop_row(row) for row in rows]


def price_rows(at: datetime, *, text: str = "") -> list[PriceRow]:
    """The last price of every symbol whose name contains a text, by server and name."""
    codes = {row.pk: row.code for row in servers_enabled()}
    stops = {(stop.server_pk, stop.symbol): stop for stop in standing_stops()}
    runs = {
        (run.server_id, run.symbol): run
        for run in QuoteFaultSeen.objects.filter(last_at__gte=at - LOOKED_BACK).order_by("last_at")
    }
    found = []
    for quote in marked_quotes():
        if quote.server_pk not in codes or text.upper() not in quote.symbol.upper():
            continue
        key = (quote.server_pk, quote.symbol)
        run = runs.get(key)
        found.append(
            PriceRow(
                server_pk=quote.server_pk,
                server_code=codes[quote.server_pk],
                symbol=quote.symbol,
                bid=quote.bid,
                ask=quote.ask,
                at=quote.at,
                stop=_stop(stops, key),
                fault=run.fault if run else "",
                fault_count=run.count if run else 0,
                fault_at=run.last_at if run else None,
            )
        )
    return sorted(found, key=lambda row: (row.server_code, row.symbol))


def _stop(stops: dict[tuple[int | None, str], StopRow], key: tuple[int, str]) -> StopRow | None:
    for asked in (key, (None, key[1]), (key[0], "*"), (None, "*")):
        if asked in stops:
            return stops[asked]
    return None
