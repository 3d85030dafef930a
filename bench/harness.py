"""The registry of benchmarks and the alternating run."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Protocol

from .world import World

SLICES = 5
SLICE_S = 2.0


@dataclass(frozen=True, slots=True)
class Slice:
    """What one side did in one slice; latencies are in milliseconds and may be a sample.

    rss_mb: what the process then held in memory, where that is measured.
    """

    n: int
    seconds: float
    latencies_ms: list[float] = field(default_factory=list)
    rss_mb: float = 0.0

    @property
    def rate(self) -> float:
        """Units per second."""
        return self.n / self.seconds


class Contest(Protocol):
    """Two sides that do comparable work, and a check of every row that ours left behind."""

    def ours(self, seconds: float) -> Slice:
        """Run our side for about so long."""

    def theirs(self, seconds: float) -> Slice:
        """Run the anchor for about so long."""

    def check(self) -> None:
        """Raise when a row is missing, doubled or wrong."""


Make = Callable[[World], AbstractContextManager[Contest]]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A named benchmark."""

    name: str
    unit: str
    anchor: str
    make: Make


REGISTRY: dict[str, Benchmark] = {}


def benchmark(name: str, *, unit: str, anchor: str) -> Callable[[Make], Make]:
    """Register a benchmark under its public name."""

    def register(make: Make) -> Make:
        REGISTRY[name] = Benchmark(name, unit, anchor, make)
        return make

    return register


def run(bench: Benchmark, world: World) -> dict[str, str | int | float]:
    """Run both sides by turns, check the rows, and give the line to print."""
    with bench.make(world) as contest:
        contest.ours(SLICE_S / 4)  # warms caches and connections; not counted
        pairs = [(contest.ours(SLICE_S), contest.theirs(SLICE_S)) for _ in range(SLICES)]
        contest.check()
    ours = median(o.rate for o, _ in pairs)
    theirs = median(t.rate for _, t in pairs)
    line: dict[str, str | int | float] = {
        "bench": bench.name,
        "unit": bench.unit,
        "ours": _rounded(ours),
        "anchor": bench.anchor,
        "theirs": _rounded(theirs),
        "ratio": round(ours / theirs, 3),
        "n": sum(o.n for o, _ in pairs),
        "runs": SLICES,
    }
    if pairs[0][0].rss_mb:
        line |= {"rss_first_mb": pairs[0][0].rss_mb, "rss_last_mb": pairs[-1][0].rss_mb}
    return line | _latency([ms for o, _ in pairs for ms in o.latencies_ms])


def _rounded(rate: float) -> float:
    return round(rate, 1 if rate >= 10 else 3)


def _latency(samples: list[float]) -> dict[str, float]:
    if len(samples) < 2:
        return {}
    cuts = quantiles(samples, n=100, method="inclusive")
    return {f"p{n}_ms": round(cuts[n - 1], 3) for n in (50, 95, 99)}
