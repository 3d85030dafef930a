"""Deals that are edited, deleted and back again: what two people accept is what the books say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.modules.ledger.queries import balance
from brokerdesk.modules.ledger.services import chart
from brokerdesk.ports.outcome import Accepted, Unknown
from brokerdesk.ports.trading import DealWindow, PlatformDeal

from ..errors import ChangedMeanwhile, StateConflict
from ..models import Difference, Operation
from ..services.operations import claim_due, record_answer, record_lookup
from ..services.rescan import apply_rescan
from ..services.resolving import Action, approve, propose
from ..testing import World
from ..types import WorkState
from .test_ingest import FAY, FINN, NOW, balanced, funded, ingest, mirror, suspense

WINDOW = DealWindow(from_s=0, to_s=int(NOW.timestamp()) + 3600)


def shows(world: World, deals: Sequence[PlatformDeal], minute: int) -> None:
    """Let a rescan find just these deals."""
    apply_rescan(world.server.pk, WINDOW, list(deals), at=NOW + timedelta(minutes=minute))


def resolve(action: Action = "accept") -> Difference:
    """Let two people resolve the one open difference."""
    found = Difference.objects.get(closed_at=None)
    seen = propose(found.public_id, action, "seen", actor=FINN, at=NOW)
    approve(found.public_id, version=seen.version, actor=FAY, at=NOW)
    found.refresh_from_db()
    return found


def test_a_deal_that_is_back_after_its_deletion_was_accepted_is_raised(world: World) -> None:
    deal = world.closing("11.00")
    ingest(world, deal)
    shows(world, [], 1)
    resolve()
    assert mirror(world) == 0
    shows(world, [deal], 2)
    found = Difference.objects.get(closed_at=None)
    assert (found.cls, found.amount) == ("edited", Decimal(11))
    resolve()
    assert mirror(world) == Decimal(11)
    shows(world, [deal], 3)
    assert not Difference.objects.filter(closed_at=None).exists()
    assert balanced()


def test_an_open_edit_follows_what_the_platform_shows_last(world: World) -> None:
    deal = world.closing("11.00")
    ingest(world, deal)
    shows(world, [with_amount(deal, "20.00")], 1)
    found = Difference.objects.get()
    seen = propose(found.public_id, "accept", "seen", actor=FINN, at=NOW)
    shows(world, [with_amount(deal, "20.00")], 2)
    found.refresh_from_db()
    assert (found.version, found.proposal) == (seen.version, "accept")
    shows(world, [with_amount(deal, "14.50")], 3)
    with pytest.raises(ChangedMeanwhile):
        approve(found.public_id, version=seen.version, actor=FAY, at=NOW)
    found.refresh_from_db()
    assert (found.actual, found.amount, found.proposal) == (Decimal("14.50"), Decimal("3.50"), "")
    assert "14.50" in found.detail
    resolve()
    assert mirror(world) == Decimal("14.50")
    shows(world, [with_amount(deal, "14.50")], 4)
    assert not Difference.objects.filter(closed_at=None).exists()
    assert balanced()


def settled(world: World, amount: str = "100.00") -> tuple[Operation, PlatformDeal]:
    """An operation whose deal has come."""
    operation = funded(world, amount)
    claim_due(world.server.pk, limit=10, at=NOW)
    deal = world.balance(amount, operation.reference)
    ingest(world, deal)
    operation.refresh_from_db()
    assert operation.state == WorkState.SETTLED
    return operation, deal


def with_amount(deal: PlatformDeal, amount: str) -> PlatformDeal:
    value = Decimal(amount)
    return replace(deal, profit=value, balance_effect=value, digest=amount.encode())


def transit(world: World) -> Decimal:
    return balance(chart.transit(world.server.code, "USD", world.brand.entity_id).code)


def sides(world: World) -> tuple[Decimal, ...]:
    """Mirror, in transit, suspense."""
    return (mirror(world), transit(world), suspense(world))


def told(kind: str) -> list[Any]:
    """The payloads of the events of a type, oldest first."""
    return [row.payload for row in OutboxEvent.objects.filter(type=kind).order_by("id")]


@pytest.mark.parametrize("amount", ["100.00", "-100.00"])
def test_an_accepted_deletion_gives_an_operations_money_back_to_transit(
    world: World, amount: str
) -> None:
    operation, deal = settled(world, amount)
    shows(world, [], 1)
    assert Difference.objects.get().operation_id == operation.pk
    resolve()
    assert (mirror(world), transit(world)) == (Decimal(0), Decimal(amount))
    [event] = told("operation.corrected")
    assert (Decimal(event["before"]), Decimal(event["after"])) == (Decimal(amount), Decimal(0))
    assert event["operation_id"] == operation.public_id
    shows(world, [deal], 2)
    resolve()
    assert (mirror(world), transit(world)) == (Decimal(amount), Decimal(0))
    assert Decimal(told("operation.corrected")[1]["after"]) == Decimal(amount)
    assert balanced()


def test_an_accepted_edit_leaves_in_transit_what_the_platform_did_not_take(world: World) -> None:
    _, deal = settled(world)
    shows(world, [with_amount(deal, "60.00")], 1)
    resolve()
    assert (mirror(world), transit(world)) == (Decimal(60), Decimal(40))
    shows(world, [replace(with_amount(deal, "60.00"), comment="renamed", digest=b"c")], 2)
    resolve()
    assert (mirror(world), transit(world)) == (Decimal(60), Decimal(40))
    assert len(told("operation.corrected")) == 1
    assert balanced()


def absent(world: World) -> Operation:
    """An operation that was proved not to be on the platform."""
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    record_answer(operation.public_id, Unknown("cut"), at=NOW)
    for minute in (2, 3):
        record_lookup(operation.public_id, None, at=NOW + timedelta(minutes=minute))
    operation.refresh_from_db()
    assert operation.state == WorkState.REJECTED
    return operation


def test_a_late_deal_can_complete_its_operation_after_all(world: World) -> None:
    operation = absent(world)
    ingest(world, world.balance("100.00", operation.reference))
    found = Difference.objects.get()
    [event] = told("operation.needs_review")
    assert event["difference_id"] == found.public_id
    assert suspense(world) == Decimal(-100)
    resolve("apply")
    operation.refresh_from_db()
    assert operation.state == WorkState.SETTLED
    assert sides(world) == tuple(map(Decimal, (100, 0, 0)))
    assert len(told("operation.settled")) == 1
    shows(world, [], 5)
    resolve()
    assert sides(world) == tuple(map(Decimal, (0, 100, 0)))
    assert balanced()


def of_another_amount(world: World) -> Operation:
    """Ask for 100; the platform does 60."""
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    record_answer(operation.public_id, Unknown("cut"), at=NOW)
    deal = world.balance("60.00", operation.reference)
    record_lookup(operation.public_id, deal, at=NOW)
    ingest(world, deal)
    return operation


def test_a_deal_of_another_amount_completes_at_what_the_platform_did(world: World) -> None:
    of_another_amount(world)
    resolve("apply")
    assert sides(world) == tuple(map(Decimal, (60, 40, 0)))
    [event] = told("operation.corrected")
    assert (Decimal(event["before"]), Decimal(event["after"])) == (Decimal(100), Decimal(60))


@pytest.mark.parametrize(("action", "state"), [("apply", "settled"), ("book", "rejected")])
def test_an_accepted_operation_whose_deal_has_another_amount_is_resolved(
    world: World, action: Action, state: str
) -> None:
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    deal = world.balance("60.00", operation.reference)
    record_answer(operation.public_id, Accepted(deal.ticket), at=NOW)
    ingest(world, deal)
    resolve(action)
    operation.refresh_from_db()
    assert operation.state == state
    in_transit = 40 if action == "apply" else 100
    assert sides(world) == tuple(map(Decimal, (60, in_transit, 0)))
    assert balanced()


def vanished(world: World) -> tuple[Operation, PlatformDeal]:
    """An accepted operation whose deal was gone before anybody read it."""
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    deal = world.balance("100.00", operation.reference)
    record_answer(operation.public_id, Accepted(deal.ticket), at=NOW)
    apply_rescan(world.server.pk, WINDOW, [], at=NOW + timedelta(seconds=30))
    assert not Difference.objects.exists()
    for minute in (2, 3):
        shows(world, [], minute)
    found = Difference.objects.get()
    assert (found.cls, found.amount) == ("missing_there", Decimal(-100))
    return operation, deal


def test_an_accepted_deal_that_never_came_can_be_given_up(world: World) -> None:
    operation, deal = vanished(world)
    resolve("give_up")
    operation.refresh_from_db()
    assert (operation.state, operation.ticket) == (WorkState.REJECTED, None)
    assert len(told("operation.rejected")) == 1
    assert transit(world) == Decimal(100)
    shows(world, [deal], 4)
    resolve("apply")
    assert sides(world) == tuple(map(Decimal, (100, 0, 0)))


def test_an_accepted_deal_that_comes_late_settles_and_closes_what_was_open(world: World) -> None:
    operation, deal = vanished(world)
    shows(world, [deal], 4)
    operation.refresh_from_db()
    assert operation.state == WorkState.SETTLED
    assert not Difference.objects.filter(closed_at=None).exists()
    assert (mirror(world), transit(world)) == (Decimal(100), Decimal(0))


def test_undoing_a_deal_of_another_amount_ends_its_operation(world: World) -> None:
    operation = of_another_amount(world)
    resolve("undo_on_platform")
    operation.refresh_from_db()
    assert operation.state == WorkState.REJECTED
    assert len(told("operation.rejected")) == 1


def test_what_bears_no_operation_of_ours_cannot_complete_one(world: World) -> None:
    ingest(world, world.balance("55.00", "by hand"))
    found = Difference.objects.get()
    with pytest.raises(StateConflict):
        propose(found.public_id, "apply", "seen", actor=FINN, at=NOW)


def test_a_stray_deal_that_is_deleted_leaves_nothing_open(world: World) -> None:
    ingest(world, world.balance("55.00", "by hand"))
    shows(world, [], 1)
    deleted = Difference.objects.get(cls="deleted")
    seen = propose(deleted.public_id, "accept", "seen", actor=FINN, at=NOW)
    approve(deleted.public_id, version=seen.version, actor=FAY, at=NOW)
    assert (mirror(world), suspense(world)) == (Decimal(0), Decimal(0))
    assert not Difference.objects.filter(closed_at=None).exists()


def test_a_correction_that_is_deleted_opens_its_difference_again(world: World) -> None:
    stray = world.balance("55.00", "by hand")
    ingest(world, stray)
    first = resolve("undo_on_platform")
    (work,) = claim_due(world.server.pk, limit=10, at=NOW)
    undone = world.balance("-55.00", work.reference)
    ingest(world, undone)
    assert (mirror(world), suspense(world)) == (Decimal(0), Decimal(0))
    shows(world, [stray], 1)
    resolve()
    first.refresh_from_db()
    assert first.closed_at is None
    assert (mirror(world), suspense(world)) == (Decimal(55), Decimal(-55))


def test_a_proposal_that_changed_since_it_was_seen_is_not_approved(world: World) -> None:
    ingest(world, world.balance("55.00", "by hand"))
    found = Difference.objects.get()
    seen = propose(found.public_id, "undo_on_platform", "not ours", actor=FINN, at=NOW)
    propose(found.public_id, "book", "small", actor=FINN, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        approve(found.public_id, version=seen.version, actor=FAY, at=NOW)
    found.refresh_from_db()
    assert (found.closed_at, found.proposal) == (None, "book")
    assert suspense(world) == Decimal(-55)
