"""Keys that live beside the data when the environment gives none."""

import os
from pathlib import Path

from cryptography.fernet import Fernet


def _read_or_make(path: Path) -> str:
    """Read a 0600 file of one key; make it once, atomically, when it is absent."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(Fernet.generate_key().decode())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def data_folder_keys(data_dir: Path) -> tuple[str, ...]:
    """Encryption keys of the data folder, newest first, one a line."""
    return tuple(_read_or_make(data_dir / "keys" / "secrets.key").splitlines())


def data_folder_signing_key(data_dir: Path) -> str:
    """Django's signing key of the data folder."""
    return _read_or_make(data_dir / "keys" / "signing.key")
