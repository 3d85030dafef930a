"""Start a program as a child that dies with us, know when it is ready, stop it in time."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .account import Account
from .errors import NotReady
from .identity import Identity

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_POLL_S = 0.02
_LOG_BYTES = 20 * 1024 * 1024
_libc = ctypes.CDLL(None, use_errno=True)


def _ready_at_once() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """A process as data.

    `ready` answers quickly whether the process serves; `before` runs before each start.
    `stop_signal` asks for a clean stop; after `stop_s` seconds the whole group is killed.
    """

    name: str
    argv: list[str]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    account: Account = field(default_factory=Account)
    ready: Callable[[], bool] = _ready_at_once
    ready_s: float = 30.0
    before: Callable[[], None] | None = None
    restart: bool = True
    stop_signal: signal.Signals = signal.SIGTERM
    stop_s: float = 10.0


class Child:
    """One process of a spec, recorded in the run folder, its output in the log folder.

    `log_start` is where the output of this start begins in the log (bytes).
    """

    def __init__(self, spec: ProcessSpec, data_dir: Path) -> None:
        self.spec = spec
        self.record = data_dir / "run" / f"{spec.name}.json"
        self.log = data_dir / "log" / f"{spec.name}.log"
        self.log_start = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The child's pid, also after its end; None before its first start."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it in a process group of its own, after what is left of a former run."""
        stop_leftover(self.record, self.spec)
        if self.spec.before:
            self.spec.before()
        for folder in (self.record.parent, self.log.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        parent, death = os.getpid(), self.spec.stop_signal
        with self.log.open("ab") as log:
            self.log_start = log.tell()
            self._process = subprocess.Popen(
                self.spec.account.command(self.spec.argv, death_signal=death.name[3:]),
                env={**os.environ, **self.spec.env},
                cwd=self.spec.cwd or "/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: _die_with(parent, death),
            )
        self._remember()

    def _remember(self) -> None:
        """Record the child while it lives."""
        identity = Identity.of(self._process.pid) if self._process else None
        if identity:
            identity.save(self.record)

    def poll(self) -> int | None:
        """Give the exit status, None while it runs."""
        return self._process.poll() if self._process else None

    def running(self) -> bool:
        """Say whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def wait_ready(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Wait until it serves, or the wait is cancelled.

        Raises:
            NotReady: it ended, or `ready_s` seconds passed.
        """
        until = time.monotonic() + self.spec.ready_s
        while True:
            status = self.poll()
            if status is not None:
                raise NotReady(f"{self.spec.name} ended with {status}: {self.last_words()}")
            if cancelled() or self.spec.ready():
                return
            if time.monotonic() > until:
                raise NotReady(f"{self.spec.name} is not ready after {self.spec.ready_s:.0f} s")
            time.sleep(_POLL_S)

    def ask_to_stop(self) -> None:
        """Send the stop signal, if it runs."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(self.spec.stop_signal)

    def stop(self) -> None:
        """Stop it, by force after its grace time, and forget it."""
        self.ask_to_stop()
        self.await_stop()

    def await_stop(self) -> None:
        """Wait for its end, force it after the grace time, and take its group down with it."""
        if self._process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(self.spec.stop_s)
            kill_group(self._process.pid)
            self._process.wait()
        self.record.unlink(missing_ok=True)

    def last_words(self) -> str:
        """Give the last line of its log and where to read more."""
        with self.log.open("rb") as log:
            log.seek(self.log_start)
            lines = log.read().decode(errors="replace").strip().splitlines()
        return f"{lines[-1] if lines else 'it said nothing'} (see {self.log})"


def _die_with(parent: int, death: int) -> None:
    """Let the kernel send us `death` when our parent ends; for the child, before exec."""
    _libc.prctl(_PR_SET_PDEATHSIG, death, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the kernel knew
        os._exit(1)


def kill_group(pid: int) -> None:
    """Kill what is left of a child's process group."""
    with contextlib.suppress(ProcessLookupError):  # nothing is left
        os.killpg(pid, signal.SIGKILL)


def stop_leftover(record: Path, spec: ProcessSpec) -> None:
    """Stop the process a former supervisor left behind, if the record still names one."""
    identity = Identity.load(record)
    if identity and identity.alive():
        os.kill(identity.pid, spec.stop_signal)
        until = time.monotonic() + spec.stop_s
        while identity.alive() and time.monotonic() < until:
            time.sleep(_POLL_S)
        if identity.alive():
            kill_group(identity.pid)
    record.unlink(missing_ok=True)
