"""The house's own processes, as data."""

import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from brokerdesk.stack import ProcessSpec, Task

WORKERS = ("relay", "consumers", "jobs", "gateway", "valuation")
_WORKER_PACKAGE = "brokerdesk.surfaces.workers"


@dataclass(frozen=True, slots=True)
class Door:
    """Where browsers come in."""

    host: str
    port: int

    @property
    def local(self) -> str:
        """Give the host that this machine reaches it by."""
        return "127.0.0.1" if self.host in ("localhost", "0.0.0.0", "::") else self.host

    @property
    def url(self) -> str:
        """Give the address to open on this machine."""
        return self.at("localhost" if self.local == "127.0.0.1" else self.local)

    def at(self, host: str) -> str:
        """Give the address of one of the names we serve."""
        return f"http://{host}:{self.port}/"


def environment(door: Door, data_dir: Path) -> dict[str, str]:
    """Name what every process of the house reads."""
    return {
        "DATA_DIR": str(data_dir),
        "PUBLIC_PORT": str(door.port),
        "DJANGO_SETTINGS_MODULE": "brokerdesk.config.settings",
        "PYTHONUNBUFFERED": "1",
    }


def command(*arguments: str) -> list[str]:
    """Give the command line of one of our own subcommands."""
    return [sys.executable, "-m", "brokerdesk.surfaces.cli", *arguments]


def migration(env: Mapping[str, str]) -> Task:
    """Bring the schema up to date before anything serves; the street need not wait for it."""
    return Task("migrations", command("migrate", "--verbosity", "0"), env, waits=False)


def web(door: Door, env: Mapping[str, str]) -> ProcessSpec:
    """Describe the web server."""
    argv = [sys.executable, "-m", "uvicorn", "brokerdesk.config.asgi:application"]
    argv += ["--host", door.host, "--port", str(door.port), "--no-access-log"]
    argv += ["--timeout-graceful-shutdown", "3", "--lifespan", "off"]
    return ProcessSpec(
        "web", argv, env, ready=_healthy(f"http://{door.local}:{door.port}/healthz"), ready_s=60.0
    )


def workers(env: Mapping[str, str]) -> Iterator[ProcessSpec]:
    """Describe the workers of this release."""
    for name in WORKERS:
        if worker_exists(name):
            yield ProcessSpec(f"worker-{name}", command("worker", name), env)


def worker_exists(name: str) -> bool:
    """Say whether this release has the worker."""
    return find_spec(f"{_WORKER_PACKAGE}.{name}") is not None


def _healthy(url: str) -> Callable[[], bool]:
    def ask() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False

    return ask
