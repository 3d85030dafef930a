"""The demo's sign-ins: random, kept in a 0600 file of the data folder, printed at each start."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

NAME = "demo-signins.json"


class SignIn(NamedTuple):
    """One sign-in. `totp` is the authenticator's seed in base32, empty without."""

    role: str
    host: str
    email: str
    password: str
    totp: str


def keep(data_dir: Path, signins: Sequence[SignIn]) -> None:
    """Write the sign-ins once the world is made."""
    data_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data_dir / NAME, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump([s._asdict() for s in signins], file, indent=1)


def kept(data_dir: Path) -> list[SignIn]:
    """Read the sign-ins; none when the file is gone."""
    path = data_dir / NAME
    if not path.exists():
        return []
    return [SignIn(**row) for row in json.loads(path.read_text())]


def printed(signins: Sequence[SignIn], scheme: str, port: int) -> str:
    """The sign-ins as a table for the operator."""
    lines = [f"  {'role':<16} {'address':<36} {'e-mail':<40} {'password':<18} TOTP seed"]
    for s in signins:
        address = f"{scheme}://{s.host}:{port}"
        lines.append(f"  {s.role:<16} {address:<36} {s.email:<40} {s.password:<18} {s.totp}")
    return "\n".join(lines)
