"""Profit that trades made around news, of which terms count a part. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, localcontext

from brokerdesk.kit.exact import EXACT, ONE, ZERO

from .rewards import counted_news_profit


@dataclass(frozen=True, slots=True)
class NewsShare:
    """What of a gain counts that was opened or closed around a release; losses count in full."""

    share: Decimal
    before_s: int = 120
    after_s: int = 120


@dataclass(frozen=True, slots=True)
class Announced:
    """A release that counts. symbols None: it concerns all; known_at: since when we know of it."""

    at: datetime
    symbols: tuple[str, ...] | None = None
    known_at: datetime | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Traded:
    """A position with every instant at which it was opened or closed, and what it brought."""

    position: str
    symbol: str
    instants: tuple[datetime, ...]
    net: Decimal


@dataclass(frozen=True, slots=True)
class Affected:
    """A gain that counts in part, and the release that makes it so."""

    position: str
    net: Decimal
    uncounted: Decimal
    release: Announced


def affected(
    trades: Iterable[Traded], releases: Sequence[Announced], terms: NewsShare
) -> tuple[Affected, ...]:
    """Gains of which a part does not count; one closing in a window taints the whole position.

    A release that became known only in its window, or later, counts for nobody.
    """
    found = []
    for trade in trades:
        release = _near(trade, releases, terms) if trade.net > 0 else None
        if release is not None:
            uncounted = EXACT.multiply(trade.net, EXACT.subtract(ONE, terms.share))
            found.append(Affected(trade.position, trade.net, uncounted, release))
    return tuple(found)


def counted(profit: Decimal, found: Iterable[Affected], terms: NewsShare) -> Decimal:
    """What of a profit counts, by `counted_news_profit`."""
    with localcontext(EXACT):
        gained = sum((one.net for one in found), ZERO)
        return counted_news_profit(profit - gained, gained, terms.share)


def _near(trade: Traded, releases: Sequence[Announced], terms: NewsShare) -> Announced | None:
    before, after = timedelta(seconds=terms.before_s), timedelta(seconds=terms.after_s)
    for release in releases:
        known = release.known_at is None or release.known_at < release.at - before
        named = release.symbols is None or trade.symbol in release.symbols
        if (
            known
            and named
            and any(release.at - before <= at <= release.at + after for at in trade.instants)
        ):
            return release
    return None
