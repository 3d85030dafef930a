"""Bulk jobs in which something goes wrong: each account once, each row's fault its own."""

from decimal import Decimal

import pytest
from django.db import connection

from brokerdesk.core.access.services import unassign_all
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import Forbidden
from brokerdesk.modules.staff.services import suspend_staff

from ..errors import StateConflict
from ..jobs import begin, carry_out, go_on
from ..models import BulkJob, BulkRow, Operation, Position, Server
from ..services.bulk import run_bulk, start_bulk
from ..services.changes import close_position
from ..testing import START, World, make_account, make_product, make_server
from ..types import BulkAction
from .test_bulk import order, prepared, states


def started(dealer: Actor, *given: str, action: BulkAction = BulkAction.LEVERAGE) -> BulkJob:
    job = prepared(order(*given, action=action), dealer)
    return start_bulk(job.public_id, actor=dealer, at=now())


def hold(world: World, *tickets: int) -> None:
    zero, lot = Decimal(0), Decimal(1)
    for ticket in tickets:
        Position.objects.create(
            server=world.server, ticket=ticket, login=1001, account=world.account,
            symbol="EURUSD", side="buy", lots=lot, contract_size=Decimal(100_000), price_open=lot,
            price_current=lot, stop_loss=zero, take_profit=zero, profit=zero, swap=zero,
            opened_at=START, synced_at=START,
        )  # fmt: skip


def test_an_account_is_named_once(world: World) -> None:
    account_id = world.account.public_id
    job = prepared(order("1001 5", f"{account_id} 5", "1001 7", action=BulkAction.CREDIT))
    assert [state for _, state in states(job)] == ["pending", "invalid", "invalid"]
    assert "row 1" in BulkRow.objects.get(position=2).message


@pytest.mark.parametrize(
    ("action", "line"),
    [
        (BulkAction.CREDIT, "1001 1e26"),
        (BulkAction.LEVERAGE, "1001 1e26"),
        (BulkAction.LEVERAGE, "1001 5"),
        (BulkAction.CREDIT, "9999 1e26"),
    ],
)
def test_a_line_with_a_wrong_amount_is_invalid(world: World, action: BulkAction, line: str) -> None:
    prepared(order(line, action=action))
    row = BulkRow.objects.get()
    assert (row.state, row.amount, row.message != "") == ("invalid", None, True)


def test_an_invalid_row_does_not_take_its_account(world: World) -> None:
    job = prepared(order("1001", "1001 7", action=BulkAction.CREDIT))
    assert [state for _, state in states(job)] == ["invalid", "pending"]


def test_a_right_that_is_lost_starts_nothing(world: World, dealer: Actor) -> None:
    job = prepared(order("1001"), dealer)
    unassign_all(dealer.id, actor=SYSTEM)
    with pytest.raises(Forbidden):
        start_bulk(job.public_id, actor=dealer, at=now())
    job.refresh_from_db()
    assert job.state == "preview"


def test_a_right_that_is_lost_meanwhile_ends_the_rows(world: World, dealer: Actor) -> None:
    job = started(dealer, "1001")
    unassign_all(dealer.id, actor=SYSTEM)
    assert not run_bulk(job.public_id)
    assert states(job) == [("1001", "refused")]
    assert not Operation.objects.exists()


def test_who_is_suspended_asks_no_more(world: World, dealer: Actor) -> None:
    job = started(dealer, "1001")
    suspend_staff(dealer.id, reason="left", actor=SYSTEM, at=now())
    assert not run_bulk(job.public_id)
    assert states(job) == [("1001", "refused")]
    assert not Operation.objects.exists()


def test_what_is_being_closed_keeps_nothing_else_open(world: World, dealer: Actor) -> None:
    hold(world, 71, 72, 73)
    close_position(world.account.public_id, 72, actor=dealer, reason="x", at=now())
    job = started(dealer, "1001", action=BulkAction.CLOSE_ALL)
    assert not run_bulk(job.public_id)
    asked = Operation.objects.filter(kind="close").values_list("change__position", flat=True)
    assert sorted(asked) == [71, 72, 73]
    row = BulkRow.objects.get()
    assert (row.state, row.operation, row.message[:1]) == ("asked", None, "2")
    again = prepared(order("1001", action=BulkAction.CLOSE_ALL), dealer)
    assert states(again) == [("1001", "invalid")]
    with pytest.raises(StateConflict):
        start_bulk(again.public_id, actor=dealer, at=now())


def test_a_row_that_fails_is_set_aside(
    world: World, dealer: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    other = make_server(world.brand, "mt5b")
    make_account(world.client, make_product(world.brand, other, currency="EUR"), 1002)
    job = started(dealer, "1002", "1001")
    Server.objects.filter(pk=other.pk).update(kind="none")
    carry_out(job.public_id)
    assert states(job) == [("1002", "refused"), ("1001", "asked")]
    assert "row 1" in caplog.text


def test_running_jobs_go_on_apart_from_each_other(world: World, dealer: Actor) -> None:
    make_account(world.client, world.product, 1002)
    jobs = [started(dealer, login) for login in ("1001", "1002")]
    begin(jobs[0].public_id)
    go_on()
    go_on()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lock, args->>'job_id' FROM procrastinate_jobs WHERE queueing_lock LIKE 'bulk:%'"
        )
        waiting = sorted(cursor.fetchall())
    assert waiting == sorted((f"bulk:{job.public_id}", job.public_id) for job in jobs)
    assert not Operation.objects.exists()
