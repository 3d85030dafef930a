"""The account valued anew by the valuation engine, from positions, prices and instruments."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from brokerdesk.kit.exact import plain
from brokerdesk.kit.reading import Fields
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.valuation.engine import Holding, Instrument, Line, value
from brokerdesk.modules.valuation.types import Mark, Price, Valued

_MISSING: Final = frozenset({"no_price", "no_rate", "unknown_symbol", "unknown_method"})
_DIFFERS = _("%(what)s is %(said)s, computed %(found)s")
_HERE = 0  # one server: a report names it once


def revalued_faults(account: Fields) -> list[Marked]:
    """Name the figures that come out otherwise.

    Where a price, a rate or a symbol was missing, all that can be compared is the sums.
    """
    doubts = {one.text("doubt") for one in account.items("doubts")}
    if doubts & _MISSING:
        return []
    found = value(_holding(account), _instruments(account), _prices(account), account.instant("at"))
    return [*_marks(account, found), *_figures(account, found)]


def _figures(account: Fields, found: Valued) -> Iterator[Marked]:
    for name in ("floating", "equity"):
        yield from _same(name, account.signed(name), getattr(found, name))
    level = account.maybe("level", account.signed)
    if level != found.level:
        said, computed = (plain(one) if one is not None else "-" for one in (level, found.level))
        yield Marked(_DIFFERS, what="level", said=said, found=computed)


def _marks(account: Fields, found: Valued) -> Iterator[Marked]:
    computed = {mark.ticket: mark for mark in found.marks}
    for row in account.items("marks"):
        mark = computed.pop(row.whole("ticket"), None)
        if mark is None:
            yield Marked(_("%(ticket)s was not open then"), ticket=row.whole("ticket"))
        else:
            yield from _mark(row, mark)


def _mark(row: Fields, mark: Mark) -> Iterator[Marked]:
    for name in ("price", "profit", "rate", "value"):
        yield from _same(f"{mark.ticket}.{name}", row.signed(name), getattr(mark, name))


def _same(what: str, said: Decimal, found: Decimal) -> Iterator[Marked]:
    if said != found:
        yield Marked(_DIFFERS, what=what, said=plain(said), found=plain(found))


def _holding(account: Fields) -> Holding:
    return Holding(
        account_pk=0,
        currency=account.text("currency"),
        balance=account.signed("balance"),
        credit=account.signed("credit"),
        margin=account.signed("margin"),
        lines=tuple(_line(row) for row in account.items("marks")),
    )


def _line(row: Fields) -> Line:
    return Line(
        ticket=row.whole("ticket"),
        server_pk=_HERE,
        symbol=row.text("symbol"),
        side=row.text("side"),
        lots=row.decimal("lots"),
        contract_size=row.decimal("contract_size"),
        price_open=row.signed("price_open"),
        swap=row.signed("swap"),
        opened_at=row.instant("opened_at"),
    )


def _instruments(account: Fields) -> dict[tuple[int, str], Instrument]:
    found: dict[tuple[int, str], Instrument] = {}
    for row in account.items("instruments"):
        one = Instrument(
            server_pk=_HERE,
            symbol=row.text("symbol"),
            profit_currency=row.text("profit_currency"),
            base=row.text("base"),
            margin_currency=row.text("margin_currency"),
            digits=row.whole("digits"),
            calc_mode=row.text("calc_mode"),
            tick_size=row.decimal("tick_size"),
            tick_value=row.decimal("tick_value"),
        )
        found[one.key] = one
    return found


def _prices(account: Fields) -> dict[tuple[int, str], Price]:
    below = account.inner("prices")
    rows = {symbol: below.inner(symbol) for symbol in below.body}
    return {
        (_HERE, symbol): Price(
            bid=row.signed("bid"),
            ask=row.signed("ask"),
            at=row.instant("at"),
            seq=row.whole("seq"),
            received_at=row.instant("received_at"),
            fault=row.maybe("fault", row.text),
        )
        for symbol, row in rows.items()
    }
