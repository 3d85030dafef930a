"""Stages that people reinstated: judged from their first instant on, and proved."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.kit.clock import fixed
from brokerdesk.kit.instants import written
from brokerdesk.surfaces.cli.main import main

from ...documents import programme_of
from ...engine import State
from ...models import Action, Decision, JournalEntry, Override, Report, Stage
from ...services.overrides import Proposal, approve_override, propose_override
from ...services.reports import file_of, seal_due
from ...services.restoring import taken_up
from ...types import OverrideKind
from ..live.making import LOSSES, Live, percent, rule
from .test_live import faults, know_symbol, sealed

pytestmark = pytest.mark.django_db
CAROL, DANA = (Actor("staff", f"stf_{name}", name) for name in ("carol", "dana"))
TRAILING = [LOSSES[0], rule("max_overall_loss", amount=percent("10"), mode="trail_intraday_equity")]
HOW = ("now", "before it was judged at once", "before it was written down")


def live_of(rules: Sequence[Mapping[str, Any]]) -> Live:
    live = Live([{"name": "Challenge", "rules": list(rules)}])
    know_symbol(live)
    return live


def lose(live: Live, gain: str, lots: str, fall: str) -> None:
    """Win with some lots while one is open against them, which then breaks the daily floor."""
    winner = live.open(lots)
    live.open("-1")
    live.tick(gain)
    live.close(winner)
    live.tick(fall)
    live.store()
    assert live.attempt.state == "failed"


def reinstate(
    live: Live, how: str = HOW[0], *, days: int = 0, balance: Decimal | None = None
) -> State:
    """Undo the verdict; the new account is there days later. Gives the state it begins with.

    how: as the stage is begun now, or was by earlier versions.
    """
    proposal = Proposal(kind=OverrideKind.REINSTATE, reason="The feed was wrong", balance=balance)
    with fixed(live.at):
        row = propose_override(live.stage.public_id, proposal, actor=CAROL, at=live.at)
        approve_override(row.public_id, actor=DANA, at=live.at)
    live.at += timedelta(days=days)
    if how != HOW[0]:
        begin_as_before(live, whole=how == HOW[1])
    live.provision()
    live.attempt.refresh_from_db()
    return State.from_json(bytes(live.stage.engine or b""))


def begin_as_before(live: Live, *, whole: bool) -> None:
    """Begin a stage as earlier versions took it up, which did not judge its first entry."""
    stage, restored = Stage.objects.latest("pk"), Override.objects.latest("pk").detail["state"]
    state, programme = State.from_json(restored.encode()), programme_of(stage.document)
    begun = taken_up(state, programme, live.at, whole=whole).state
    Stage.objects.filter(pk=stage.pk).update(
        engine=begun.to_json(), state="live", started_at=live.at, seq=1
    )
    event = {"at": written(live.at), "type": "clock"}
    cause = {"kind": "begin", "restored": True, **({"state": begun.document()} if whole else {})}
    JournalEntry.objects.create(
        stage=stage, seq=1, at=live.at, event=event, cause=cause, recorded_at=live.at
    )


def lose_again(live: Live) -> Report:
    """The opening costs something, so that the account never stands again where it began."""
    live.open("20", cost="-50")
    live.tick("1.0925")
    live.tick("1.0800")
    live.store()
    return sealed(live)


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("how", HOW)
def test_marks_are_raised_where_it_begins(how: str, days: int) -> None:
    live = live_of(TRAILING)
    lose(live, "1.1060", "1", "1.1700")
    begun = reinstate(live, how, days=days)
    assert begun.balance == 100600
    assert begun.high == (100600 if how == HOW[0] else 100000)
    assert faults(lose_again(live)) == []


def test_a_higher_balance_that_people_give_raises_them_too() -> None:
    closed = {**TRAILING[1], "mode": "trail_closed_balance"}
    live = live_of([LOSSES[0], closed])
    lose(live, "1.1060", "1", "1.1700")
    begun = reinstate(live, balance=Decimal(102000))
    assert begun.high == 102000
    assert faults(lose_again(live)) == []


@pytest.mark.parametrize("days", [0, 1])
def test_what_is_reached_and_flat_is_passed_where_it_begins(
    days: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    live = live_of([*LOSSES, rule("profit_target", amount=percent("10"))])
    lose(live, "1.1110", "10", "1.2650")
    begun = reinstate(live, days=days)
    assert (begun.status, live.stage.state, live.stage.outcome) == ("passed", "ended", "passed")
    assert live.attempt.state == "passed"
    assert set(Action.objects.filter(stage=live.stage).values_list("kind", flat=True)) == {
        "block", "flatten", "disable",
    }  # fmt: skip
    passed = Decision.objects.get(stage=live.stage, type="phase_passed")
    assert (passed.seq, passed.at) == (1, live.at)
    assert live.watcher.next_instant() is None
    report = Report.objects.get(decision=passed)
    assert seal_due(at=report.due_at + timedelta(minutes=6)) == 2
    report.refresh_from_db()
    assert (report.faults, faults(report)) == ([], [])
    path = tmp_path / "report.json"
    path.write_bytes(file_of(report))
    assert main(["prop", "verify", str(path)]) == 0, capfd.readouterr().out


@pytest.mark.parametrize("how", HOW)
def test_a_stage_that_goes_on_the_next_day_is_proved(how: str) -> None:
    """Also one whose journal does not say with what it began, and which lost a day."""
    live = live_of(LOSSES)
    lose(live, "1.1060", "1", "1.1700")
    reinstate(live, how, days=1)
    report = lose_again(live)
    assert (report.faults, faults(report)) == ([], [])
    body = json.loads(bytes(report.body or b""))
    assert body["states"]["restored"]["days"] == (0 if how == HOW[2] else 1)
