"""A NATS server of a test's own, that may be stopped and started."""

import json
import shutil
import socket
import subprocess
import time
from pathlib import Path

from brokerdesk.stack.nats import program
from brokerdesk.stack.ports import LOOPBACK, free_port

READY_S = 20.0


class OwnBus:
    """One server with a store of its own, on the same port at each start."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port(None)
        self._streams = folder / "streams"
        self._config = folder / "nats.conf"
        self._config.write_text(json.dumps({
            "server_name": "own", "listen": f"{LOOPBACK}:{self._port}",
            "jetstream": {"store_dir": str(self._streams)},
        }))  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"nats://{LOOPBACK}:{self._port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(
            [str(program()), "--config", str(self._config)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + READY_S
        while not _answers(self._port):
            if time.monotonic() > until:
                raise TimeoutError("the bus does not start")
            time.sleep(0.05)

    def lose(self) -> None:
        """Lose all streams; it has to be stopped."""
        shutil.rmtree(self._streams)

    def stop(self) -> None:
        """Stop it; what its streams hold stays."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=READY_S)
            self._process = None


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as link:
            greeting = link.makefile("rb").readline()
    except OSError:
        return False
    return greeting.startswith(b"INFO ") and bool(json.loads(greeting[5:]).get("jetstream"))
