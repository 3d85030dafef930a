"""What is decided is written by so many statements, whether one account is judged or more."""

from collections.abc import Sequence

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from brokerdesk.core.together import together
from brokerdesk.kit.clock import fixed
from brokerdesk.modules.trading.models import Server
from brokerdesk.modules.trading.testing import World, make_brand

from ...models import Action, Attempt, Decision, Report, Stage
from ...services.actions import want
from ...services.live.storing import Storing
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


def test_what_is_asked_later_ends_what_it_undoes_within_one_store_too() -> None:
    live = Live()
    with together():
        for kind in (ActionKind.BLOCK, ActionKind.UNBLOCK, ActionKind.FLATTEN):
            want(live.stage, (kind,), at=live.at)
    found = Action.objects.order_by("pk").values_list("kind", "state")
    assert list(found) == [("block", "failed"), ("unblock", "wanted"), ("flatten", "wanted")]


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
