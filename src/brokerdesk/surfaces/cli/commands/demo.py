"""`brokerdesk demo`: one client's whole life on a house of its own."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from ..command import Command
from ..demo import challenge, money, onboarding
from ..demo.browser import DemoError
from ..demo.house import open_house
from ..demo.life import PLATFORMS, Life
from ..demo.risk import risk


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the form of the answer."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


class Report:
    """What the demo prints."""

    def __init__(self) -> None:
        self.stages: list[dict[str, Any]] = []
        self.reconciliation: dict[str, str] = {}
        self.latency_ms: dict[str, dict[str, float]] = {}

    def play(self, name: str, stage: Callable[[], str]) -> bool:
        """Run one stage and note how it went."""
        began = time.perf_counter()
        try:
            ok, detail = True, stage()
        except DemoError as error:
            ok, detail = False, str(error)
        ms = round((time.perf_counter() - began) * 1000, 1)
        self.stages.append({"name": name, "ok": ok, "ms": ms, "detail": detail})
        sys.stderr.write(f"{'ok  ' if ok else 'FAIL'} {name} {ms:.0f} ms: {detail}\n")
        return ok

    def as_json(self) -> dict[str, Any]:
        """Give the one object of the contract."""
        return {
            "stages": self.stages,
            "platforms": list(PLATFORMS),
            "reconciliation": self.reconciliation,
            "latency_ms": self.latency_ms,
        }


def _live(life: Life, report: Report) -> None:
    """Play the stages in order; the first that fails ends the demo.

    The challenges are bought with the deposit and run beside what follows.
    """
    stages: list[tuple[str, Callable[[Life], str]]] = [
        ("register", onboarding.register),
        ("verify_email", onboarding.verify_email),
        ("verify_identity", onboarding.verify_identity),
        ("open_account", onboarding.open_account),
        ("deposit", money.deposit),
        ("fund_account", money.fund_account),
        ("trade", money.trade),
        ("commission", money.commission),
        ("report", money.report),
        ("risk", risk),
        ("prop_decision", lambda it: challenge.prop_decision(it, running[0])),
        ("withdraw", money.withdraw),
        ("reconcile", lambda it: money.reconcile(it, report.reconciliation.update)),
    ]
    running: list[Future[challenge.Challenges]] = []
    for name, stage in stages:
        if not report.play(name, partial(stage, life)):
            return
        if name == "deposit":
            running.append(challenge.begin(life))
    report.latency_ms = money.latencies(life)


def run(options: argparse.Namespace) -> int:
    """Start a house, play the life, print what happened; 0 only when every stage is well."""
    report = Report()
    try:
        with open_house() as house:
            _live(Life(house), report)
    except DemoError as error:
        sys.stderr.write(f"brokerdesk: {error}\n")
        return 1
    if options.json:
        sys.stdout.write(json.dumps(report.as_json()) + "\n")
    return 0 if report.latency_ms and all(stage["ok"] for stage in report.stages) else 1


COMMAND = Command(run, arguments)
