"""Where the servers' files and programs lie, so that their account can reach them."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import nats, postgres
from .account import Account, choose_account
from .errors import StackError

_ELSEWHERE = Path("/var/lib/brokerdesk")


@dataclass(frozen=True, slots=True)
class Home:
    """A folder the account owns, and the programs it may run."""

    path: Path
    account: Account
    postgres: Path
    nats: Path


def settle(data_dir: Path) -> Home:
    """Use a folder inside the data folder, or, when a closed home hides it, one in /var/lib."""
    tools, bus = postgres.programs(), nats.program()
    home = data_dir / "services"
    home.mkdir(mode=0o700, exist_ok=True)
    account = choose_account([tools / "postgres", bus], home)
    if account is not None:
        return Home(home, account, tools, bus)
    return _settle_elsewhere(data_dir, tools, bus)


def _settle_elsewhere(data_dir: Path, tools: Path, bus: Path) -> Home:
    """Copy the programs out of the closed home; the data gets a folder named by its origin."""
    programs = _ELSEWHERE / f"programs-{_fingerprint(tools, bus)}"
    if not programs.exists():
        draft = programs.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o755, parents=True)
        # The programs find their libraries relative to themselves: keep the wheel's layout.
        wheel = tools.parent.parent
        libraries = wheel.with_name(f"{wheel.name}.libs")
        shutil.copytree(tools.parent, draft / wheel.name / tools.parent.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        shutil.copy2(bus, draft / "nats-server")
        draft.rename(programs)
    name = hashlib.sha256(str(data_dir).encode()).hexdigest()[:16]
    home = _ELSEWHERE / f"data-{name}"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    tools = programs / tools.parent.parent.name / tools.parent.name / "bin"
    bus = programs / "nats-server"
    account = choose_account([tools / "postgres", bus], home)
    if account is None:
        raise StackError(f"no unprivileged account can use {home}; run as another user than root")
    return Home(home, account, tools, bus)


def _fingerprint(*programs: Path) -> str:
    """Name a set of programs by their sizes and dates."""
    facts = [f"{p.name}:{p.stat().st_size}:{p.stat().st_mtime_ns}" for p in programs]
    return hashlib.sha256("|".join(facts).encode()).hexdigest()[:12]
