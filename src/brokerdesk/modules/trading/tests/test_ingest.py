"""Deals: stored once, mirrored once, told once, whatever the order and however often."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.modules.ledger.queries import balance, trial_balance
from brokerdesk.modules.ledger.services import chart, ensure_accounts, post
from brokerdesk.modules.ledger.types import Posting, TxRequest
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected, Unknown
from brokerdesk.ports.trading import DealKind, DealWindow, PlatformDeal

from .. import queries
from ..models import Deal, Difference, ForeignLogin, Operation, Server
from ..services.ingest import ingest_deals
from ..services.mirrors import check_mirrors
from ..services.operations import (
    claim_due,
    record_answer,
    record_lookup,
    recover_in_flight,
    request_operation,
)
from ..services.rescan import apply_rescan
from ..services.resolving import approve, propose
from ..services.sync import sync_accounts
from ..testing import (
    START,
    World,
    make_account,
    make_brand,
    make_client,
    make_deal,
    make_platform_account,
    make_product,
    make_server,
)
from ..types import IngestResult, OperationRequest, WorkState

NOW = START + timedelta(hours=1)
FINN = Actor(kind="staff", id="stf_finn", label="Finn")
FAY = Actor(kind="staff", id="stf_fay", label="Fay")


def mirror(world: World) -> Decimal:
    entity = world.brand.entity_id
    code = chart.account_mirror(world.account.public_id, "USD", entity).code
    return balance(code)


def suspense(world: World) -> Decimal:
    return balance(chart.suspense("USD", world.brand.entity_id).code)


def funded(world: World, amount: str = "100.00") -> Operation:
    """Request an operation whose money waits in transit."""
    entity = world.brand.entity_id
    transit = chart.transit(world.server.code, "USD", entity)
    psp = chart.psp_clearing("psp", "USD", entity)
    value = Decimal(amount)
    source, target = (psp, transit) if value > 0 else (transit, psp)
    posting = Posting(source.code, target.code, abs(value), "USD")
    post(
        TxRequest(key=f"fund:{amount}:{world.tickets}", kind="test", postings=(posting,),
                  effective_at=NOW),
        accounts=[psp, transit],
    )  # fmt: skip
    row = request_operation(
        OperationRequest(world.account.public_id, value, transit, "transfer"),
        actor=SYSTEM,
        at=NOW,
    )
    return Operation.objects.get(public_id=row.public_id)


def ingest(world: World, *deals: PlatformDeal) -> IngestResult:
    return ingest_deals(world.server.pk, deals, watermark_s=None, at=NOW)


def balanced() -> bool:
    return sum((row.balance for row in trial_balance()), Decimal(0)) == 0


def test_trade_moves_the_mirror_by_its_parts(world: World) -> None:
    deal = world.closing("25.00", commission=Decimal("-7.00"), swap=Decimal("-0.50"))
    ingest(world, deal)
    assert mirror(world) == Decimal("17.50")
    house = chart.house(world.server.code, "commission", "USD", world.brand.entity_id)
    assert balance(house.code) == Decimal("7.00")
    assert balanced()


def test_any_order_and_repetition_gives_the_same(world: World) -> None:
    deals = [world.closing(f"{n}.25") for n in range(-5, 6)]
    shuffled = deals * 3
    random.Random(7).shuffle(shuffled)
    for deal in shuffled:
        ingest(world, deal)
    assert Deal.objects.count() == len(deals)
    assert mirror(world) == sum((d.profit for d in deals), Decimal(0))
    assert not Difference.objects.exists()


def test_reference_settles_its_operation(world: World) -> None:
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    ingest(world, world.balance("100.00", f"{operation.reference} transfer"))
    operation.refresh_from_db()
    assert operation.state == WorkState.SETTLED
    assert mirror(world) == Decimal("100.00")
    transit = chart.transit(world.server.code, "USD", world.brand.entity_id)
    assert balance(transit.code) == 0


def test_second_deal_of_one_reference_is_a_duplicate_in_suspense(world: World) -> None:
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    first = world.balance("100.00", operation.reference)
    ingest(world, first)
    ingest(world, world.balance("100.00", operation.reference))
    assert mirror(world) == Decimal("200.00")
    assert suspense(world) == Decimal("-100.00")
    found = Difference.objects.get()
    assert (found.cls, found.amount) == ("duplicate", Decimal(100))
    assert str(first.ticket) in found.detail
    assert balanced()


def test_balance_deal_of_somebody_else_goes_to_suspense(world: World) -> None:
    ingest(world, world.balance("55.00", "by hand"))
    assert suspense(world) == Decimal("-55.00")
    assert Difference.objects.get().cls == "unmatched"


def test_amount_that_differs_from_the_operation_is_not_settled(world: World) -> None:
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    ingest(world, world.balance("99.99", operation.reference))
    operation.refresh_from_db()
    assert operation.state == WorkState.SENDING
    assert Difference.objects.get().cls == "unmatched"


def test_unknown_login_waits_for_an_owner(world: World) -> None:
    ingest(world, make_deal(ticket=900, login=5555, balance_effect=Decimal(10)))
    assert ForeignLogin.objects.get().login == 5555
    assert Deal.objects.get().account is None
    assert not trial_balance() or balanced()


def test_edit_is_raised_and_changes_nothing(world: World) -> None:
    deal = world.closing("25.00", ticket=700)
    ingest(world, deal)
    ingest(world, world.closing("20.00", ticket=700))
    assert mirror(world) == Decimal("25.00")
    found = Difference.objects.get()
    assert (found.cls, found.amount) == ("edited", Decimal(-5))
    assert "profit" in found.detail


def test_rescan_finds_deleted_and_late(world: World) -> None:
    early, kept = world.closing("5.00"), world.closing("7.00")
    ingest(world, early, kept)
    late = world.closing("1.00")
    window = DealWindow(from_s=0, to_s=int(NOW.timestamp()) + 3600)
    result = apply_rescan(world.server.pk, window, [kept, late], at=NOW + timedelta(seconds=1))
    assert (result.late, result.deleted) == (1, 1)
    assert Difference.objects.get().cls == "deleted"
    apply_rescan(world.server.pk, window, [early, kept, late], at=NOW + timedelta(seconds=9))
    assert Difference.objects.get().closed_at is not None


def test_demo_money_never_enters_the_ledger(world: World) -> None:
    world.account.kind = "demo"
    world.account.save()
    ingest(world, world.balance("10000.00"), world.closing("12.00"))
    assert trial_balance() == []


def test_watermark_only_rises(world: World) -> None:
    for mark in (50, 40):
        ingest_deals(world.server.pk, [], watermark_s=mark, at=NOW)
    assert Server.objects.get().watermark_s == 50


def test_standing_gap_is_raised_once_and_closes_by_itself(world: World) -> None:
    ingest(world, world.closing("50.00"))
    for n, (shown, expected) in enumerate(
        [("40.00", 0), ("40.00", 0), ("40.00", 1), ("40.00", 1), ("50.00", 0)]
    ):
        at = NOW + timedelta(seconds=10 * n)
        sync_accounts(world.server.pk, [make_platform_account(1001, shown)], at)
        assert check_mirrors(world.server.pk, at=at) == (expected if n != 1 else 1)
    assert queries.differences() == []


def test_answer_that_never_came_is_looked_up_never_sent_again(world: World) -> None:
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    assert recover_in_flight(world.server.pk, at=NOW) == 1
    for minute in (1, 2, 3):
        at = NOW + timedelta(minutes=minute)
        (work,) = claim_due(world.server.pk, limit=10, at=at)
        assert work.lookup
        record_lookup(work.work_id, None, at=at)
        operation.refresh_from_db()
        if operation.state == WorkState.REJECTED:
            break
    assert operation.reason_code == "absent"
    ingest(world, world.balance("100.00", operation.reference))
    assert Difference.objects.get().cls == "unmatched"


def test_absence_within_the_grace_proves_nothing(world: World) -> None:
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    record_answer(operation.public_id, Unknown("cut"), at=NOW)
    for second in (6, 12, 18, 24):
        at = NOW + timedelta(seconds=second)
        claim_due(world.server.pk, limit=10, at=at)
        record_lookup(operation.public_id, None, at=at)
    operation.refresh_from_db()
    assert operation.state == WorkState.UNKNOWN


@pytest.mark.parametrize("answer", [Rejected("10019", "no money"), Accepted(77)])
def test_explicit_answers_are_final(world: World, answer: Outcome[int]) -> None:
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    record_answer(operation.public_id, answer, at=NOW)
    record_answer(operation.public_id, Unknown("late"), at=NOW)
    operation.refresh_from_db()
    assert operation.state in {WorkState.REJECTED, WorkState.ACCEPTED}


def test_credit_is_never_cash(world: World) -> None:
    ensure_accounts([chart.account_mirror(world.account.public_id, "USD", world.brand.entity_id)])
    ingest(world, world.deal(kind=DealKind.CREDIT, credit_effect=Decimal(30), symbol=""))
    assert mirror(world) == 0


def test_deal_of_an_operation_refused_for_now_settles_it_and_it_is_not_sent_again(
    world: World,
) -> None:
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    record_answer(operation.public_id, Rejected("busy", "no connection", retryable=True), at=NOW)
    ingest(world, world.balance("100.00", operation.reference))
    operation.refresh_from_db()
    assert operation.state == WorkState.SETTLED
    assert not claim_due(world.server.pk, limit=10, at=NOW + timedelta(hours=1))
    assert mirror(world) == Decimal("100.00")
    assert not Difference.objects.exists()


def test_one_refused_for_now_whose_deal_has_another_amount_is_not_sent_again(world: World) -> None:
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    record_answer(operation.public_id, Rejected("busy", "no connection", retryable=True), at=NOW)
    ingest(world, world.balance("90.00", operation.reference))
    operation.refresh_from_db()
    assert operation.state == WorkState.REVIEW
    assert not claim_due(world.server.pk, limit=10, at=NOW + timedelta(hours=1))
    assert Difference.objects.get().operation_id == operation.pk
    assert suspense(world) == Decimal("-90.00")


def test_deal_of_an_operation_never_sent_does_not_settle_it(world: World) -> None:
    operation = funded(world)
    ingest(world, world.balance("100.00", operation.reference))
    operation.refresh_from_db()
    assert operation.state == WorkState.QUEUED
    assert suspense(world) == Decimal("-100.00")


def test_refused_correction_opens_its_difference_again(world: World) -> None:
    ingest(world, world.balance("55.00", "by hand"))
    difference = Difference.objects.get()
    seen = propose(difference.public_id, "undo_on_platform", "not ours", actor=FINN, at=NOW)
    approve(difference.public_id, version=seen.version, actor=FAY, at=NOW)
    (work,) = claim_due(world.server.pk, limit=10, at=NOW)
    assert work.amount == Decimal("-55.00")
    record_answer(work.work_id, Rejected("money", "not enough money"), at=NOW)
    difference.refresh_from_db()
    assert (difference.closed_at, difference.proposal, difference.approved_by) == (None, "", "")
    assert "not enough money" in difference.detail
    assert suspense(world) == Decimal("-55.00")


def test_a_reference_of_another_servers_operation_settles_nothing(world: World) -> None:
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    other = make_brand("south")
    server = make_server(other, "mt5b")
    account = make_account(make_client(other), make_product(other, server), 1001)
    stray = world.balance("100.00", operation.reference)
    ingest_deals(server.pk, [stray], watermark_s=None, at=NOW)
    operation.refresh_from_db()
    assert operation.state == WorkState.SENDING
    found = Difference.objects.get()
    assert (found.account_id, found.operation_id) == (account.pk, None)
    assert balanced()
