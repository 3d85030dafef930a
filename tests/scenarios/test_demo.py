"""`brokerdesk demo --json`: one client's whole life, as the contract of the commands says."""

import json
import os
import subprocess
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.surfaces.cli.house import command

STAGES = [
    "register", "verify_email", "verify_identity", "open_account", "deposit", "fund_account",
    "trade", "commission", "report", "risk", "prop_decision", "withdraw", "reconcile",
]  # fmt: skip
PATIENCE_S = 420


@dataclass(frozen=True)
class Played:
    """One demo: what it printed."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


@pytest.fixture(scope="module")
def played() -> Played:
    """Play the demo once for the module."""
    done = subprocess.run(
        command("demo", "--json"),
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return Played(done.returncode, done.stdout, done.stderr)


def test_every_stage_is_well_and_in_order(played: Played) -> None:
    assert played.status == 0, played.err
    stages = played.report["stages"]
    assert [stage["name"] for stage in stages] == STAGES
    assert all(stage["ok"] is True for stage in stages)
    assert all(stage["ms"] > 0 and stage["detail"] for stage in stages)
    assert played.report["platforms"] == ["mt5", "mt4", "ctrader"]


def test_it_prints_one_object(played: Played) -> None:
    assert len(played.out.splitlines()) == 1
    assert set(played.report) == {"stages", "platforms", "reconciliation", "latency_ms"}


def test_everything_reconciles_to_the_cent(played: Played) -> None:
    zero = dict.fromkeys(("trial_balance", "ledger_vs_platform", "ledger_vs_psp"), "0.00")
    assert played.report["reconciliation"] == zero


def test_latencies_are_measured_where_the_part_is_built(played: Played) -> None:
    latencies = played.report["latency_ms"]
    assert set(latencies) == {"deal_to_commission", "deal_to_report", "tick_to_decision"}
    for figures in latencies.values():
        assert 0 < figures["p50"] <= figures["p99"] < 30_000
        assert figures["n"] > 1


def test_the_figures_are_the_lifes_own(played: Played) -> None:
    details = {stage["name"]: stage["detail"] for stage in played.report["stages"]}
    assert details["deposit"] == "3000 USD by card"
    assert details["fund_account"].startswith("800 USD to login ")
    earned, _space, rest = details["commission"].partition(" USD over ")
    assert Decimal(earned) == Decimal("1.05") * (10 + 4 + 4)
    assert rest.startswith("3 levels")
    assert details["prop_decision"].startswith("3 × two-step-10k broke ")
    assert details["withdraw"] == "150 USD paid out"
