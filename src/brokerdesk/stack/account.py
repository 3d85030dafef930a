"""The account that PostgreSQL and nats-server run under: never root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .errors import StackError

_NAMES = ("brokerdesk", "postgres", "nobody")
_READ_ANYWHERE = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]


@dataclass(frozen=True, slots=True)
class Account:
    """How to run a program with as few rights as it needs; `uid` None means: as ourselves."""

    uid: int | None = None
    gid: int | None = None
    read_anywhere: bool = False

    def command(self, argv: list[str], *, death_signal: str = "INT") -> list[str]:
        """Wrap a command line so that it drops its rights and dies with its parent."""
        if self.uid is None:
            return argv
        # The kernel clears the death signal when the user changes: setpriv sets it afterwards.
        ids = [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        caps = _READ_ANYWHERE if self.read_anywhere else ["--inh-caps=-all"]
        return ["setpriv", *ids, *caps, f"--pdeathsig={death_signal}", "--", *argv]

    def own(self, path: Path) -> None:
        """Give a file or folder to the account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def reaches(self, programs: list[Path], folder: Path) -> bool:
        """Say whether the account can run the programs and write into the folder."""
        tests = [f'test -x "{p}"' for p in programs] + [f'cd "{folder}"', "test -w ."]
        shell = self.command(["sh", "-c", " && ".join(tests)])
        return subprocess.run(shell, capture_output=True, cwd="/").returncode == 0


def choose_account(programs: list[Path], folder: Path) -> Account | None:
    """Choose the account for a data folder; None when no account reaches it (hidden by a home).

    The folder is given to the account. Its present owner is kept: its files are theirs.
    """
    if os.geteuid() != 0:
        return Account()
    if shutil.which("setpriv") is None:
        raise StackError("setpriv (package util-linux) is needed to run PostgreSQL as root")
    owner = folder.stat().st_uid
    user = pwd.getpwuid(owner) if owner else _service_user()
    for read_anywhere in (False, True):
        account = Account(user.pw_uid, user.pw_gid, read_anywhere)
        account.own(folder)
        if account.reaches(programs, folder):
            return account
    os.chown(folder, 0, 0)
    return None


def _service_user() -> pwd.struct_passwd:
    """Find the system user to drop to."""
    for name in (os.environ.get("BROKERDESK_SERVICE_USER", ""), *_NAMES):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StackError("no unprivileged user exists; name one in BROKERDESK_SERVICE_USER")
