"""The laboratory: simulations that repeat, dry runs beside what happened, and their pages."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.core.ui import url
from brokerdesk.modules.trading.tests.visitors import words_of

from ...errors import LabRunInvalid, ProgrammeNotFound
from ...lab.outcomes import rate
from ...models import LabRun, ProgrammeVersion
from ...services.lab import DryRunWish, SimulationWish, start_dry_run, start_simulation
from .conftest import AT, PETRA, Office

JOBS = "brokerdesk.modules.prop.services.lab"
QUICK = {"risk_percent": "2", "patience_days": 20, "funded_days": 40}


def simulated(office: Office, **more: Any) -> LabRun:
    wish = SimulationWish(programme_id=office.id, traders={"own": QUICK}, paths=400, **more)
    run = start_simulation(wish, actor=PETRA, at=AT)
    run_jobs(name=JOBS)
    run.refresh_from_db()
    return run


def test_a_simulation_repeats_by_its_seed(office: Office) -> None:
    one, same, other = (simulated(office, seed=seed) for seed in (1, 1, 2))
    assert (one.state, one.problem) == ("done", "")
    assert one.done == one.total == 400
    assert one.result == same.result
    assert one.result != other.result
    first = one.result["all"]["phases"][0]
    assert first["reached"] == 400
    counted = sum(row["count"] for row in first["ended_by"])
    assert counted + first["passed"]["count"] == 400
    low, share, high = (Decimal(first["passed"][name]) for name in ("low", "share", "high"))
    assert low <= share <= high


def test_kinds_of_traders_share_the_paths_by_weight(office: Office) -> None:
    wish = SimulationWish(
        programme_id=office.id, traders={"a": QUICK, "b": QUICK}, weights={"a": 3, "b": 1},
        paths=800,
    )  # fmt: skip
    run = start_simulation(wish, actor=PETRA, at=AT)
    run_jobs(name=JOBS)
    run.refresh_from_db()
    assert {name: one["paths"] for name, one in run.result["traders"].items()} == {
        "a": 600, "b": 200,
    }  # fmt: skip
    page = words_of(office.get("prop.lab_run", run_id=run.public_id))
    assert "Fee that breaks even" in page
    assert "Challenge" in page


def test_figures_too_fine_for_whole_numbers_go_to_the_engine(office: Office) -> None:
    version = ProgrammeVersion.objects.get()
    version.document["phases"][0]["rules"][0]["amount"] = {
        "percent": "3.333", "of": "anchor",
    }  # fmt: skip
    version.save()
    wish = SimulationWish(
        programme_id=office.id, paths=100,
        traders={"own": QUICK | {"patience_days": 5, "funded_days": 5}},
    )  # fmt: skip
    run = start_simulation(wish, actor=PETRA, at=AT)
    run_jobs(name=JOBS)
    run.refresh_from_db()
    assert (run.state, run.result["exact"]) == ("done", True)


@pytest.mark.parametrize(
    "wrong",
    [{"traders": {}}, {"traders": {"a": {"luck": "1"}}}, {"paths": 1}, {"seed": -1},
     {"weights": {"own": 0}}, {"traders": {"a": {"win_rate": "2"}}}],
)  # fmt: skip
def test_what_cannot_be_simulated_is_refused(office: Office, wrong: dict[str, Any]) -> None:
    wish = SimulationWish(programme_id=office.id, traders={"own": QUICK})
    with pytest.raises(LabRunInvalid):
        start_simulation(replace(wish, **wrong), actor=PETRA, at=AT)
    assert not LabRun.objects.exists()


def test_a_programme_that_is_not_there_is_not_tried(office: Office) -> None:
    with pytest.raises(ProgrammeNotFound):
        start_simulation(
            SimulationWish(programme_id="prg_x", traders={"own": QUICK}), actor=PETRA, at=AT
        )


def test_a_page_asks_for_simulated_traders(office: Office) -> None:
    form = office.get("prop.lab_simulate", programme_id=office.id).context["form"]
    known = {name: field.initial for name, field in form.fields.items()}
    body = {name: value for name, value in known.items() if value is not None} | {"paths": 600}
    assert office.post("prop.lab_simulate", body, programme_id=office.id).status_code == 303
    assert set(LabRun.objects.get().params["traders"]) == {
        "beginner", "gambler", "steady", "skilled", "scalper",
    }  # fmt: skip


def test_wilson_s_interval() -> None:
    found = rate(1, 10)
    assert (f"{found.low:.4f}", f"{found.high:.4f}") == ("0.0179", "0.4042")
    assert (rate(0, 0).low, rate(0, 0).high) == (Decimal(0), Decimal(1))


@pytest.mark.parametrize(
    "wrong", [{"until": AT}, {"most": 0}, {"source": "dreams"}, {"since": AT - timedelta(3000)}]
)
def test_a_period_that_cannot_be_is_refused(office: Office, wrong: dict[str, Any]) -> None:
    wish = DryRunWish(programme_id=office.id, since=AT, until=AT + timedelta(days=1))
    with pytest.raises(LabRunInvalid):
        start_dry_run(replace(wish, **wrong), actor=PETRA, at=AT)


def test_another_brand_sees_no_run(office: Office) -> None:
    run = simulated(office)
    address = url("backoffice", "prop.lab_run", run_id=run.public_id)
    assert office.visitors.wrong_brand.get(address).status_code in (403, 404)
    assert office.visitors.right.get(address).status_code == 200
    assert json.dumps(run.params)
