"""Benchmarks: ours and an anchor in alternating slices, on the same embedded database.

`main(argv)` prints one JSON line per benchmark. A benchmark is a context manager registered with
`@benchmark`; it gives a `Contest` whose two sides the harness runs by turns.
"""

from .cli import main
from .harness import Contest, Slice, benchmark
from .world import World

__all__ = ["Contest", "Slice", "World", "benchmark", "main"]
