"""Mark-outs: where the price is some seconds after a trade, seen from the trader."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

HORIZONS_S = (1, 10, 60)
OLD = timedelta(seconds=60)


class Missing(StrEnum):
    """Why the price at an instant is unknown."""

    NO_TICKS = "no_ticks"
    OLD_TICK = "old_tick"
    FAULTY_TICK = "faulty_tick"


@dataclass(frozen=True, slots=True)
class Fill:
    """A trade as it was done; at: the venue's instant."""

    side: str
    price: Decimal
    at: datetime


@dataclass(slots=True)
class Track:
    """A symbol's ticks in the order in which they came; mid None: a quote that is not believed.

    heard_at: until when its server is known to have told of prices.
    """

    at: list[datetime] = field(default_factory=list)
    mids: list[Decimal | None] = field(default_factory=list)
    heard_at: datetime | None = None

    def add(self, at: datetime, mid: Decimal | None) -> None:
        """Add a tick; one that claims to be older than the last holds from the last on."""
        self.at.append(max(at, self.at[-1]) if self.at else at)
        self.mids.append(mid)

    def mid(self, at: datetime) -> Decimal | Missing:
        """The middle of the prices as they stood at an instant, or why it is unknown."""
        place = bisect_right(self.at, at)
        if not place or self.heard_at is None or self.heard_at < at:
            return Missing.NO_TICKS
        found = self.mids[place - 1]
        if found is None:
            return Missing.FAULTY_TICK
        return Missing.OLD_TICK if at - self.at[place - 1] > OLD else found


def moves(
    fill: Fill, track: Track, horizons_s: Sequence[int] = HORIZONS_S
) -> dict[int, Decimal | Missing]:
    """How far the price moved in the trader's favour after each horizon, from his own price on."""
    sign = 1 if fill.side == "buy" else -1
    found: dict[int, Decimal | Missing] = {}
    for seconds in horizons_s:
        mid = track.mid(fill.at + timedelta(seconds=seconds))
        found[seconds] = mid if isinstance(mid, Missing) else (mid - fill.price) * sign
    return found
