"""One job on many accounts: previewed without effect, each row done once."""

from decimal import Decimal

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput

from ..errors import StateConflict
from ..models import Account, BulkJob, BulkRow, Operation
from ..services.bulk import AT_ONCE, prepare_bulk, run_bulk, start_bulk, stop_bulk
from ..services.changes import change_leverage
from ..testing import World, make_account, make_client, make_product, make_server
from ..types import BulkAction, BulkLine, BulkOrder, BulkRowState, BulkState

DEALER = Actor(kind="staff", id="stf_dealer", label="Dora")
CHIEF = Actor(kind="staff", id="stf_chief", label="Carl")


def order(*given: str, action: BulkAction = BulkAction.LEVERAGE, **params: str) -> BulkOrder:
    lines = [BulkLine(text.split()[0], _amount(text)) for text in given]
    return BulkOrder(action, params or {"leverage": "30"}, tuple(lines), "campaign")


def _amount(text: str) -> Decimal | None:
    return Decimal(text.split()[1]) if " " in text else None


def prepared(wanted: BulkOrder, actor: Actor = DEALER) -> BulkJob:
    return prepare_bulk(wanted, actor=actor, may=lambda account: True, at=now())


def states(job: BulkJob) -> list[tuple[str, str]]:
    return list(BulkRow.objects.filter(job=job).order_by("position").values_list("given", "state"))


def test_a_preview_says_what_each_row_would_do_and_does_nothing(world: World) -> None:
    events = OutboxEvent.objects.count()
    low = make_account(world.client, world.product, 1002)
    Account.objects.filter(pk=low.pk).update(leverage=30)
    job = prepared(order("1001", "1002", "9999", low.public_id))
    assert states(job) == [
        ("1001", "pending"),
        ("1002", "unchanged"),
        ("9999", "invalid"),
        (low.public_id, "unchanged"),
    ]
    assert (job.total, job.state) == (1, BulkState.PREVIEW)
    assert not Operation.objects.exists()
    assert OutboxEvent.objects.count() == events
    messages = BulkRow.objects.filter(job=job, state="invalid").values_list("message", flat=True)
    assert all(messages)


def test_accounts_of_others_look_as_if_they_were_not_there(world: World) -> None:
    job = prepare_bulk(order("1001"), actor=DEALER, may=lambda account: False, at=now())
    (row,) = BulkRow.objects.filter(job=job)
    assert (row.state, row.account_id) == (BulkRowState.INVALID, None)
    with pytest.raises(StateConflict):
        start_bulk(job.public_id, actor=DEALER, at=now())


def test_a_login_on_two_servers_must_be_given_by_id(world: World) -> None:
    other = make_server(world.brand, "mt5b")
    product = make_product(world.brand, other, kind="live", currency="EUR")
    twin = make_account(world.client, product, 1001)
    job = prepared(order("1001", twin.public_id))
    assert [state for _, state in states(job)] == ["invalid", "pending"]


def test_each_row_is_done_once(world: World, dealer: Actor) -> None:
    for login in range(2000, 2000 + AT_ONCE + 5):
        make_account(world.client, world.product, login)
    logins = [str(login) for login in range(2000, 2000 + AT_ONCE + 5)]
    job = prepared(order(*logins), dealer)
    start_bulk(job.public_id, actor=dealer, at=now())
    change_leverage(
        Account.objects.get(login=2003).public_id, 30, actor=CHIEF, reason="x", at=now()
    )
    assert run_bulk(job.public_id)
    assert Operation.objects.count() == AT_ONCE
    assert not run_bulk(job.public_id)
    assert not run_bulk(job.public_id)
    job.refresh_from_db()
    assert job.state == BulkState.DONE
    assert Operation.objects.count() == len(logins)
    rows = BulkRow.objects.filter(job=job)
    assert rows.filter(state="asked").exclude(operation=None).count() == len(logins) - 1
    assert rows.get(given="2003").state == BulkRowState.REFUSED
    with pytest.raises(StateConflict):
        start_bulk(job.public_id, actor=dealer, at=now())


def test_a_stopped_job_asks_no_more(world: World, dealer: Actor) -> None:
    make_account(world.client, world.product, 1002)
    job = prepared(order("1001", "1002"), dealer)
    with pytest.raises(StateConflict):
        start_bulk(job.public_id, actor=CHIEF, at=now())
    start_bulk(job.public_id, actor=dealer, at=now())
    stop_bulk(job.public_id, actor=CHIEF, at=now())
    assert not run_bulk(job.public_id)
    assert not Operation.objects.exists()
    with pytest.raises(StateConflict):
        stop_bulk(job.public_id, actor=CHIEF, at=now())


def test_credit_takes_an_amount_on_each_line(world: World, dealer: Actor) -> None:
    make_account(make_client(world.brand, "Bob"), world.product, 1002)
    job = prepared(order("1001 25.50", "1002", action=BulkAction.CREDIT), dealer)
    assert [state for _, state in states(job)] == ["pending", "invalid"]
    start_bulk(job.public_id, actor=dealer, at=now())
    run_bulk(job.public_id)
    assert Operation.objects.get().amount == Decimal("25.50")


@pytest.mark.parametrize("count", [0, 501])
def test_too_few_or_too_many_lines(world: World, count: int) -> None:
    with pytest.raises(InvalidInput):
        prepared(order(*["1"] * count))
    assert not BulkJob.objects.exists()
