"""What the desk knows against a value, beyond its prices and rates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from ...engine import QuoteFault, quality_of
from ...types import Doubt, DoubtSeen, Valued
from .accounts import Accounts
from .kept import Kept
from .prices import Prices

# A late tick says nothing about the last one.
HARMLESS = frozenset({QuoteFault.OUT_OF_ORDER.value})
COMPARED_WITHIN = timedelta(minutes=10)
REPORTED_WITHIN = timedelta(minutes=1)


class Doubting:
    """Adds doubts of symbols, of the comparison with the platform, of what is not settled."""

    def __init__(self, accounts: Accounts, market: Prices) -> None:
        self._accounts, self._market = accounts, market

    def judge(self, valued: Valued, kept: Kept, at: datetime, *, now: bool) -> Valued:
        """Give the value with all doubts; `at`: up to when all must be known. now: as it stands."""
        seen = [*valued.doubts, *self._of_symbols(valued, kept, at, now=now)]
        if kept.agrees is False:
            seen.append(DoubtSeen(Doubt.DIFFERS))
        elif not kept.agrees or _lapsed(kept, at):
            seen.append(DoubtSeen(Doubt.NOT_COMPARED))
        if not self._accounts.settled(kept, at):
            seen.append(DoubtSeen(Doubt.UNSETTLED))
            settled_to = self._accounts.server(kept.server_pk).settled_to
            if now and (settled_to is None or at - settled_to > REPORTED_WITHIN):
                seen.append(DoubtSeen(Doubt.OVERDUE))
        doubts = tuple(dict.fromkeys(seen))
        return replace(valued, doubts=doubts, quality=quality_of(doubts))

    def _of_symbols(
        self, valued: Valued, kept: Kept, at: datetime, *, now: bool
    ) -> Iterator[DoubtSeen]:
        heard_at = self._accounts.server(kept.server_pk).heard_at
        for symbol in valued.prices:
            key = (kept.server_pk, symbol)
            if self._market.gate.stopped(key):
                yield DoubtSeen(Doubt.STOPPED, symbol)
            run = self._market.fault(key) if now else None
            if run is not None and run.fault not in HARMLESS:
                stale = run.fault == QuoteFault.STALE
                yield DoubtSeen(Doubt.STALE_PRICE if stale else Doubt.BAD_PRICE, symbol)
            elif now and self._market.gate.is_old(key, heard_at, at):
                yield DoubtSeen(Doubt.STALE_PRICE, symbol)


def _lapsed(kept: Kept, at: datetime) -> bool:
    """Whether something was open for long without being compared; nothing open is the balance."""
    if kept.compared_at is None:
        return True
    since = max(kept.compared_at, kept.open_since() or at)
    return at - since > COMPARED_WITHIN
