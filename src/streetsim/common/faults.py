"""Fault switches: what goes wrong at a simulator, and when."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ANY = "*"


class FaultError(ValueError):
    """A fault that is not understood."""


@dataclass(slots=True)
class Fault:
    """One fault. `left` is how often it still fires, None for ever."""

    do: str
    command: str = ""
    nth: int = 1
    after_s: float | None = None
    options: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    left: int | None = 1
    until: float | None = None

    def due(self, names: tuple[str, ...], now: float) -> bool:
        """Count a command of these names; tell whether the fault fires on it.

        `now` is monotonic seconds.
        """
        if self.after_s is not None or self.command not in (ANY, *names) or self.left == 0:
            return False
        self.seen += 1
        if self.seen < self.nth:
            return False
        if self.options.get("seconds") is not None and self.do == "refuse":
            self.until = self.until or now + float(self.options["seconds"])
            return now < self.until
        if self.left is not None:
            self.left -= 1
        return True


async def pause(fault: Fault | None, stage: str) -> None:
    """Wait as a delay fault says, before or after performing a command."""
    if fault is not None and fault.options.get("stage", "before") == stage:
        await asyncio.sleep(float(fault.options.get("seconds", 2)))


@dataclass(frozen=True, slots=True)
class FaultKinds:
    """The faults a simulator knows.

    answer: change how one command is answered; server: happen to the server as a whole;
    both: answer faults that may also fire by time.
    """

    answer: frozenset[str]
    server: frozenset[str]
    both: frozenset[str] = frozenset()

    def parse(self, value: object) -> Fault:
        """Read one fault of a faults file. Raises: FaultError."""
        if not isinstance(value, dict) or set(value) - {"when", "do", "with"}:
            raise FaultError("a fault is an object with when, do and with")
        do, options = value.get("do"), value.get("with", {})
        if do not in self.answer | self.server:
            raise FaultError(f"unknown fault: {do}")
        if not isinstance(options, dict):
            raise FaultError(f"{do}: with must be an object")
        fault = _with_times(Fault(do=str(do), options=dict(options)))
        return self._with_when(fault, value.get("when", {"after_s": 0}))

    def _with_when(self, fault: Fault, when: object) -> Fault:
        if not isinstance(when, Mapping) or set(when) - {"command", "nth", "after_s"}:
            raise FaultError(f"{fault.do}: when is {{command, nth}} or {{after_s}}")
        if ("command" in when) == ("after_s" in when):
            raise FaultError(f"{fault.do}: when needs either command or after_s")
        if "after_s" in when:
            if fault.do in self.answer - self.both:
                raise FaultError(f"{fault.do}: needs a command")
            fault.after_s = _number(fault.do, when["after_s"])
            return fault
        nth = when.get("nth", 1)
        if not isinstance(nth, int) or isinstance(nth, bool) or nth < 1:
            raise FaultError(f"{fault.do}: nth must be 1 or more")
        fault.command, fault.nth = str(when["command"]).upper(), nth
        return fault

    def read(self, path: Path) -> tuple[Fault, ...]:
        """Read a faults file. Raises: FaultError, OSError."""
        try:
            values = json.loads(path.read_text())
        except ValueError as error:
            raise FaultError(f"no JSON: {error}") from None
        if not isinstance(values, list):
            raise FaultError("a faults file is a JSON list")
        return tuple(self.parse(value) for value in values)


def _with_times(fault: Fault) -> Fault:
    times = fault.options.get("times", 1)
    if not isinstance(times, int) or times < 0:
        raise FaultError(f"{fault.do}: times must be a number, zero or more")
    fault.left = times or None
    return fault


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise FaultError(f"{name}: after_s must be a number of seconds")
    return float(value)


class FaultBox:
    """The faults that are armed."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.armed = list(faults)

    def on_command(self, names: str | tuple[str, ...], now: float) -> list[Fault]:
        """Count a command by its name or names and return the faults that fire on it."""
        known = (names,) if isinstance(names, str) else names
        fired = [fault for fault in self.armed if fault.due(known, now)]
        self.armed = [fault for fault in self.armed if not _spent(fault, now)]
        return fired


def _spent(fault: Fault, now: float) -> bool:
    over = fault.until is not None and now >= fault.until
    return fault.after_s is None and (fault.left == 0 or over)
