"""Attempts from their order to their end: gates, resets, guards, and facts told twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events.testing import drain
from brokerdesk.kit.clock import fixed
from brokerdesk.modules.compliance.events import ClientLevelChanged
from brokerdesk.modules.trading.models import Account
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.services.operations import claim_due, record_answer
from brokerdesk.modules.trading.testing import make_deal
from brokerdesk.ports.outcome import Accepted
from brokerdesk.ports.trading import DealEntry, DealKind

from ...errors import ContractNameMissing, ReasonMissing, WrongAttemptState
from ...models import Action, Attempt, Decision, JournalEntry, Order, Signal, Stage
from ...services.lifecycle import (
    contract_signed,
    end_attempt,
    extend_stage,
    go_on,
    identity_checked,
    new_size,
    pass_review,
    reject_review,
    reset_stage,
    start_attempt,
)
from ...services.rooms import refresh_rooms
from ...services.watching import sweep
from .making import FUNDED, LOSSES, Live, rule

pytestmark = pytest.mark.django_db
CAROL = Actor("staff", "stf_carol", "Carol")


def passed(**terms: object) -> Live:
    live = Live(terms={"identity": {"level": 0}, **terms})
    ticket = live.open("10")
    live.tick("1.1101")
    live.close(ticket)
    live.store()
    go_on(live.attempt.public_id, at=live.at)
    live.attempt.refresh_from_db()
    return live


def state(live: Live) -> str:
    live.attempt.refresh_from_db()
    return live.attempt.state


def bring(live: Live, login: int, amount: Decimal, comment: str = "") -> None:
    """The deal of the opening balance is ingested."""
    deal = make_deal(
        ticket=5001, login=login, kind=DealKind.BALANCE, entry=DealEntry.NONE, symbol="",
        lots=Decimal(0), profit=amount, balance_effect=amount, comment=comment, at=live.at,
    )  # fmt: skip
    ingest_deals(live.world.server.pk, [deal], watermark_s=None, at=live.at)


def test_the_whole_way_from_the_order_to_a_stage_that_is_judged() -> None:
    live = Live(begun=False)
    order = Order.objects.get()
    assert start_attempt(order.public_id, at=live.at) == live.attempt.public_id
    with fixed(live.at):
        (opening,) = claim_due(live.world.server.pk, limit=9, at=live.at)
        record_answer(opening.work_id, Accepted(9001), at=live.at)
        (money,) = claim_due(live.world.server.pk, limit=9, at=live.at)
        assert (money.login, money.amount) == (9001, Decimal(100_000))
        record_answer(money.work_id, Accepted(5001), at=live.at)
        drain(twice=True)
        assert state(live) == "provisioning"
        bring(live, 9001, money.amount, money.comment)
        drain(twice=True)
    live.stage.refresh_from_db()
    assert (live.stage.state, live.stage.started_at, state(live)) == ("live", live.at, "ready")
    assert JournalEntry.objects.get().cause == {"kind": "begin"}


@pytest.mark.parametrize(("amount", "begins"), [(100_000, True), (99_999, False)])
def test_the_sweep_begins_what_no_event_began(amount: int, begins: bool) -> None:
    live = Live(begun=False)
    Account.objects.filter(pk=live.stage.account_id or 0).update(login=9001, state="active")
    bring(live, 9001, Decimal(amount))
    with fixed(live.at + timedelta(minutes=1)):
        sweep()
    assert state(live) == ("ready" if begins else "provisioning")


def test_the_last_phase_is_gone_past_once() -> None:
    """A job that runs again, or late, finds nothing to do."""
    live = passed(review={"when": "always"})
    Attempt.objects.filter(pk=live.attempt.pk).update(phase=1)
    for _run in range(2):
        go_on(live.attempt.public_id, at=live.at)
        assert state(live) == "closed"


def test_a_review_waits_for_a_person() -> None:
    live = passed(review={"when": "always"})
    assert state(live) == "passed"
    go_on(live.attempt.public_id, at=live.at)
    assert state(live) == "passed"
    pass_review(live.attempt.public_id, actor=CAROL, reason="fine", at=live.at)
    assert state(live) == "provisioning"
    assert live.attempt.gates["reviews"]["0"]["by"] == CAROL.ref
    with pytest.raises(WrongAttemptState):
        pass_review(live.attempt.public_id, actor=CAROL, reason="", at=live.at)


def test_a_rejected_review_fails_with_a_reason() -> None:
    live = passed(review={"when": "always"})
    with pytest.raises(ReasonMissing):
        reject_review(live.attempt.public_id, actor=CAROL, reason=" ", at=live.at)
    reject_review(live.attempt.public_id, actor=CAROL, reason="copied trades", at=live.at)
    assert (state(live), live.attempt.end_reason) == ("failed", "copied trades")


def test_identity_then_contract_then_the_funded_account() -> None:
    live = passed(identity={"level": 2}, contract="funded-v1")
    assert state(live) == "kyc"
    client = live.world.client
    identity_checked(client.pk, at=live.at)
    assert state(live) == "kyc"
    client.level = 2
    client.save()
    from brokerdesk.core.events import emit

    emit(
        ClientLevelChanged(client_id=client.public_id, level=2, before=1),
        aggregate=client.public_id,
        brand_id=client.brand_id,
    )
    drain(twice=True)
    assert state(live) == "contract"
    with pytest.raises(ContractNameMissing):
        sign(live, " ")
    sign(live, "Alice  Client")
    assert state(live) == "provisioning"
    assert live.attempt.gates["contract"]["name"] == "Alice Client"
    assert Stage.objects.filter(attempt=live.attempt).count() == 2


def sign(live: Live, name: str) -> None:
    actor = Actor("client", live.world.client.public_id, "Alice")
    contract_signed(live.attempt.public_id, name=name, text="The text.", actor=actor, at=live.at)


def test_a_paid_reset_begins_the_phase_anew() -> None:
    live = Live()
    live.open("10")
    live.tick("1.0949")
    live.store()
    first = live.stage
    order = Order.objects.get()
    reset_stage(live.attempt.public_id, order.public_id, at=live.at)
    assert (state(live), live.attempt.ended_at) == ("provisioning", None)
    live.provision()
    assert live.stage.pk != first.pk
    assert (live.stage.balance, state(live)) == (Decimal(100_000), "ready")
    first.refresh_from_db()
    assert (first.outcome, Decision.objects.filter(stage=first, type="breach").count()) == (
        "failed", 1,
    )  # fmt: skip


def test_an_unpaid_reset_is_refused() -> None:
    live = Live()
    Order.objects.update(state="awaiting_payment")
    order = Order.objects.get()
    with pytest.raises(WrongAttemptState):
        reset_stage(live.attempt.public_id, order.public_id, at=live.at)


def test_the_end_is_for_good() -> None:
    live = Live()
    with pytest.raises(ReasonMissing):
        end_attempt(live.attempt.public_id, " ", actor=CAROL, at=live.at)
    end_attempt(live.attempt.public_id, "refunded", actor=CAROL, at=live.at)
    assert (state(live), live.attempt.end_reason) == ("closed", "refunded")
    asked = Action.objects.filter(stage=live.stage).order_by("pk").values_list("kind", flat=True)
    assert list(asked) == ["block", "flatten", "disable"]
    end_attempt(live.attempt.public_id, "again", actor=CAROL, at=live.at)
    assert live.attempt.end_reason == "refunded"
    live.watcher.reload([live.desk.account_pk])
    assert live.watcher.judged == {}


def test_a_larger_account_has_limits_of_its_size() -> None:
    live = Live(phases=[FUNDED])
    assert state(live) == "funded"
    stage_id = new_size(
        live.attempt.public_id, Decimal(125_000), Decimal("0.9"),
        reason="scaled", actor=SYSTEM, at=live.at,
    )  # fmt: skip
    live.provision()
    assert (live.stage.public_id, live.stage.initial) == (stage_id, Decimal(125_000))
    assert (live.stage.floor, state(live)) == (Decimal(118_750), "funded")
    assert live.attempt.document["phases"][0]["split"] == "0.9"


def test_more_days_are_given_before_they_end() -> None:
    phase = {"name": "Thirty", "rules": [*LOSSES, rule("max_days", days=3)]}
    live = Live(phases=[phase, FUNDED])
    live.open("1")
    live.store()
    extend_stage(live.attempt.public_id, 5, reason="asked", actor=SYSTEM, at=live.at)
    live.watcher.reload([live.desk.account_pk])
    live.later(days=4)
    live.store()
    assert live.stage.state == "live"
    live.later(days=5)
    live.store()
    assert live.stage.outcome == "expired"


def test_no_limit_of_days_cannot_be_extended() -> None:
    live = Live()
    with pytest.raises(WrongAttemptState):
        extend_stage(live.attempt.public_id, 5, reason="asked", actor=SYSTEM, at=live.at)


def test_a_deal_before_the_end_that_comes_after_it_is_raised_once() -> None:
    live = Live()
    ticket = live.open("10")
    before = live.at
    live.tick("1.0949")
    live.store()
    account = Account.objects.get(pk=live.stage.account_id or 0)
    deal = make_deal(
        ticket=777, login=account.login or 0, kind=DealKind.SELL, entry=DealEntry.OUT,
        position_id=ticket, lots_closed=Decimal(10), at=before,
    )  # fmt: skip
    ingest_deals(live.world.server.pk, [deal], watermark_s=None, at=live.at)
    with fixed(live.at):
        drain(twice=True)
    signal = Signal.objects.get()
    assert (signal.kind, signal.evidence["ticket"]) == ("late_fact", "777")
    assert state(live) == "failed"


@pytest.mark.parametrize("model", [JournalEntry, Decision])
def test_what_was_told_and_decided_stays(model: type[JournalEntry]) -> None:
    Live()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(seq=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all().delete()


def test_lists_show_how_near_the_floor_an_account_is() -> None:
    live = Live()
    live.stage.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO valuation_stand (account_id, balance, credit, floating, equity, margin,"
            " positions, quality, doubts, tick_seq, marked_at)"
            " VALUES (%s, 100000, 0, -4000, 96000, 0, 1, 'reported', '[]', 1, %s)",
            [live.stage.account_id, live.at + timedelta(seconds=5)],
        )
    refresh_rooms()
    live.stage.refresh_from_db()
    assert (live.stage.room, live.stage.room_ratio) == (Decimal(1000), 0.01)
