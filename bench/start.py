"""A whole house from its folder to answering browsers, on its second start and later ones."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .harness import Slice, benchmark
from .world import World

PATIENCE_S = 120.0
_SET_UP = "import django; django.setup(); from brokerdesk.core.app import load_pages; load_pages()"
_STEERING = ("DATABASE_URL", "NATS_URL", "PORT", "BROKERDESK_DB_ROLE")


class StartContest:
    """Each slice is one start; the anchor is one process that imports all rooms and sets up."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ready = folder / "ready.json"

    def ours(self, _seconds: float) -> Slice:
        """Start the house, and stop it again outside the time taken."""
        from brokerdesk.stack import free_port
        from brokerdesk.surfaces.cli.house import command

        plain = {name: value for name, value in os.environ.items() if name not in _STEERING}
        began = time.perf_counter()
        house = subprocess.Popen(
            command("serve", "--port", str(free_port())),
            env=plain | {"DATA_DIR": str(self._folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while not self._ready.exists():
                if house.poll() is not None or time.perf_counter() - began > PATIENCE_S:
                    raise RuntimeError("the house does not start")
                time.sleep(0.02)
            took = time.perf_counter() - began
        finally:
            house.terminate()
            house.wait(60)
        return Slice(1, took, [took * 1000])

    def theirs(self, _seconds: float) -> Slice:
        """Set Django up with all rooms, in a process of its own."""
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", _SET_UP], check=True)
        return Slice(1, time.perf_counter() - began)

    def check(self) -> None:
        """It stopped cleanly each time: no member is on record."""
        if left := sorted(path.stem for path in (self._folder / "run").glob("*.json")):
            raise RuntimeError(f"these were left behind: {left}")


@benchmark("stack.start", unit="starts/s", anchor="Django set up once with all rooms")
@contextmanager
def start(_world: World) -> Iterator[StartContest]:
    """Give a folder of its own; the harness's warm-up is its first start."""
    with tempfile.TemporaryDirectory(prefix="brokerdesk-bench-") as folder:
        yield StartContest(Path(folder) / "data")
