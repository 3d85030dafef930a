"""The valuation worker of the benchmark, with a watcher that notes when each number was stored."""

import sys
import time
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any


class Clock:
    """Notes the stream's number and the time after each commit."""

    name = "zz_clock"

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1)
        self._seq = 0

    def begin(self, desk: Any) -> Mapping[int, Any]:
        return {}

    def reload(self, account_pks: Collection[int]) -> None:
        """It watches nobody."""

    def crossed(self, valued: Any, cause: Any) -> None:
        """It watches nobody."""

    def told(self, facts: Any, valued: Any) -> None:
        """It watches nobody."""

    def peaked(self, valued: Any, cause: Any) -> None:
        """It watches nobody."""

    def next_instant(self) -> datetime | None:
        return None

    def accounts_at(self, instant: datetime) -> Collection[int]:
        return ()

    def at_instant(self, instant: datetime, valued: Any) -> None:
        """It watches nobody."""

    def store(self, seq: int, at: datetime) -> None:
        self._seq = seq

    def stored(self) -> None:
        self._file.write(f"{self._seq} {time.time()}\n")


def main(path: str) -> int:
    """Mark until SIGTERM."""
    from brokerdesk.modules.valuation.watching import register
    from brokerdesk.surfaces.workers.valuation import main as mark

    register("zz_clock", lambda: Clock(Path(path)))
    return mark([])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
