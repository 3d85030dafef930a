"""Where a benchmark runs: the embedded stack in a temporary folder, migrated."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from brokerdesk.stack import Addresses, start_services


@dataclass(frozen=True, slots=True)
class World:
    """The stack's addresses; `scale` multiplies the data that a benchmark prepares."""

    data_dir: Path
    database_url: str
    nats_url: str
    scale: int


@contextmanager
def open_world(scale: int) -> Iterator[World]:
    """Start the stack, migrate, set Django up as the application role; stop it all at the end."""
    with tempfile.TemporaryDirectory(prefix="brokerdesk-bench-") as folder:
        services, addresses = start_services(Path(folder))
        try:
            _migrate(folder, addresses)
            os.environ |= _environment(folder, addresses)
            import django

            django.setup()
            yield World(Path(folder), addresses.database_url, addresses.nats_url, scale)
        finally:
            _disconnect()
            services.stop()


def _environment(folder: str, addresses: Addresses) -> dict[str, str]:
    return {
        "DATABASE_URL": addresses.database_url,
        "NATS_URL": addresses.nats_url,
        "DATA_DIR": folder,
        "DJANGO_SETTINGS_MODULE": os.environ.get(
            "DJANGO_SETTINGS_MODULE", "brokerdesk.config.settings"
        ),
    }


def _migrate(folder: str, addresses: Addresses) -> None:
    """Migrate in a process of its own: it connects as the owner, we as the application role."""
    environment = os.environ | _environment(folder, addresses) | {"BROKERDESK_DB_ROLE": ""}
    subprocess.run(
        [sys.executable, "-m", "brokerdesk.surfaces.cli", "migrate", "--verbosity=0"],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _disconnect() -> None:
    from django.conf import settings

    if settings.configured:
        from django.db import connections

        connections.close_all()
