"""Trials: a draft over past deals, beside what stands; nothing is posted."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.events.testing import drain
from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.kit.errors import DomainError, InvalidInput
from brokerdesk.modules.trading.testing import START

from ..errors import PartnerNotFound, PlanInvalid, PlanNotFound, TrialNotPassed
from ..models import Accrual, PlanVersion, SymbolBook, Trial, TrialSum
from ..queries.trial_sums import trial_sums
from ..services.computing import compute_lines
from ..services.terms import Terms, set_terms
from ..services.trials import Draft, running, save_trial, start_trial
from .conftest import Tree
from .shop import BODY

FINN = Actor("staff", "stf_finn", "Finn")
DAY = timedelta(days=1)
JOBS = "brokerdesk.modules.partners.services.trials"
Body = Mapping[str, object]


def tried(tree: Tree, body: Body = BODY, **given: Any) -> Trial:
    values: dict[str, Any] = {
        "brand_pk": tree.world.brand.pk, "name": "Draft", "currency": "USD", "body": body,
        "since": START, "until": START + 60 * DAY, **given,
    }  # fmt: skip
    trial = start_trial(Draft(**values), actor=FINN, at=START + 60 * DAY)
    run_jobs(name=JOBS)
    trial.refresh_from_db()
    return trial


def sums(trial: Trial, dimension: str) -> dict[str, tuple[Decimal | int, ...]]:
    rows = TrialSum.objects.filter(trial=trial, dimension=dimension)
    return {r.key: (r.deals, r.accrued, r.drafted, r.revenue) for r in rows}


def trade(tree: Tree, day: float, **fields: Any) -> None:
    commission = Decimal(fields.pop("commission", "-20"))
    at = START + day * DAY
    tree.ingest(tree.world.closing(lots="1", at=at, commission=commission, **fields))
    drain()


def test_sums_by_partner_symbol_and_month(tree: Tree) -> None:
    trade(tree, 1)
    trade(tree, 2, symbol="GBPUSD")
    trade(tree, 35)
    before = Accrual.objects.count()
    trial = tried(tree, BODY | {"levels": ["8", "4"]})
    assert (trial.state, trial.deals, trial.done) == ("passed", 3, 3)
    assert Accrual.objects.count() == before
    direct, middle, top = (p.public_id for p in tree.partners)
    assert sums(trial, "partner") == {
        direct: (3, 18, 24, 60), middle: (3, 9, 12, 0), top: (3, 3, 0, 0),
    }  # fmt: skip
    assert sums(trial, "symbol") == {"EURUSD": (2, 20, 24, 40), "GBPUSD": (1, 10, 12, 20)}
    assert sums(trial, "month") == {"2026-03": (2, 20, 24, 40), "2026-04": (1, 10, 12, 20)}
    assert sums(trial, "all") == {"": (3, 30, 36, 60)}


def test_period_and_subtree(tree: Tree) -> None:
    other = tree.add("Other")
    trade(tree, 1)
    trade(tree, 5)
    assert tried(tree, since=START + 2 * DAY).findings["deals"] == 1
    assert tried(tree, until=START + 5 * DAY).findings["deals"] == 1
    assert tried(tree, partner_id=other.public_id).findings["deals"] == 0
    below = tried(tree, partner_id=tree.partners[1].public_id)
    assert sums(below, "all") == {"": (2, 20, 20, 40)}


def test_any_plan_is_tried_beside_commission_markup_and_spread(tree: Tree) -> None:
    book = {"markups": {"*": {"EUR*": "5"}}, "spreads": {"GBPUSD": "3"}}
    SymbolBook.objects.create(
        brand=tree.world.brand, body=book, valid=(None, None), recorded_by="test"
    )
    apps.get_model("trading", "Symbol").objects.create(
        server=tree.world.server, name="EURUSD", base="EUR", profit_currency="USD",
        margin_currency="EUR", digits=5, contract_size=100_000, tick_size=0, tick_value=0,
        volume_min=0, volume_max=0, volume_step=0, synced_at=START,
    )  # fmt: skip
    trade(tree, 1, commission="-10")
    trade(tree, 2, commission="-10", symbol="GBPUSD")
    rules = [{"basis": "commission", "value": "0.5"}]
    trial = tried(tree, {"distribution": "split", "keep": ["0.6"], "rules": rules})
    given = sums(trial, "partner")
    assert [given[p.public_id][2] for p in tree.partners] == [6, 4, 0]
    assert sums(trial, "symbol") == {"EURUSD": (1, 10, 5, 15), "GBPUSD": (1, 10, 5, 0)}
    assert trial.findings["unknown"] == 1, "a spread of a symbol without size is not known"
    rows = trial_sums(trial).filter(dimension__in=("symbol", "all"))
    names = ("unknown", "brought", "margin")
    known = {row.key: [getattr(row, name) for name in names] for row in rows}
    assert known == {"EURUSD": [0, 15, 10], "GBPUSD": [1, None, None], "": [1, 15, 10]}


def test_refused_with_the_deal_that_shows_it(tree: Tree) -> None:
    trade(tree, 1)
    trade(tree, 2, commission="-7")
    trade(tree, 3, commission="-9")
    trade(tree, 4, commission="0")
    trial = tried(tree)
    assert trial.state == "refused"
    case = trial.findings["case"]
    assert (case["symbol"], case["revenue"]) == ("EURUSD", "7.00000000")
    assert Decimal(case["drafted"]) == 10
    assert [Decimal(line["amount"]) for line in case["lines"]] == [6, 3, 1]
    assert case["lines"][0]["why"]["formula"] == "1 lots × 6 USD"
    assert str(case["ticket"]) in str(trial.problem)
    assert trial.findings["unknown"] == 1


def test_refused_above_its_cap_with_the_partner_whose_rate_it_is(tree: Tree) -> None:
    top = tree.partners[2].public_id
    set_terms(top, Terms(rate=Decimal(12)), actor=SYSTEM, at=START + DAY, reason="agreed")
    body: Body = {"distribution": "difference", "rules": [{"basis": "lot"}], "max_total": "10"}
    trial = tried(tree, body)
    assert trial.state == "refused"
    assert trial.findings["cap"] == {"max_total": "10", "most": "12", "partner": top}


def test_what_is_no_plan_is_refused_at_once(tree: Tree) -> None:
    cases: list[tuple[type[DomainError], dict[str, Any]]] = [
        (PlanInvalid, {"body": BODY | {"max_total": "9"}}),
        (PlanInvalid, {"body": {}}),
        (InvalidInput, {"until": START}),
        (PlanNotFound, {"plan_id": "pln_none"}),
        (PartnerNotFound, {"partner_id": "ptr_none"}),
    ]
    for refusal, given in cases:
        with pytest.raises(refusal):
            tried(tree, **given)
    assert not Trial.objects.exists()


def test_saved_as_the_next_version_once_and_found_in_the_audit(tree: Tree) -> None:
    trade(tree, 1)
    trial = tried(tree, BODY | {"levels": ["7"]}, plan_id=tree.plan_id)
    row = save_trial(trial.public_id, actor=FINN, at=START + 60 * DAY)
    assert (row.plan_id, row.version, row.body["levels"]) == (tree.plan_id, 2, ["7"])
    entry = AuditEntry.objects.get(action="partners.trial_saved")
    assert entry.subject == tree.plan_id
    assert (entry.details.after or {})["trial"] == trial.public_id
    with pytest.raises(TrialNotPassed):
        save_trial(trial.public_id, actor=FINN, at=START + 61 * DAY)
    new = tried(tree, BODY)
    assert save_trial(new.public_id, actor=FINN, at=START + 60 * DAY).name == "Draft"
    refused = tried(tree, BODY | {"levels": ["30"]}, plan_id=tree.plan_id)
    with pytest.raises(TrialNotPassed):
        save_trial(refused.public_id, actor=FINN, at=START + 61 * DAY)
    assert PlanVersion.objects.count() == 3


def test_caps_of_a_day_hold_across_the_parts_of_a_trial(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PART", 1)
    for hour in (1, 2, 3):
        trade(tree, 1 + hour / 24)
    trial = tried(tree, BODY | {"levels": ["6"], "filters": {"cap_per_day": "10"}})
    assert sums(trial, "all")[""][2] == 10


def test_a_killed_run_begins_anew(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PART", 1)
    trade(tree, 1)
    trade(tree, 2)
    calls: list[int] = []

    def dying(*args: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit
        return compute_lines(*args, **options)

    monkeypatch.setattr(running, "compute_lines", dying)
    with pytest.raises(SystemExit):
        tried(tree)
    monkeypatch.setattr(running, "compute_lines", compute_lines)
    run_jobs(name=JOBS)
    trial = Trial.objects.get()
    assert trial.state == "passed"
    assert sums(trial, "all") == {"": (2, 20, 20, 40)}
