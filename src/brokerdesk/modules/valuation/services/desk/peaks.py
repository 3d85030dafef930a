"""New peaks of equities, each told as of its own tick."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...types import Cause, CauseKind
from .prices import moment

if TYPE_CHECKING:
    from .desk import ShardDesk


class Peaks:
    """What the book has seen of new peaks, until it is told."""

    def __init__(self, desk: ShardDesk) -> None:
        self._desk = desk
        self._risen: dict[int, int] = {}

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
        pks, seqs = self._desk.book.peaks()
        self._risen.update(zip(pks.tolist(), seqs.tolist(), strict=True))

    def _peak(self, account_pk: int) -> None:
        """Show an account as it stood at the tick of its highest equity; a reset before first."""
        desk, seq = self._desk, self._risen.pop(account_pk, None)
        kept = desk.accounts.kept.get(account_pk)
        if seq is None or kept is None:
            return
        prices = desk.market.as_of(desk.at, seq)
        found = desk.exact(kept, desk.holding(kept), prices, desk.at)
        used = found.prices.values()
        at = max((moment(price) for price in used), default=desk.at)
        received_at = max((price.received_at for price in used), default=desk.at)
        desk.at_instants(account_pk, at)
        judged = desk.doubting.judge(found, kept, received_at, now=False)
        valued = replace(judged, at=at, seq=seq)
        cause = Cause(CauseKind.PEAK, at, seq, received_at)
        for watcher in desk.watchers:
            levels = desk.watched.of(watcher.name, account_pk)
            if levels is not None and levels.trail is not None:
                watcher.peaked(valued, cause)
                desk.said(watcher)
