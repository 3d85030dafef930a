"""How long to wait before the next attempt."""

import random
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential back-off with full jitter, in seconds.

    Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 (full jitter).
    """

    first_s: float = 0.1
    factor: float = 2.0
    most_s: float = 30.0
    attempts: int | None = None

    def __post_init__(self) -> None:
        if self.first_s <= 0 or self.factor < 1 or self.most_s < self.first_s:
            raise ValueError("need 0 < first_s <= most_s and factor >= 1")

    def ceiling_s(self, attempt: int) -> float:
        """Give the longest wait before retry number `attempt`, the first being 1."""
        if attempt < 1:
            raise ValueError("attempts count from 1")
        # Beyond this power the ceiling is reached anyway and the float would overflow.
        return min(self.most_s, self.first_s * self.factor ** min(attempt - 1, 200))

    def delays(self, rng: random.Random | None = None) -> Iterator[float]:
        """Yield the waits between attempts; endless when `attempts` is None."""
        source = rng or random.Random()
        attempt = 1
        while self.attempts is None or attempt < self.attempts:
            yield source.uniform(0, self.ceiling_s(attempt))
            attempt += 1
