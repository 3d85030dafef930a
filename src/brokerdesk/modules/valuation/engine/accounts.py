"""The accounts of a book: equities, what is watched of them, and their guard bands."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..types import Levels
from .blocks import Floats, Wholes, grown
from .layout import (
    BASE,
    BASE_SCALE,
    HIGH,
    LEAST,
    LOW,
    NO_HIGH,
    NO_LOW,
    NO_TRAIL,
    PEAK,
    PEAK_BAND,
    SCALE,
    SHARE,
    TRAIL,
    UNIT,
)

BUDGET = 1 << 19
"""After how many ticks equities are summed up anew at the latest: rounding adds up till then."""
_ROUNDING = 1e-8
_NEIGHBOURS = 512


@dataclass(frozen=True, slots=True)
class Money:
    """What an account is worth beside its positions: its sum, and the sum without signs."""

    base: float
    scale: float
    margin: float


class Accounts:
    """A row per account, in slots; slot 0 is nobody's: its peak says that there are new ones.

    The guard band: a float equity differs from the exact one by less than
    `scale x share + least`, where `scale` sums what the equity is made of without signs: money,
    and units at the largest prices and costs, at the largest rates. A price and a rate each at
    most double before the band is widened, so that what is rounded is at most 4 scales.

    Summed up from scratch, the rates and each of the `lines` and `rows` add a few units in the last
    place of that. Let e be the equity kept, f a sum kept in a profit's currency, r its rate. The
    error of e is that of the f, at their r, and the rest, e - (money + sum of r x f). A tick of
    a price adds to f's the difference of prices (2 units), its product (2), and the sum (1); to
    the rest the sum in f once more (1), the product with r (2), and the sum in e (1): 9 units at
    most. A tick of a rate adds nothing to f's, and to the rest the difference of rates (2), the
    product (2) and the sum (1): what f is wrong by is then wrong at the new rate, and no more.
    Where a symbol converts its profit itself it is 7 in place of 9. A tick moves two `rows` of an
    account at most, and its `rates`. `least` is what the exact value rounds, 8 decimals a line.
    """

    def __init__(self) -> None:
        self.equities: Floats = np.zeros(1)
        self.bounds: NDArray[np.float32] = np.zeros((1, 2), dtype=np.float32)
        self.levels: Floats = np.zeros((1, 12))
        self.peaks: Wholes = np.full(1, -1, dtype=np.int64)
        self.pks: Wholes = np.full(1, -1, dtype=np.int64)
        self._slots: dict[int, int] = {}
        self._free: dict[str, list[int]] = {}
        self._next = 1

    def __contains__(self, pk: int) -> bool:
        return pk in self._slots

    def slot(self, pk: int) -> int:
        """An account's slot.

        Raises:
            KeyError: the account is not in the book.
        """
        return self._slots[pk]

    def enter(self, pk: int, currency: str) -> int:
        """An account's slot; a new one gets it near to others in its currency, whose positions
        are marked together: that is kinder to the processor's caches.
        """
        if pk in self._slots:
            return self._slots[pk]
        free = self._free.setdefault(currency, [])
        if not free:
            free += range(self._next + _NEIGHBOURS - 1, self._next - 1, -1)
            self._next += _NEIGHBOURS
            self._grow()
        slot = free.pop()
        self._slots[pk] = slot
        self.pks[slot], self.peaks[slot] = pk, -1
        self.equities[slot], self.levels[slot] = 0, 0
        self.unwatch(slot)
        return slot

    def leave(self, pk: int, currency: str) -> int:
        """Forget an account; give the slot that it had."""
        slot = self._slots.pop(pk)
        self.unwatch(slot)
        self.bounds[slot] = NO_LOW, NO_HIGH
        self.pks[slot] = self.peaks[slot] = -1
        self._free.setdefault(currency, []).append(slot)
        return slot

    def all(self) -> Wholes:
        """The slots in use."""
        return np.flatnonzero(self.pks >= 0)

    def put(self, slot: int, money: Money, floating: float, scale: float) -> None:
        """Set what an account is worth, and what that is made of."""
        self.equities[slot] = money.base + floating
        levels = self.levels[slot]
        levels[BASE], levels[BASE_SCALE], levels[SCALE] = money.base, money.scale, scale

    def size(self, slot: int, rows: int, lines: int, rates: int) -> None:
        """Set what an account's guard band depends on beside its scale."""
        moved = min(rows, 2) + rates
        self.levels[slot, SHARE] = UNIT * 4 * (9 * BUDGET * moved + 32 + 4 * (lines + rows))
        self.levels[slot, LEAST] = _ROUNDING * lines

    def unwatch(self, slot: int) -> None:
        """Have an account never looked at."""
        levels = self.levels[slot]
        levels[LOW], levels[HIGH], levels[TRAIL] = NO_LOW, NO_HIGH, NO_TRAIL

    def watch(self, slot: int, given: Levels) -> None:
        """Set at what equities an account is looked at; its peak stays as it is."""
        levels = self.levels[slot]
        levels[LOW] = NO_LOW if given.low is None else given.low
        levels[HIGH] = NO_HIGH if given.high is None else given.high
        levels[TRAIL] = NO_TRAIL if given.trail is None else given.trail

    def start_peak(self, slot: int, peak: float | None) -> None:
        """Take a peak as given, exactly, or start with the present equity."""
        self.levels[slot, PEAK] = self.equities[slot] if peak is None else peak
        self.levels[slot, PEAK_BAND] = 0 if peak is not None else self.band(slot)
        self.peaks[slot] = -1

    def band(self, slot: int) -> float:
        """By how much an account's float equity may differ from the exact one."""
        levels = self.levels[slot]
        return float(levels[SCALE] * levels[SHARE] + levels[LEAST])

    def risen(self) -> tuple[Wholes, Wholes]:
        """Who has a new peak, and the number at which; forgotten once told."""
        if self.peaks[0] < 0:
            return self.pks[:0].copy(), self.peaks[:0].copy()
        self.peaks[0] = -1
        slots = np.flatnonzero(self.peaks >= 0)
        told = self.pks[slots], self.peaks[slots]
        self.peaks[slots] = -1
        return told

    def add_scale(self, slots: Wholes, more: Floats) -> None:
        """Reckon with more in the guard bands of accounts."""
        np.add.at(self.levels[:, SCALE], slots, more)

    def sum_up(self, sums: NDArray[np.float64]) -> None:
        """Take floating results and scales that were summed up from scratch."""
        self.equities[:] = self.levels[:, BASE] + sums[:, 0]
        self.levels[:, SCALE] = self.levels[:, BASE_SCALE] + sums[:, 1]

    def _grow(self) -> None:
        old = len(self.pks)
        if self._next <= old:
            return
        self.equities = grown(self.equities, self._next)
        self.bounds = grown(self.bounds, self._next)
        self.levels = grown(self.levels, self._next)
        self.peaks, self.pks = grown(self.peaks, self._next), grown(self.pks, self._next)
        self.peaks[old:] = self.pks[old:] = -1
