"""Faults on order: what goes wrong, at which command, and when."""

import time
from dataclasses import dataclass, field
from typing import Any

from .config import Fault

API_FAULTS = frozenset({"drop_answer", "cut", "delay", "refuse", "server_error"})
WEBHOOK_FAULTS = frozenset({"duplicate", "reorder", "delay", "loss"})
PAGE_FAULTS = frozenset({"late_success"})
COMMANDS = {
    "payments.create": API_FAULTS,
    "payments.get": API_FAULTS,
    "payouts.create": API_FAULTS,
    "payouts.get": API_FAULTS,
    "refunds.create": API_FAULTS,
    "statement": API_FAULTS,
    "webhook": WEBHOOK_FAULTS,
    "pay": PAGE_FAULTS,
}


class BadFault(ValueError):
    """A fault that this simulator does not know."""


@dataclass
class _Rule:
    do: str
    command: str
    nth: int | None
    every: int | None
    after_s: float | None
    options: dict[str, Any]
    seen: int = 0
    spent: bool = False

    def hits(self, command: str, age_s: float) -> bool:
        """Say whether this call is the one, and remember that it was."""
        if self.spent or (self.command and self.command != command):
            return False
        if self.do not in COMMANDS[command]:
            return False
        self.seen += 1
        if self.after_s is not None and age_s < self.after_s:
            return False
        if self.every is not None:
            return self.seen % self.every == 0
        if self.nth is not None and self.seen != self.nth:
            return False
        self.spent = True
        return True


def _rule(fault: Fault) -> _Rule:
    when, do = fault.get("when"), fault.get("do")
    if not isinstance(when, dict) or set(fault) - {"when", "do", "with"}:
        raise BadFault(f"a fault is {{when, do, with}}: {fault}")
    command = str(when.get("command", ""))
    if command and command not in COMMANDS:
        raise BadFault(f"unknown command {command!r}; known: {', '.join(COMMANDS)}")
    known = COMMANDS[command] if command else API_FAULTS | WEBHOOK_FAULTS | PAGE_FAULTS
    if do not in known:
        raise BadFault(f"{do!r} is not supported here; supported: {', '.join(sorted(known))}")
    if set(when) - {"command", "nth", "every", "after_s"} or not when:
        raise BadFault(f"when takes command, nth, every, after_s: {when}")
    every = when.get("every")
    if every is not None and int(every) < 1:
        raise BadFault("every is 1 or more")
    return _Rule(
        do, command, when.get("nth"), every, when.get("after_s"), dict(fault.get("with") or {})
    )


@dataclass
class Faults:
    """The faults still to come."""

    rules: list[_Rule] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    @classmethod
    def load(cls, faults: tuple[Fault, ...]) -> "Faults":
        """Check and take a list of faults."""
        return cls([_rule(fault) for fault in faults])

    def add(self, fault: Fault) -> None:
        """Order one more fault; `nth` counts from now."""
        self.rules.append(_rule(fault))

    def clear(self) -> None:
        """Forget all faults."""
        self.rules.clear()

    def strike(self, command: str) -> tuple[str, dict[str, Any]]:
        """Give the fault for this call: its name ("" for none) and its options."""
        age_s = time.monotonic() - self.started
        for rule in self.rules:
            if rule.hits(command, age_s):
                return rule.do, rule.options
        return "", {}
