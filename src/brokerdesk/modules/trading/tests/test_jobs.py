"""Jobs on one account: asked of the platform once, kept when it took them."""

from decimal import Decimal

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.kit.clock import now
from brokerdesk.modules.ledger.queries import balance, trial_balance
from brokerdesk.modules.ledger.services import chart
from brokerdesk.ports.outcome import Accepted, Rejected, Unknown
from brokerdesk.ports.trading import DealKind, Side

from ..errors import (
    AccountNotReady,
    AmountInvalid,
    FourEyesRequired,
    LeverageNotOffered,
    ProductNotFound,
    RequestDecided,
    StateConflict,
)
from ..models import Account, AccountRequest, Operation, Position
from ..services.changes import change_credit, change_leverage, close_position, move_to_product
from ..services.ingest import ingest_deals
from ..services.operations import claim_due, record_answer, record_lookup, request_operation
from ..services.requests import (
    approve_request,
    propose_correction,
    reject_request,
    request_leverage,
    withdraw_request,
)
from ..testing import START, World, make_product
from ..types import ClaimedWork, OperationRequest, WorkState

DEALER = Actor(kind="staff", id="stf_dealer", label="Dora")
CHIEF = Actor(kind="staff", id="stf_chief", label="Carl")
CLIENT = Actor(kind="client", id="cli_alice", label="Alice")


def claimed(world: World) -> ClaimedWork:
    (work,) = claim_due(world.server.pk, limit=10, at=now())
    return work


def position(world: World, lots: str = "0.30") -> Position:
    zero = Decimal(0)
    return Position.objects.create(
        server=world.server, ticket=77, login=1001, account=world.account, symbol="EURUSD",
        side="buy", lots=Decimal(lots), contract_size=Decimal(100_000), price_open=Decimal("1.1"),
        price_current=Decimal("1.1"), stop_loss=zero, take_profit=zero, profit=zero, swap=zero,
        opened_at=START, synced_at=START,
    )  # fmt: skip


def test_leverage_is_kept_once_the_platform_took_it(world: World) -> None:
    account_id = world.account.public_id
    change_leverage(account_id, 30, actor=DEALER, reason="his wish", at=now())
    world.account.refresh_from_db()
    assert world.account.leverage == 100
    work = claimed(world)
    assert (work.change.leverage, work.change.group, work.change.access) == (30, None, None)
    record_answer(work.work_id, Accepted(None), at=now())
    world.account.refresh_from_db()
    assert world.account.leverage == 30


@pytest.mark.parametrize("leverage", [100, 500, 0])
def test_leverage_that_is_not_offered(world: World, leverage: int) -> None:
    with pytest.raises(LeverageNotOffered):
        change_leverage(world.account.public_id, leverage, actor=DEALER, reason="x", at=now())
    assert not Operation.objects.exists()


def test_a_refused_change_changes_nothing(world: World) -> None:
    change_leverage(world.account.public_id, 30, actor=DEALER, reason="x", at=now())
    record_answer(claimed(world).work_id, Rejected("8", "no right"), at=now())
    world.account.refresh_from_db()
    assert world.account.leverage == 100
    change_leverage(world.account.public_id, 30, actor=DEALER, reason="again", at=now())


def test_an_unknown_change_is_sent_again(world: World) -> None:
    """The same either way: it has no trace, and doing it twice is doing it once."""
    change_leverage(world.account.public_id, 30, actor=DEALER, reason="x", at=now())
    work = claimed(world)
    record_answer(work.work_id, Unknown("lost"), at=now())
    with pytest.raises(StateConflict):
        change_leverage(world.account.public_id, 30, actor=DEALER, reason="x", at=now())
    record_lookup(work.work_id, None, at=now())
    again = claimed(world)
    assert (again.work_id, again.lookup, again.change.leverage) == (work.work_id, False, 30)


def test_an_account_moves_to_another_product(world: World) -> None:
    other = make_product(world.brand, world.server, kind="live", currency="EUR")
    other.currency, other.code, other.group = "USD", "pro", "live\\pro-USD"
    other.save()
    demo = make_product(world.brand, world.server, kind="demo")
    for wrong in (demo.public_id, world.product.public_id, "prd_none"):
        with pytest.raises(ProductNotFound):
            move_to_product(world.account.public_id, wrong, actor=DEALER, reason="x", at=now())
    move_to_product(world.account.public_id, other.public_id, actor=DEALER, reason="grew", at=now())
    work = claimed(world)
    assert work.change.group == "live\\pro-USD"
    record_answer(work.work_id, Accepted(None), at=now())
    world.account.refresh_from_db()
    assert (world.account.group, world.account.product_id) == ("live\\pro-USD", other.pk)
    assert AuditEntry.objects.filter(action="trading.account_group").exists()


def test_credit_moves_no_money_of_ours(world: World) -> None:
    Account.objects.filter(pk=world.account.pk).update(credit=Decimal(20))
    change_credit(
        world.account.public_id, Decimal("50.00"), actor=DEALER, reason="welcome", at=now()
    )
    work = claimed(world)
    record_answer(work.work_id, Accepted(501), at=now())
    deal = world.deal(
        ticket=501, kind=DealKind.CREDIT, symbol="", credit_effect=Decimal("50.00"),
        profit=Decimal("50.00"), comment=work.comment,
    )  # fmt: skip
    ingest_deals(world.server.pk, [deal], watermark_s=1, at=now())
    assert Operation.objects.get().state == WorkState.SETTLED
    assert trial_balance() == []


@pytest.mark.parametrize(
    "amount", ["0", "-20.01", "1.005", "1e15", "1e26", "-1e26", "NaN", "Infinity"]
)
def test_a_wrong_credit_is_refused(world: World, amount: str) -> None:
    Account.objects.filter(pk=world.account.pk).update(credit=Decimal(20))
    with pytest.raises(AmountInvalid):
        change_credit(world.account.public_id, Decimal(amount), actor=DEALER, reason="x", at=now())


@pytest.mark.parametrize("amount", ["1e15", "1e26", "-1e26", "NaN", "Infinity"])
def test_an_operation_beyond_all_money_is_refused(world: World, amount: str) -> None:
    house = chart.house(world.server.code, "correction", "USD", world.brand.entity_id)
    wanted = OperationRequest(world.account.public_id, Decimal(amount), house, "correction")
    with pytest.raises(AmountInvalid):
        request_operation(wanted, actor=DEALER, at=now())


def test_a_position_is_closed_once(world: World) -> None:
    held = position(world)
    account_id = world.account.public_id
    with pytest.raises(AmountInvalid):
        close_position(account_id, 77, lots=Decimal("0.31"), actor=DEALER, reason="x", at=now())
    with pytest.raises(StateConflict):
        close_position(account_id, 78, actor=DEALER, reason="x", at=now())
    close_position(account_id, 77, lots=Decimal("0.10"), actor=DEALER, reason="risk", at=now())
    with pytest.raises(StateConflict):
        close_position(account_id, 77, actor=DEALER, reason="x", at=now())
    work = claimed(world)
    assert work.close is not None
    assert (work.close.login, work.close.position, work.close.side) == (1001, 77, Side.BUY)
    assert (work.close.held, work.close.lots) == (held.lots, Decimal("0.10"))
    record_answer(work.work_id, Unknown("lost"), at=now())
    record_lookup(work.work_id, world.closing(lots="0.10", comment=work.reference), at=now())
    done = Operation.objects.get()
    assert (done.state, done.ticket) == (WorkState.SETTLED, world.tickets)


def test_a_disabled_account_can_be_left_without_positions(world: World) -> None:
    position(world)
    account_id = world.account.public_id
    Account.objects.update(state="disabled")
    close_position(account_id, 77, actor=DEALER, reason="leaves", at=now())
    assert Operation.objects.get().state == WorkState.QUEUED
    Account.objects.update(state="archived")
    with pytest.raises(AccountNotReady):
        close_position(account_id, 77, actor=DEALER, reason="x", at=now())


def test_the_most_that_can_be_closed_is_said_in_plain_digits(world: World) -> None:
    position(world)
    Position.objects.update(lots=Decimal(100))
    with pytest.raises(AmountInvalid, match="up to 100 lots"):
        close_position(
            world.account.public_id, 77, lots=Decimal(101), actor=DEALER, reason="x", at=now()
        )


def test_a_closed_account_takes_no_job(world: World) -> None:
    Account.objects.filter(pk=world.account.pk).update(state="disabled")
    with pytest.raises(AccountNotReady):
        change_leverage(world.account.public_id, 30, actor=DEALER, reason="x", at=now())


def test_a_clients_leverage_takes_staff(world: World) -> None:
    asked = request_leverage(
        world.account.public_id, 30, actor=CLIENT, reason="less risk", at=now()
    )
    with pytest.raises(StateConflict):
        request_leverage(world.account.public_id, 30, actor=CLIENT, reason="", at=now())
    assert not Operation.objects.exists()
    approve_request(asked.public_id, version=asked.version, actor=DEALER, at=now())
    record_answer(claimed(world).work_id, Accepted(None), at=now())
    world.account.refresh_from_db()
    assert world.account.leverage == 30
    with pytest.raises(RequestDecided):
        reject_request(asked.public_id, version=2, answer="no", actor=DEALER, at=now())


def test_a_correction_takes_two_people(world: World) -> None:
    asked = propose_correction(
        world.account.public_id, Decimal("12.50"), actor=DEALER, reason="swap", at=now()
    )
    with pytest.raises(FourEyesRequired):
        approve_request(asked.public_id, version=asked.version, actor=DEALER, at=now())
    assert not Operation.objects.exists()
    done = approve_request(asked.public_id, version=asked.version, actor=CHIEF, at=now())
    work = claimed(world)
    assert (work.amount, done.operation_id) == (Decimal("12.50"), work.work_id)
    record_answer(work.work_id, Accepted(601), at=now())
    paid = world.balance("12.50", work.comment, ticket=601)
    ingest_deals(world.server.pk, [paid], watermark_s=1, at=now())
    entity = world.brand.entity_id
    house = chart.house(world.server.code, "correction", "USD", entity)
    mirror = chart.account_mirror(world.account.public_id, "USD", entity)
    assert balance(mirror.code) == Decimal("12.50")
    assert balance(house.code) == Decimal("-12.50")


def test_a_request_is_taken_back_by_its_own_maker(world: World) -> None:
    asked = propose_correction(
        world.account.public_id, Decimal(5), actor=DEALER, reason="x", at=now()
    )
    with pytest.raises(FourEyesRequired):
        withdraw_request(asked.public_id, actor=CHIEF, at=now())
    withdraw_request(asked.public_id, actor=DEALER, at=now())
    assert AccountRequest.objects.get().state == "withdrawn"
    with pytest.raises(AmountInvalid):
        propose_correction(world.account.public_id, Decimal(-1), actor=DEALER, reason="x", at=now())
