"""The anchor: pgbench's TPC-B-like script in the database that our side works in."""

import re
import subprocess

from brokerdesk.stack.postgres import programs

from .harness import Slice
from .world import World

ANCHOR = "pgbench tpc-b, 4 clients"
_SCALE = 50
_PROCESSED = re.compile(r"number of transactions actually processed: (\d+)")
_RATE = re.compile(r"tps = ([0-9.]+) \(without initial connection time\)")


class PgBench:
    """pgbench -c 4 -j 2 -M simple at scale 50, in slices."""

    def __init__(self, world: World) -> None:
        self._url = world.database_url
        self._prepare(world)

    def _prepare(self, world: World) -> None:
        """Fill its tables once per database."""
        mark = world.data_dir / "pgbench-ready"
        if not mark.exists():
            self._run("--initialize", f"--scale={_SCALE}", "--quiet")
            mark.touch()

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [programs() / "pgbench", *arguments, self._url],
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def slice(self, seconds: float) -> Slice:
        """Run for so long, rounded to whole seconds because pgbench counts in those."""
        time_s = max(1, round(seconds))
        out = self._run("-c4", "-j2", "-M", "simple", "--no-vacuum", f"--time={time_s}")
        processed, rate = _PROCESSED.search(out), _RATE.search(out)
        if processed is None or rate is None:
            raise RuntimeError(f"pgbench said: {out[-300:]}")
        n = int(processed[1])
        return Slice(n=n, seconds=n / float(rate[1]))
