"""New peaks of equities, each told as of its own quote."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...types import Cause, CauseKind, Price
from .prices import moment

if TYPE_CHECKING:
    from .desk import ShardDesk

# After so many quotes those that set peaks are picked out, the others forgotten.
NOTED = 4096


class Peaks:
    """What the book has seen of new peaks, until it is told.

    A peak is worth what the account was right after the quote at which it rose: of one lot the
    later quotes say nothing about it, and deals of later neither.
    """

    def __init__(self, desk: ShardDesk) -> None:
        self._desk = desk
        self._quotes: dict[int, Price] = {}
        self._risen: dict[int, Price] = {}

    def note(self, price: Price) -> None:
        """A quote is marked next: peaks of its turn are its own."""
        if len(self._quotes) >= NOTED:
            self._rise()
        self._quotes[price.turn] = price

    def tell(self, account_pk: int) -> None:
        """Tell an account's new peak, if there is one."""
        self._rise()
        self._peak(account_pk)

    def flush(self) -> None:
        """Tell all new peaks."""
        self._rise()
        for pk in list(self._risen):
            self._peak(pk)

    def _rise(self) -> None:
        pks, turns = self._desk.book.peaks()
        for pk, turn in zip(pks.tolist(), turns.tolist(), strict=True):
            self._risen[pk] = self._quotes[turn]
        self._quotes.clear()

    def _peak(self, account_pk: int) -> None:
        """Show an account as it stood at the quote of its highest equity; a reset before first."""
        desk, price = self._desk, self._risen.pop(account_pk, None)
        kept = desk.accounts.kept.get(account_pk)
        if price is None or kept is None:
            return
        at, received_at = moment(price), price.received_at
        desk.at_instants(account_pk, at)
        holding = desk.accounts.as_of(kept, received_at)
        found = desk.exact(kept, holding, desk.market.as_of(at, price), received_at)
        judged = desk.doubting.judge(found, kept, received_at, now=False)
        valued = replace(judged, at=at, seq=price.seq)
        cause = Cause(CauseKind.PEAK, at, price.seq, received_at)
        for watcher in desk.watchers:
            levels = desk.watched.of(watcher.name, account_pk)
            if levels is not None and levels.trail is not None:
                watcher.peaked(valued, cause)
                desk.said(watcher)
