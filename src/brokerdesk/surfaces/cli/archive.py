"""A backup as one tar file: the database's dump, the files, the keys, and their digests."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from brokerdesk.stack import programs

from .command import Failure

_DUMP, _MANIFEST = "database.dump", "manifest.json"
_FOLDERS = ("files", "keys")
_FORMAT = 1


def save(target: Path, *, database_url: str, data_dir: Path, work: Path) -> int:
    """Write the archive (mode 0600: it holds the keys); give its size in bytes.

    The dump comes first: files are only ever added, so all that it names are there afterwards.
    """
    _program("pg_dump", database_url, "--format=custom", f"--file={work / _DUMP}")
    members = {_DUMP: work / _DUMP}
    for folder in _FOLDERS:
        found = sorted(p for p in (data_dir / folder).rglob("*") if p.is_file())
        members |= {str(path.relative_to(data_dir)): path for path in found}
    manifest = {
        "format": _FORMAT,
        "created_at": datetime.now(UTC).isoformat(),
        "sha256": {name: _digest(path) for name, path in members.items()},
    }
    (work / _MANIFEST).write_text(json.dumps(manifest))
    draft = target.with_name(f"{target.name}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        for name, path in {_MANIFEST: work / _MANIFEST, **members}.items():
            tar.add(path, arcname=name)
    _settle(draft)
    draft.replace(target)
    return target.stat().st_size


def unpack(source: Path, work: Path) -> None:
    """Unpack an archive and check every byte of it before anything is changed.

    Raises:
        Failure: it is not a backup, or it is damaged.
    """
    try:
        with tarfile.open(source) as tar:
            tar.extractall(work, filter="data")
        manifest = json.loads((work / _MANIFEST).read_text())
        digests: dict[str, str] = manifest["sha256"]
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise Failure(f"{source} is not a backup of ours: {error}") from error
    if manifest.get("format") != _FORMAT:
        raise Failure(f"{source} has format {manifest.get('format')}, this release reads {_FORMAT}")
    for name, digest in digests.items():
        if not (work / name).is_file() or _digest(work / name) != digest:
            raise Failure(f"{source} is damaged: {name} differs from its digest")
    if _DUMP not in digests:
        raise Failure(f"{source} holds no database")


def load(work: Path, *, database_url: str, data_dir: Path) -> None:
    """Load an unpacked archive into an empty database and put its files and keys in place."""
    _program(
        "pg_restore",
        database_url,
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        str(work / _DUMP),
    )
    for folder in _FOLDERS:
        if (work / folder).is_dir():
            shutil.rmtree(data_dir / folder, ignore_errors=True)
            shutil.copytree(work / folder, data_dir / folder)
    for key in (data_dir / "keys").glob("*"):
        key.chmod(0o600)


def _program(name: str, database_url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, not by ps."""
    parts = urlsplit(database_url)
    connection = [f"--host={parts.hostname}", f"--port={parts.port or 5432}"]
    connection += [f"--username={unquote(parts.username or '')}"]
    connection += [f"--dbname={parts.path.lstrip('/')}"]
    done = subprocess.run(
        [str(programs() / name), *connection, "--no-password", *arguments],
        env={**os.environ, "PGPASSWORD": unquote(parts.password or "")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failure(f"{name}: {done.stderr[-500:]}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settle(path: Path) -> None:
    """Wait until the disk has the file."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
