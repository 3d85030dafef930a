"""Tell processes apart by pid and start time, so that a reused pid is never mistaken."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Identity:
    """One process for as long as the machine runs: boot, pid, start (clock ticks since boot)."""

    boot: str
    pid: int
    start: int

    @classmethod
    def of(cls, pid: int) -> "Identity | None":
        """Identify a running process; None when there is none, or only a zombie."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return None
        # proc(5): the command may hold spaces and brackets, so count after the last bracket;
        # there state is field 3 and starttime field 22.
        fields = stat.rpartition(")")[2].split()
        if fields[0] in "ZX":
            return None
        return cls(boot_id(), pid, int(fields[19]))

    def alive(self) -> bool:
        """Say whether this very process still runs."""
        return Identity.of(self.pid) == self

    def save(self, path: Path) -> None:
        """Record it for the next start."""
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(asdict(self)))
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Identity | None":
        """Read a record; None when absent or damaged (nothing can be concluded from it)."""
        try:
            kept = json.loads(path.read_text())
            return cls(str(kept["boot"]), int(kept["pid"]), int(kept["start"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None


def boot_id() -> str:
    """Name this boot of the machine."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def working_in(folder: Path) -> list[int]:
    """List the pids whose working directory is the folder (PostgreSQL's backends live so)."""
    target = str(folder.resolve())
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            if os.readlink(f"/proc/{entry}/cwd") == target:
                found.append(int(entry))
        except OSError:
            continue  # it ended, or belongs to another user
    return found
