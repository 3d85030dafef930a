"""What is decided is written by so many statements, whether one account is judged or more."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.together import together
from brokerdesk.kit.clock import fixed
from brokerdesk.modules.trading.models import Server
from brokerdesk.modules.trading.testing import World, make_brand

from ...models import Action, Attempt, Decision, Report, Signal, Stage
from ...services.actions import want
from ...services.lifecycle import block_attempt, unblock_attempt
from ...services.live.storing import Storing
from ...services.stuck import block_stuck, go_on, is_aside, raise_stuck, unblock_stuck
from ...types import ActionKind
from .making import Live

pytestmark = pytest.mark.django_db
# The journal, decisions, reports, stages; attempts, actions before and new, jobs, facts, audit
# and its details; two locks.
STATEMENTS = 13


def failing(name: str) -> Live:
    """A stage that a tick has failed and that is not stored yet."""
    live = Live(world=World(make_brand(name)))
    Server.objects.filter(pk=live.world.server.pk).update(code=name)
    live.open("10")
    live.store()
    live.tick("1.0949")
    return live


def stored(lives: Sequence[Live]) -> list[str]:
    """Store their verdicts at once; what was asked of the database."""
    judged = [live.watcher.judged[live.desk.account_pk] for live in lives]
    with CaptureQueriesContext(connection) as asked, fixed(lives[0].at), transaction.atomic():
        Storing().store(judged, 9)
    return [row["sql"] for row in asked if "SAVEPOINT" not in row["sql"]]


def test_many_verdicts_cost_as_many_statements_as_one() -> None:
    lives = [failing(name) for name in ("one", "two", "three")]
    first, others = stored(lives[:1]), stored(lives[1:])
    assert len(first) == len(others) == STATEMENTS
    assert Decision.objects.filter(type="breach").count() == Report.objects.count() == 3
    assert set(Stage.objects.values_list("state", "outcome")) == {("ended", "failed")}
    assert set(Attempt.objects.values_list("state", "end_reason")) == {("failed", "max_daily_loss")}
    for live in lives:
        kinds = Action.objects.filter(stage=live.stage).order_by("pk").values_list("kind", "state")
        assert list(kinds) == [(kind, "wanted") for kind in ("block", "flatten", "disable")]


def test_one_that_cannot_be_written_keeps_no_other_from_it() -> None:
    lives = [failing(name) for name in ("one", "two", "three")]
    judged = [live.watcher.judged[live.desk.account_pk] for live in lives]
    judged[1].entries[-1].cause["note"] = "\0"
    storing = Storing()
    with fixed(lives[0].at), transaction.atomic():
        failed = storing.store(judged, 9)
    assert [one for one, _error in failed] == [judged[1]]
    assert set(storing.stored()) == {judged[0].account_pk, judged[2].account_pk}
    assert Decision.objects.filter(type="breach").count() == 2
    states = Stage.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["ended", "live", "ended"]


def test_one_that_cannot_be_stored_is_put_aside_blocked_and_goes_on() -> None:
    live = Live()
    live.open("10")
    live.store()
    one = live.watcher.judged[live.desk.account_pk]
    live.tick("1.0949")
    one.entries[-1].cause["note"] = "\0"
    live.store()
    signal = Signal.objects.get()
    assert (signal.kind, live.stage.state, live.attempt.state) == ("stuck", "live", "active")
    assert not Decision.objects.filter(type="breach").exists()
    block_stuck(live.attempt.public_id, at=live.at)
    assert actions() == [("block", "wanted")]
    live.begin()
    live.desk.ticks.append((live.at, Decimal("1.1")))
    live.store()
    assert is_aside(live.stage)
    live.tell()
    live.store()
    assert not is_aside(live.stage)
    unblock_stuck(live.attempt.public_id, at=live.at)
    assert not is_aside(live.stage)
    assert actions() == [("block", "dropped"), ("unblock", "wanted")]
    unblock_stuck(live.attempt.public_id, at=live.at)
    assert len(actions()) == 2
    live.tick("1.0949")
    live.store()
    assert live.attempt.state == "failed"


def test_one_that_is_put_aside_again_is_not_unblocked_by_what_was_asked_before() -> None:
    live = Live()
    found = (live.attempt.pk, f"{live.stage.pk}:1", {"error": "x"})
    raise_stuck([found])
    block_stuck(live.attempt.public_id, at=live.at)
    go_on([live.attempt.pk])
    raise_stuck([found])
    unblock_stuck(live.attempt.public_id, at=live.at)
    assert is_aside(live.stage)
    assert actions() == [("block", "wanted")]
    assert Signal.objects.count() == 1


def test_one_that_is_aside_is_not_unblocked_for_another_reason() -> None:
    live = Live()
    raise_stuck([(live.attempt.pk, f"{live.stage.pk}:1", {"error": "x"})])
    block_attempt(live.attempt.public_id, reason="x", actor=SYSTEM, at=live.at)
    unblock_attempt(live.attempt.public_id, reason="x", actor=SYSTEM, at=live.at)
    assert actions() == [("block", "wanted")]


def actions() -> list[tuple[str, str]]:
    return list(Action.objects.order_by("pk").values_list("kind", "state"))


def test_what_is_asked_later_ends_what_it_undoes_within_one_store_too() -> None:
    live = Live()
    with together():
        for kind in (ActionKind.BLOCK, ActionKind.UNBLOCK, ActionKind.FLATTEN):
            want(live.stage, (kind,), at=live.at)
    found = Action.objects.order_by("pk").values_list("kind", "state")
    assert list(found) == [("block", "dropped"), ("unblock", "wanted"), ("flatten", "wanted")]


def test_the_ticks_around_a_verdict_are_noted_in_spare_time_a_minute_after() -> None:
    live = Live()
    live.open("10")
    live.tick("1.0949")
    live.store()
    live.watcher.spare(live.at)
    assert Report.objects.get().state == "waiting"
    live.later(seconds=62)
    live.watcher.spare(live.at)
    report = Report.objects.get()
    assert (report.state, set(report.ticks)) == ("noted", {"EURUSD"})
    assert len(report.ticks["EURUSD"]) == 2
