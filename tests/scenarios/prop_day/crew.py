"""Valuation workers that are killed and followed."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from brokerdesk.modules.valuation.models import Shard

SHARDS = 2


@dataclass
class Crew:
    """Some processes of which each tries for all shards; `clock` is the file of their time."""

    clock: Path
    log: Path
    size: int = 2
    killed: int = 0
    _running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> None:
        """Start as many as are missing."""
        self._running = [one for one in self._running if one.poll() is None]
        while len(self._running) < self.size:
            command = [sys.executable, "-m", "tests.scenarios.prop_day.worker", str(self.clock)]
            env = {**os.environ, "VALUATION_SHARDS": str(SHARDS)}
            with self.log.open("ab") as log:
                self._running.append(subprocess.Popen(command, env=env, stdout=log, stderr=log))

    def kill(self, shard: int) -> None:
        """Kill whoever marks a shard, at once; another process starts."""
        owner = Shard.objects.filter(number=shard).values_list("owner", flat=True).first()
        pid = int((owner or ":0").rpartition(":")[2])
        for one in self._running:
            if one.pid == pid and one.poll() is None:
                self._end(one)
        self.start()

    def kill_all(self) -> None:
        """Kill all of them."""
        for one in self._running:
            if one.poll() is None:
                self._end(one)
        self.start()

    def stop(self) -> None:
        """End them for good."""
        for one in self._running:
            one.kill()
            one.wait()
        self._running = []

    def _end(self, one: "subprocess.Popen[bytes]") -> None:
        one.send_signal(signal.SIGKILL)
        one.wait()
        self.killed += 1
