"""The data folder: one owner at a time, its secrets in a 0600 file."""

import fcntl
import json
import os
import secrets
from pathlib import Path

from .errors import DataFolderBusy


class DataFolder:
    """The folder that holds everything one stack keeps."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock: int | None = None

    def open(self) -> None:
        """Make the folder and take it for this process.

        Raises:
            DataFolderBusy: another supervisor holds it.
        """
        self.path.mkdir(mode=0o711, parents=True, exist_ok=True)
        lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(lock, 32).decode().strip()
            os.close(lock)
            raise DataFolderBusy(
                f"{self.path} is in use by process {owner}: stop it, or set DATA_DIR"
            ) from None
        os.ftruncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
        self._lock = lock

    def close(self) -> None:
        """Let go of the folder."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def facts(self) -> dict[str, str]:
        """Read the passwords and ports of this folder."""
        try:
            kept: dict[str, str] = json.loads(self._facts_file.read_text())
        except FileNotFoundError:
            return {}
        return kept

    def keep(self, **facts: str) -> dict[str, str]:
        """Add facts, durably, and give all of them."""
        merged = {**self.facts(), **facts}
        draft = self._facts_file.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(merged, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._facts_file)
        return merged

    def secret(self, name: str) -> str:
        """Give a password of this folder, made at its first use."""
        kept = self.facts()
        return kept[name] if name in kept else self.keep(**{name: secrets.token_urlsafe(24)})[name]

    @property
    def _facts_file(self) -> Path:
        return self.path / "stack.json"
