"""Start a process group in order, start again what dies, stop all of it cleanly."""

import signal
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import FrameType

from .errors import NotReady
from .identity import Identity
from .process import Child, ProcessSpec, stop_leftover
from .services import Addresses, Services

_FIRST_PAUSE_S, _LONGEST_PAUSE_S, _SETTLED_S = 0.2, 10.0, 30.0
_TICK_S = 0.05
_SERVICES = {"postgres", "nats"}
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Task:
    """A program that must end well before what follows it starts; its output is kept.

    `waits`: only when all that was started before it is ready.
    """

    name: str
    argv: list[str]
    env: Mapping[str, str] = field(default_factory=dict)
    limit_s: float = 600.0
    waits: bool = True


Plan = Iterable[ProcessSpec | Task]


class _Watched:
    """A child and when to start it again."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.started = time.monotonic()
        self.pause = _FIRST_PAUSE_S
        self.due: float | None = None

    def look(self) -> str:
        """Start it again when it is due; say what happened, if anything did."""
        now = time.monotonic()
        if self.child.running():
            if now - self.started > _SETTLED_S:
                self.pause = _FIRST_PAUSE_S
            return ""
        if self.due is None:
            self.due, pause = now + self.pause, self.pause
            self.pause = min(self.pause * 2, _LONGEST_PAUSE_S)
            status = self.child.poll()
            return f"{self.child.spec.name} ended ({status}); again in {pause:.1f} s"
        if now >= self.due:
            self.due, self.started = None, now
            self.child.start()
        return ""


class Supervisor:
    """Runs the services of a data folder and a plan of processes above them, until told to stop."""

    def __init__(self, services: Services, *, say: Callable[[str], None]) -> None:
        self._services = services
        self._say = say
        self._watched: list[_Watched] = []
        self._unready: list[Child] = []
        self._stop = threading.Event()
        self.outputs: dict[str, str] = {}

    def run(
        self, plan: Callable[[Addresses], Plan], *, on_ready: Callable[[], None] = lambda: None
    ) -> None:
        """Run until Ctrl-C, SIGTERM or a closed terminal; call from the main thread.

        Raises:
            StackError: the start failed; all that ran is stopped again.
        """
        former = {number: signal.signal(number, self._on_signal) for number in _ENDING}
        try:
            addresses = self._services.start(cancelled=self._stop.is_set)
            self._watched = [_Watched(child) for child in self._services.children]
            self._stop_leftovers()
            self._start(plan(addresses))
            if not self._stop.is_set():
                on_ready()
            self._watch()
        finally:
            self._stop_all()
            for number, handler in former.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """Ask the supervisor to stop everything and return."""
        self._stop.set()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _stop_leftovers(self) -> None:
        """Stop what a former supervisor left; the services have seen to their own."""
        folder = self._services.folder.path
        for record in sorted((folder / "run").glob("*.json")):
            if record.stem not in _SERVICES and Identity.load(record):
                stop_leftover(record, ProcessSpec(record.stem, []))

    def _start(self, plan: Plan) -> None:
        """Start the plan's items in order; processes in a row become ready side by side."""
        for item in plan:
            if self._stop.is_set():
                return
            if isinstance(item, Task):
                if item.waits:
                    self._await_ready()
                self._say(f"starting {item.name}")
                self._perform(item)
            else:
                self._say(f"starting {item.name}")
                child = Child(item, self._services.folder.path)
                child.start()
                self._watched.append(_Watched(child))
                self._unready.append(child)
        self._await_ready()

    def _await_ready(self) -> None:
        """Wait for the processes that were started and not awaited yet."""
        while self._unready and not self._stop.is_set():
            self._unready[0].wait_ready(self._stop.is_set)
            self._unready.pop(0)
        self._look_after()

    def _perform(self, task: Task) -> None:
        """Run a task to its end and keep its output."""
        spec = ProcessSpec(task.name, task.argv, task.env, restart=False)
        child = Child(spec, self._services.folder.path)
        child.start()
        begin = child.log_start
        until = time.monotonic() + task.limit_s
        try:
            while child.running() and not self._stop.wait(_TICK_S):
                self._look_after()
                if time.monotonic() > until:
                    raise NotReady(f"{task.name} takes longer than {task.limit_s:.0f} s")
            if child.poll():
                raise NotReady(f"{task.name} failed: {child.last_words()}")
        finally:
            child.stop()
        with child.log.open("rb") as log:
            log.seek(begin)
            self.outputs[task.name] = log.read().decode(errors="replace")

    def _watch(self) -> None:
        """Look after the children until the signal."""
        while not self._stop.wait(_TICK_S):
            self._look_after()

    def _look_after(self) -> None:
        for watched in self._watched:
            if watched.child.spec.restart and (news := watched.look()):
                self._say(news)

    def _stop_all(self) -> None:
        """Stop the plan's processes together, then the services under them."""
        above = [w.child for w in self._watched if w.child not in self._services.children]
        for child in above:
            child.ask_to_stop()
        for child in reversed(above):
            child.await_stop()
        self._watched = []
        self._services.stop()
