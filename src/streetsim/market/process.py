"""A seeded price process that needs no state: any instant can be asked, in any order.

The logarithm of a price is a sum of interpolated noises at growing time scales, each with the
amplitude that a random walk has over that scale; beyond the longest scale it stays around its
level. The same seed and time give the same price, so a restarted server continues the market.
"""

import math
import zlib

from .sessions import DAY_MS

SCALES_MS = tuple(500 * 4**power for power in range(12))
_SHARE = 0.55
_MASK = (1 << 64) - 1


def _mix(value: int) -> int:
    value = (value + 0x9E3779B97F4A7C15) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def _gauss(bits: int) -> float:
    """Sum four 16-bit uniforms: near enough to a normal of variance one, and bounded."""
    total = sum((bits >> shift) & 0xFFFF for shift in (0, 16, 32, 48))
    return (total / 65536 - 2) * math.sqrt(3)


class PriceProcess:
    """Relative moves of named assets around their level."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._salts: dict[str, int] = {}
        self._cells: dict[tuple[str, int], tuple[int, float, float]] = {}

    def factor(self, asset: str, volatility: float, server_ms: int) -> float:
        """Return the price as a multiple of the asset's level."""
        total = 0.0
        for index, period in enumerate(SCALES_MS):
            left, right, share = self._cell(asset, index, period, server_ms)
            amplitude = math.sqrt(period / DAY_MS)
            total += amplitude * (left + (right - left) * share)
        return math.exp(_SHARE * volatility * total)

    def _cell(
        self, asset: str, index: int, period: int, server_ms: int
    ) -> tuple[float, float, float]:
        number, rest = divmod(server_ms, period)
        known = self._cells.get((asset, index))
        if known is None or known[0] != number:
            salt = self._salt(asset) + index
            left, right = (_gauss(_mix(_mix(salt) ^ (number + step))) for step in (0, 1))
            known = (number, left, right)
            self._cells[asset, index] = known
        return known[1], known[2], rest / period

    def _salt(self, asset: str) -> int:
        if asset not in self._salts:
            self._salts[asset] = _mix(self._seed ^ (zlib.crc32(asset.encode()) << 20))
        return self._salts[asset]
