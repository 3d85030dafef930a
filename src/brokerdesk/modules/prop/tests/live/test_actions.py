"""What verdicts ask of platforms is done by evidence, and asked for until it is."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.ui.badges import badge
from brokerdesk.kit.clock import fixed
from brokerdesk.modules.trading.models import Account, GatewayReport, Operation, Order, Position
from brokerdesk.modules.trading.services.operations import claim_due, record_answer
from brokerdesk.ports.outcome import Accepted, Rejected, Unknown
from brokerdesk.ports.trading import Side

from ...models import Action, Decision
from ...queries.office import decided
from ...services.actions import MOST_TRIES, take_on, want, work_waiting
from ...types import ActionKind, ActionState
from .making import Live

pytestmark = pytest.mark.django_db
_ENDS = (ActionState.DROPPED, ActionState.DONE, ActionState.DONE)


@pytest.fixture
def live() -> Live:
    made = Live()
    Operation.objects.all().delete()
    return made


def wanted(live: Live, *kinds: ActionKind) -> list[str]:
    want(live.stage, kinds, at=live.at)
    rows = Action.objects.filter(stage=live.stage, kind__in=kinds).order_by("-pk")
    return [row.public_id for row in rows[: len(kinds)]][::-1]


def step(live: Live, action_id: str, *, after_s: int = 60) -> bool:
    live.at += timedelta(seconds=after_s)
    with fixed(live.at):
        return take_on(action_id, at=live.at)


def answer(live: Live, outcome: Any) -> None:
    for work in claim_due(live.world.server.pk, limit=10, at=live.at):
        record_answer(work.work_id, outcome, at=live.at)


def holds(live: Live, *tickets: int) -> None:
    account = Account.objects.get(pk=live.stage.account_id or 0)
    for ticket in tickets:
        Position.objects.create(
            server=live.world.server, ticket=ticket, login=account.login or 0, account=account,
            symbol="EURUSD", side=Side.BUY, lots=1, contract_size=100_000, price_open=1,
            price_current=1, stop_loss=0, take_profit=0, profit=0, swap=0, opened_at=live.at,
            synced_at=live.at,
        )  # fmt: skip


def read(live: Live, at: datetime) -> None:
    seen = {"at": at.isoformat(), "every_s": 1}
    GatewayReport.objects.update_or_create(
        server=live.world.server,
        defaults={
            "process": "g:1", "since": at, "reported_at": at, "deals": 0,
            "deals_per_s": Decimal(0), "commands": 0, "connects": 0, "reconnects": 0, "errors": 0,
            "readings": {"positions": seen, "orders": seen},
        },
    )  # fmt: skip


def test_an_account_is_blocked_when_its_platform_took_it(live: Live) -> None:
    (block,) = wanted(live, ActionKind.BLOCK)
    assert not step(live, block)
    answer(live, Accepted(None))
    assert step(live, block)
    row = Action.objects.get(public_id=block)
    assert (row.state, row.done_at) == (ActionState.DONE, live.at)
    assert Account.objects.get(pk=live.stage.account_id or 0).state == "read_only"
    assert Operation.objects.filter(purpose="access").count() == 1


def test_a_refusal_is_asked_again(live: Live) -> None:
    (block,) = wanted(live, ActionKind.BLOCK)
    step(live, block)
    answer(live, Rejected("10", "busy"))
    assert not step(live, block)
    answer(live, Accepted(None))
    assert step(live, block)


def test_an_unknown_answer_is_not_asked_again_but_waited_for(live: Live) -> None:
    (block,) = wanted(live, ActionKind.BLOCK)
    step(live, block)
    answer(live, Unknown("time-out"))
    assert not step(live, block)
    assert Operation.objects.filter(purpose="access").count() == 1


def test_all_positions_are_closed_and_seen_to_be_gone(live: Live) -> None:
    holds(live, 11, 12)
    (flatten,) = wanted(live, ActionKind.FLATTEN)
    assert not step(live, flatten, after_s=1)
    closes = Operation.objects.filter(kind="close")
    assert sorted(row.change["position"] for row in closes) == [11, 12]
    answer(live, Accepted(900))
    assert not step(live, flatten, after_s=2)
    assert closes.count() == 2
    Position.objects.all().delete()
    assert not step(live, flatten, after_s=5)
    read(live, live.at)
    assert step(live, flatten, after_s=10)
    assert closes.count() == 2


def test_what_opens_meanwhile_is_closed_too(live: Live) -> None:
    (flatten,) = wanted(live, ActionKind.FLATTEN)
    step(live, flatten, after_s=1)
    holds(live, 13)
    read(live, live.at)
    assert not step(live, flatten)
    assert Operation.objects.filter(kind="close").count() == 1


def test_waiting_orders_are_taken_away(live: Live) -> None:
    account = Account.objects.get(pk=live.stage.account_id or 0)
    Order.objects.create(
        server=live.world.server, ticket=21, login=account.login or 0, account=account,
        symbol="EURUSD", kind="buy_limit", lots=1, price=1, trigger=0, stop_loss=0,
        take_profit=0, placed_at=live.at, synced_at=live.at,
    )  # fmt: skip
    (flatten,) = wanted(live, ActionKind.FLATTEN)
    assert not step(live, flatten)
    assert Operation.objects.get(kind="cancel").change["order"] == 21


def test_unblocking_ends_a_block_that_was_not_done(live: Live) -> None:
    block, flatten = wanted(live, ActionKind.BLOCK, ActionKind.FLATTEN)
    wanted(live, ActionKind.UNBLOCK)
    states = Action.objects.filter(public_id__in=(block, flatten)).values_list("state", flat=True)
    assert set(states) == {ActionState.DROPPED}
    assert not step(live, block)
    assert not Operation.objects.exists()


def test_what_was_dropped_does_not_keep_a_verdict_from_being_done(live: Live) -> None:
    live.open("10")
    live.tick("1.0949")
    live.store()
    fail = Decision.objects.get(type="breach")
    for action, state in zip(fail.action_set.order_by("pk"), _ENDS, strict=True):
        Action.objects.filter(pk=action.pk).update(state=state, done_at=live.at)
    assert [one.done_at for one in decided(live.attempt.pk)] == [live.at]
    assert "bg-secondary-lt" in badge(ActionState.DROPPED)


def test_after_many_tries_a_person_is_told_and_it_goes_on(live: Live) -> None:
    (block,) = wanted(live, ActionKind.BLOCK)
    Action.objects.filter(public_id=block).update(tries=MOST_TRIES - 1)
    step(live, block)
    row = Action.objects.get(public_id=block)
    assert row.state == ActionState.WORKING
    answer(live, Accepted(None))
    assert step(live, block)


def test_a_refusal_of_ours_is_said(live: Live) -> None:
    Account.objects.filter(pk=live.stage.account_id or 0).update(state="failed")
    holds(live, 14)
    (flatten,) = wanted(live, ActionKind.FLATTEN)
    assert not step(live, flatten)
    assert "state" in Action.objects.get(public_id=flatten).detail


def test_an_action_that_cannot_be_worked_holds_up_no_other(live: Live) -> None:
    first, second = wanted(live, ActionKind.BLOCK, ActionKind.FLATTEN)
    Action.objects.update(due_at=live.at)
    Action.objects.filter(public_id=first).update(kind="nonsense")
    with fixed(live.at + timedelta(minutes=1)), pytest.raises(ValueError, match="nonsense"):
        work_waiting()
    tries = dict(Action.objects.values_list("public_id", "tries"))
    assert (tries[first], tries[second]) == (0, 1)
