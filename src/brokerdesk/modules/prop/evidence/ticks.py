"""Whether the ticks of a report are in order, and those that the value rests on among them."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from brokerdesk.kit.instants import written
from brokerdesk.kit.reading import CaseError, Fields
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from .facts import AROUND

_COLUMNS = ("seq", "at", "bid", "ask", "received_at", "fault")


def tick_faults(ticks: Fields, account: Fields | None, decided_at: datetime) -> list[Marked]:
    """Name what is wrong: a window that is not ±60 s, disorder, a price that is not there."""
    found = list(_window(ticks, decided_at))
    symbols = ticks.inner("symbols")
    for symbol in symbols.body:
        found += _order(symbol, _rows(symbols, symbol))
    if account is not None and not ticks.text("missing"):
        found += _rested_on(ticks, symbols, account)
    return found


def _window(ticks: Fields, decided_at: datetime) -> Iterator[Marked]:
    since, until = written(decided_at - AROUND), written(decided_at + AROUND)
    if (ticks.text("since"), ticks.text("until")) != (since, until):
        yield Marked(_("the window is not %(since)s to %(until)s"), since=since, until=until)


def _rows(symbols: Fields, symbol: str) -> list[Fields]:
    found: list[Fields] = []
    for number, row in enumerate(symbols.listed(symbol)):
        if not isinstance(row, list) or len(row) != len(_COLUMNS):
            raise CaseError(f"{symbols.key(symbol)}[{number}]", _("give a tick"))
        found.append(Fields(f"{symbol}[{number}]", dict(zip(_COLUMNS, row, strict=True))))
    return found


def _order(symbol: str, rows: list[Fields]) -> Iterator[Marked]:
    numbers = [row.whole("seq") for row in rows]
    if numbers != sorted(numbers):
        yield Marked(_("the ticks of %(symbol)s are not in order"), symbol=symbol)
    for row in rows:
        row.instant("at"), row.instant("received_at"), _quote(row)


def _rested_on(ticks: Fields, symbols: Fields, account: Fields) -> Iterator[Marked]:
    """Each price within the window stands among the ticks; older ones need not."""
    since, prices = ticks.instant("since"), account.inner("prices")
    for symbol in prices.body:
        price = prices.inner(symbol)
        if price.instant("at") < since:
            continue
        rows = _rows(symbols, symbol) if symbol in symbols.body else []
        if _quote(price) not in {_quote(row) for row in rows}:
            yield Marked(_("the price of %(symbol)s is not among its ticks"), symbol=symbol)


def _quote(row: Fields) -> tuple[int, Decimal, Decimal]:
    return row.whole("seq"), row.signed("bid"), row.signed("ask")
