"""A platform's deal in the words of the format. Pure.

Trades open, add to, close in part or close positions. Balance, correction and bonus deals move
money that no trade made; all else that moves the balance is a result of the account's own.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from brokerdesk.kit.exact import EXACT, ZERO, plain
from brokerdesk.modules.trading.types import DealRow
from brokerdesk.ports.trading import DealEntry, DealKind

from ...engine.state import Position

Row = dict[str, Any]
_TRADES: Final = frozenset({DealKind.BUY, DealKind.SELL})
_MOVED: Final = frozenset({DealKind.BALANCE, DealKind.CORRECTION, DealKind.BONUS, DealKind.CREDIT})


def rows_of(deal: DealRow, held: Mapping[str, Position], started_at: datetime) -> Iterator[Row]:
    """The events of a deal, without their instant; `held` are the positions that are open.

    A position of which only the close is told was opened unseen, if that was since the start.
    """
    if deal.deleted_at is not None:
        return
    if deal.kind not in _TRADES:
        yield from _money(deal)
        return
    known = held.get(str(deal.position_id))
    if deal.entry == DealEntry.IN:
        yield _opened(deal, deal.lots, adds=known is not None, cost=deal.balance_effect)
        return
    if known is None and deal.opened_at is not None and deal.opened_at >= started_at:
        yield _opened(deal, deal.lots_closed, adds=False, cost=ZERO)
        known = Position(deal.symbol, deal.lots_closed, 0, 0)
    if known is None:
        yield from _charge(deal.balance_effect)
        return
    yield _closed(deal, known)
    rest = EXACT.subtract(deal.lots, deal.lots_closed)
    if deal.entry == DealEntry.INOUT and rest > 0:
        yield _opened(deal, rest, adds=False, cost=ZERO)


def moves_money(deal: DealRow) -> bool:
    """Whether a deal moves money that no trade made."""
    return deal.deleted_at is None and deal.kind in _MOVED


def _opened(deal: DealRow, lots: Decimal, *, adds: bool, cost: Decimal) -> Row:
    row: Row = {
        "type": "position_opened",
        "position": str(deal.position_id),
        "symbol": deal.symbol,
        "lots": plain(lots),
    }
    if cost:
        row["commission"] = plain(cost)
    return row | ({"adds": True} if adds else {})


def _closed(deal: DealRow, known: Position) -> Row:
    """Profit, commission and swap come to what the deal moved the balance by."""
    costs = EXACT.add(deal.commission, deal.fee)
    profit = EXACT.subtract(EXACT.subtract(deal.balance_effect, costs), deal.swap)
    row: Row = {
        "type": "position_closed",
        "position": str(deal.position_id),
        "profit": plain(profit),
        "commission": plain(costs),
        "swap": plain(deal.swap),
    }
    left = EXACT.subtract(known.lots, deal.lots_closed)
    partial = left > 0 and deal.entry != DealEntry.INOUT
    return row | ({"left": plain(left)} if partial else {})


def _money(deal: DealRow) -> Iterator[Row]:
    amount = deal.balance_effect
    if deal.kind in _MOVED and amount:
        kind = "deposit" if amount > 0 else "withdrawal"
        yield {"type": kind, "amount": plain(abs(amount))}
    elif deal.kind not in _MOVED:
        yield from _charge(amount)


def _charge(amount: Decimal) -> Iterator[Row]:
    if amount:
        yield {"type": "charge", "amount": plain(amount)}
