"""The session's embedded stack, started by the first process and shared by the workers."""

import atexit
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from brokerdesk.stack import Services
from brokerdesk.stack.errors import DataFolderBusy, StackError

ROOT = Path(__file__).resolve().parents[2]
_HANDED_DOWN = "BROKERDESK_TESTBED"
_SLOTS = 32
_MEMORY = Path("/dev/shm")
_ROOM = 6 << 30
UPKEEP_S = 20.0


@dataclass(frozen=True, slots=True)
class Testbed:
    """Addresses of the session's servers; `folder` is this session's alone."""

    folder: str
    database_url: str
    nats_url: str

    @property
    def worker(self) -> str:
        """Name the pytest-xdist worker of this process."""
        return os.environ.get("PYTEST_XDIST_WORKER", "main")

    @property
    def database(self) -> str:
        """Name this worker's clone."""
        return f"test_{self.worker}"

    def url(self, database: str) -> str:
        """Give the owner's URL of a database."""
        return f"{self.database_url.rpartition('/')[0]}/{database}"

    def environment(self) -> dict[str, str]:
        """Name what the settings read, for this worker's processes."""
        return {
            "DATABASE_URL": self.url(self.database),
            "NATS_URL": "",
            "DATA_DIR": str(Path(self.folder) / f"app-{self.worker}"),
            "SECRET_KEY": "tests-only-" + "k" * 50,
            "EMAIL_URL": "smtp://127.0.0.1:9",
            # What is compiled once serves all workers and whole houses, and the next session.
            "NUMBA_CACHE_DIR": str(ROOT / ".data" / "test" / "numba"),
        }


def open_testbed() -> Testbed:
    """Join the session's stack, or start it: each session takes the first free slot."""
    handed_down = os.environ.get(_HANDED_DOWN)
    if handed_down:
        return Testbed(**json.loads(handed_down))
    for slot in range(_SLOTS):
        folder = _home() / str(slot)
        services = Services(folder, durable=False)
        try:
            addresses = services.start()
        except DataFolderBusy:
            continue
        atexit.register(_close, services, folder)
        bed = Testbed(str(folder), addresses.database_url, addresses.nats_url)
        os.environ[_HANDED_DOWN] = json.dumps(asdict(bed))
        return bed
    raise StackError(f"{_SLOTS} test sessions run in this checkout already")


def _home() -> Path:
    """Say where servers keep their files: in memory if it has room, for a clone has 2,000 files."""
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM:
        return _MEMORY / f"brokerdesk-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"
    return ROOT / ".data" / "test"


def _close(services: Services, folder: Path) -> None:
    """Stop the stack, and give back the memory that it took."""
    services.stop()
    if _MEMORY in folder.parents:
        shutil.rmtree(folder)
        with suppress(OSError):  # another session may be in it
            folder.parent.rmdir()


@contextmanager
def _administrator(bed: Testbed) -> Iterator[psycopg.Connection]:
    """Connect to the maintenance database as the owner."""
    with psycopg.connect(bed.url("postgres"), autocommit=True) as link:
        yield link


def clone(bed: Testbed, name: str) -> None:
    """Make a database from the migrated template, in place of one of the same name.

    Copied as files: block by block through the log takes twice as long where nothing is synced.
    """
    template = ensure_template(bed)
    drop(bed, name)
    with _administrator(bed) as link:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        link.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def drop(bed: Testbed, name: str) -> None:
    """Drop a database, whoever is still connected.

    A worker of the server's own upkeep cannot be ended by its owner, only awaited.
    """
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    until = time.monotonic() + UPKEEP_S
    with _administrator(bed) as link:
        while True:
            try:
                link.execute(statement)
            except InsufficientPrivilege:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
            else:
                return


@cache
def ensure_template(bed: Testbed) -> str:
    """Give the template's name, migrated once per state of the migrations and looked up once."""
    name = f"template_{_fingerprint()}"
    with (Path(bed.folder) / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _administrator(bed) as link:
            found = link.execute("SELECT datname FROM pg_database").fetchall()
        known = {row[0] for row in found}
        if name not in known:
            for old in known:
                if old.startswith(("template_", "draft_")):
                    drop(bed, old)
            _build(bed, name)
    return name


def _build(bed: Testbed, name: str) -> None:
    """Migrate a draft with the very command operators use, then give it its name."""
    draft = f"draft_{name}"
    with _administrator(bed) as link:
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    done = subprocess.run(
        [sys.executable, "-m", "brokerdesk.surfaces.cli", "migrate"],
        env={**os.environ, **bed.environment(), "DATABASE_URL": bed.url(draft)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StackError(f"the migrations fail:\n{done.stderr[-8000:]}")
    with _administrator(bed) as link:
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        link.execute(statement.format(sql.Identifier(draft), sql.Identifier(name)))


def _fingerprint() -> str:
    """Digest all that shapes a new database: migrations, SQL files, rights, settings, packages."""
    source = ROOT / "src" / "brokerdesk"
    files = {*source.rglob("migrations/**/*.py"), *source.rglob("*.sql")}
    files |= {*source.rglob("*sql*.py"), source / "config" / "settings.py"}
    files |= {*source.rglob("cli/**/migrate.py"), ROOT / "requirements" / "dev.txt"}
    files |= {*source.rglob("permissions.py"), *source.rglob("defaults.py")}
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:20]
