"""Fault switches: what goes wrong, and when."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ANY = "*"
# Faults that change how one command is answered.
ANSWER_FAULTS = frozenset(
    {"drop_answer", "cut", "delay", "duplicate", "reorder", "refuse"},
)
# Faults that happen to the server as a whole, beside any command.
SERVER_FAULTS = frozenset(
    {
        "edit_deal",
        "delete_deal",
        "late_deal",
        "skew_clock",
        "restart",
        "duplicate_balance",
        "raw_backslashes",
        "destructive_update",
        "end_of_day",
    }
)
# Acts that have a meaning both for a command and for the server as a whole.
BOTH = frozenset({"duplicate"})

HELP = """\
faults FILE is a JSON list of {"when": ..., "do": ..., "with": {...}}.
when: {"command": "TRADE_BALANCE", "nth": 3} counts that command from now on ("*" counts all);
      {"after_s": 10} fires by time. "times" in `with` repeats (default 1, 0 for ever).
do, with its options:
  drop_answer        the command is performed, its answer is lost; close: true also closes
  cut                the connection closes in the middle of the answer
  delay              seconds (2); stage: "before" (default) or "after" performing
  duplicate          what: "answer" (sent twice) or "operation" (a balance deal performed twice);
                     by time: the last balance deal is performed again
  reorder            what: "rows" (array reversed) or "answer" (held back behind the next one)
  refuse             retcode (12); not performed; seconds: refuse for so long instead of `times`
  edit_deal          deal (default the last one), changes {wire field: value}, move_money (true)
  delete_deal        deal (default the last one), move_money (true)
  late_deal          deal {wire fields}, seconds in the past (600), move_money (true)
  duplicate_balance  deal: performed a second time
  skew_clock         seconds added to the server's clock from then on
  restart            down_s (1); connections drop; on a command: after it is performed
  raw_backslashes, destructive_update, end_of_day   on (true)
"""


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

    def due(self, command: str, now: float) -> bool:
        """Count a command; tell whether the fault fires on it. `now` is monotonic seconds."""
        if self.after_s is not None or self.command not in (ANY, command) or self.left == 0:
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


def parse_fault(value: object) -> Fault:
    """Read one fault of a faults file. Raises: FaultError."""
    if not isinstance(value, dict) or set(value) - {"when", "do", "with"}:
        raise FaultError("a fault is an object with when, do and with")
    do, options = value.get("do"), value.get("with", {})
    if do not in ANSWER_FAULTS | SERVER_FAULTS:
        raise FaultError(f"unknown fault: {do}")
    if not isinstance(options, dict):
        raise FaultError(f"{do}: with must be an object")
    fault = _with_times(Fault(do=str(do), options=dict(options)))
    return _with_when(fault, value.get("when", {"after_s": 0}))


def _with_times(fault: Fault) -> Fault:
    times = fault.options.get("times", 1)
    if not isinstance(times, int) or times < 0:
        raise FaultError(f"{fault.do}: times must be a number, zero or more")
    fault.left = times or None
    return fault


def _with_when(fault: Fault, when: object) -> Fault:
    if not isinstance(when, Mapping) or set(when) - {"command", "nth", "after_s"}:
        raise FaultError(f"{fault.do}: when is {{command, nth}} or {{after_s}}")
    if ("command" in when) == ("after_s" in when):
        raise FaultError(f"{fault.do}: when needs either command or after_s")
    if "after_s" in when:
        if fault.do in ANSWER_FAULTS - BOTH:
            raise FaultError(f"{fault.do}: needs a command")
        fault.after_s = _number(fault.do, when["after_s"])
        return fault
    nth = when.get("nth", 1)
    if not isinstance(nth, int) or isinstance(nth, bool) or nth < 1:
        raise FaultError(f"{fault.do}: nth must be 1 or more")
    fault.command, fault.nth = str(when["command"]).upper(), nth
    return fault


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise FaultError(f"{name}: after_s must be a number of seconds")
    return float(value)


def read_faults(path: Path) -> tuple[Fault, ...]:
    """Read a faults file. Raises: FaultError, OSError."""
    try:
        values = json.loads(path.read_text())
    except ValueError as error:
        raise FaultError(f"no JSON: {error}") from None
    if not isinstance(values, list):
        raise FaultError("a faults file is a JSON list")
    return tuple(parse_fault(value) for value in values)


class FaultBox:
    """The faults that are armed."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.armed = list(faults)

    def on_command(self, command: str, now: float) -> list[Fault]:
        """Count a command and return the faults that fire on it."""
        fired = [fault for fault in self.armed if fault.due(command, now)]
        self.armed = [fault for fault in self.armed if not _spent(fault, now)]
        return fired


def _spent(fault: Fault, now: float) -> bool:
    over = fault.until is not None and now >= fault.until
    return fault.after_s is None and (fault.left == 0 or over)
