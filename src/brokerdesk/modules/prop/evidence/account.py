"""An account's value, computed anew from what the report says of it."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Final

from brokerdesk.kit.exact import EXACT, ZERO, plain
from brokerdesk.kit.reading import Fields
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

_UNIT: Final = Decimal("0.00000001")
_DIFFERS = _("%(what)s is %(said)s, computed %(found)s")


def account_faults(account: Fields) -> list[Marked]:
    """Name what does not add up: prices of marks, values, sums."""
    with localcontext(EXACT):
        floating, found = ZERO, list[Marked]()
        for mark in account.items("marks"):
            found += _mark(mark, account)
            floating += mark.signed("value") + mark.signed("swap")
        found += _same("floating", account.signed("floating"), floating)
        equity = account.signed("balance") + account.signed("credit") + account.signed("floating")
        found += _same("equity", account.signed("equity"), equity)
        return found


def _mark(mark: Fields, account: Fields) -> Iterator[Marked]:
    """One position: the price of the side it would be closed on, and the value of its profit."""
    name, symbol = str(mark.required("ticket")), mark.text("symbol")
    prices = account.inner("prices")
    if symbol in prices.body:
        side = "bid" if mark.text("side") == "buy" else "ask"
        closing = prices.inner(symbol).decimal(side)
        yield from _same(f"{name}.price", mark.decimal("price"), closing)
    value = mark.signed("profit") * mark.decimal("rate")
    if abs(value - mark.signed("value")) >= _UNIT:
        yield from _same(f"{name}.value", mark.signed("value"), value)


def _same(what: str, said: Decimal, found: Decimal) -> Iterator[Marked]:
    if said != found:
        yield Marked(_DIFFERS, what=what, said=plain(said), found=plain(found))


def judged_faults(account: Fields, event: Fields) -> list[Marked]:
    """Name how the event that the engine was told differs from the account's figures."""
    with localcontext(EXACT):
        found = list(_same("event.equity", event.signed("equity"), account.signed("equity")))
        balance = account.signed("balance")
        if event.signed("balance") not in (balance, balance + account.signed("credit")):
            found += _same("event.balance", event.signed("balance"), balance)
        return found
