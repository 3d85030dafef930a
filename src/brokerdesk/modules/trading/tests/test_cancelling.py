"""Waiting orders are taken away once, and what became of them is found out."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser

from brokerdesk.core.actors import Actor
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import make_staff, office
from brokerdesk.ports.outcome import Accepted, Rejected, Unknown
from brokerdesk.ports.trading import CancelRequest, OrderFate

from ..errors import AccountNotReady, StateConflict
from ..models import Account, Operation, Order
from ..services.changes import being_cancelled, cancel_order
from ..services.operations import claim_due, record_answer, record_lookup
from ..testing import START, World, make_account, make_client
from ..types import ClaimedWork
from .robots import robot


@pytest.fixture
def order(world: World) -> Order:
    """An order of the world's account that waits."""
    return Order.objects.create(
        server=world.server, ticket=88, login=1001, account=world.account, symbol="EURUSD",
        kind="buy_limit", lots=Decimal("0.20"), price=Decimal("0.9"), trigger=0, stop_loss=0,
        take_profit=0, placed_at=START, synced_at=START,
    )  # fmt: skip


def asked(world: World, dealer: Actor) -> Operation:
    row = cancel_order(world.account.public_id, 88, actor=dealer, reason="risk", at=now())
    return Operation.objects.get(public_id=row.public_id)


def claimed(world: World) -> ClaimedWork:
    (work,) = claim_due(world.server.pk, limit=10, at=now())
    return work


def in_doubt(world: World, dealer: Actor) -> Operation:
    """A cancellation that was sent a while ago and is not answered."""
    operation = asked(world, dealer)
    record_answer(claimed(world).work_id, Unknown("cut"), at=now())
    long_ago = now() - timedelta(seconds=120)
    Operation.objects.filter(pk=operation.pk).update(sent_at=long_ago)
    return operation


@pytest.mark.usefixtures("order")
def test_the_gateway_is_told_what_to_take_away(world: World, dealer: Actor) -> None:
    operation = asked(world, dealer)
    work = claimed(world)
    assert work.cancel == CancelRequest(1001, 88, "EURUSD", START, operation.reference)
    assert work.close is None
    record_answer(work.work_id, Accepted(None), at=now())
    operation.refresh_from_db()
    assert (operation.state, operation.ticket) == ("settled", None)
    assert operation.settled_at is not None


@pytest.mark.usefixtures("order")
def test_one_at_a_time(world: World, dealer: Actor) -> None:
    asked(world, dealer)
    assert being_cancelled(world.account) == {88}
    with pytest.raises(StateConflict):
        asked(world, dealer)
    record_answer(claimed(world).work_id, Rejected("8", "no right"), at=now())
    assert being_cancelled(world.account) == set()
    asked(world, dealer)


def test_no_such_order(world: World, dealer: Actor, order: Order) -> None:
    other = make_account(make_client(world.brand, "Bob"), world.product, 1002)
    with pytest.raises(StateConflict):
        cancel_order(other.public_id, order.ticket, actor=dealer, reason="x", at=now())
    assert not Operation.objects.exists()


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(("state", "may"), [("disabled", True), ("archived", False)])
def test_also_of_a_disabled_account(world: World, dealer: Actor, state: str, may: bool) -> None:
    Account.objects.filter(pk=world.account.pk).update(state=state)
    if may:
        assert asked(world, dealer).state == "queued"
        return
    with pytest.raises(AccountNotReady):
        asked(world, dealer)


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(
    ("fate", "state", "code"),
    [(OrderFate.GONE, "settled", ""), (OrderFate.FILLED, "rejected", "filled")],
)
def test_a_look_up_decides(
    world: World, dealer: Actor, fate: OrderFate, state: str, code: str
) -> None:
    operation = in_doubt(world, dealer)
    record_lookup(operation.public_id, fate, at=now())
    operation.refresh_from_db()
    assert (operation.state, operation.reason_code) == (state, code)


@pytest.mark.usefixtures("order")
def test_an_order_that_waits_on_was_not_taken_away(world: World, dealer: Actor) -> None:
    """Two look-ups after the grace say so; one before it proves nothing."""
    operation = in_doubt(world, dealer)
    early = now() - timedelta(seconds=100)
    record_lookup(operation.public_id, OrderFate.WAITING, at=early)
    record_lookup(operation.public_id, OrderFate.WAITING, at=now())
    operation.refresh_from_db()
    assert (operation.state, operation.lookups) == ("unknown", 1)
    record_lookup(operation.public_id, OrderFate.WAITING, at=now())
    operation.refresh_from_db()
    assert (operation.state, operation.reason_code) == ("rejected", "absent")
    assert "still waits" in operation.reason


def test_staff_cancel_on_the_account_s_page(world: World, order: Order) -> None:
    admin = office(make_staff("Ada", "administrator"))
    where = {"account_id": world.account.public_id}
    page = url("backoffice", "trading.account", **where)
    form = url("backoffice", "trading.order_cancel", **where, ticket=order.ticket)
    assert form in admin.get(page).content.decode()
    shown = admin.get(form).content.decode()
    for fact in ("1001 · Live USD · Alice Client", "EURUSD", "Buy limit", "0.2"):
        assert fact in shown
    answer = admin.post(form, {"reason": "risk"}, follow=True).content.decode()
    assert Operation.objects.get().change["order"] == 88
    assert "The platform is asked" in answer


def test_who_may_not(world: World, order: Order) -> None:
    where = {"account_id": world.account.public_id, "ticket": order.ticket}
    form = url("backoffice", "trading.order_cancel", **where)
    support: Browser = office(make_staff("Sam", "support"))
    assert support.post(form, {"reason": "x"}).status_code == 403
    assert not Operation.objects.exists()


def test_the_api_cancels_in_its_own_brand(world: World, order: Order) -> None:
    path = f"/accounts/{world.account.public_id}/orders/{order.ticket}/cancel"
    mine = robot("positions:close", brand_pk=world.brand.pk)
    answer = mine.post(path, {"reason": "risk"})
    assert (answer.status_code, answer.json()["kind"]) == (202, "cancel")
    other = robot("positions:close", brand_pk=world.brand.pk + 1)
    assert other.post(path, {"reason": "risk"}).status_code == 404
