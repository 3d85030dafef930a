"""Deals that change on the platform while people still have to say what they are."""

from decimal import Decimal

import pytest

from brokerdesk.ports.outcome import Accepted, Rejected

from ..models import Difference
from ..services.operations import claim_due, record_answer
from ..services.resolving import Action, approve, propose
from ..testing import World
from ..types import WorkState
from .test_corrections import absent, shows, sides, told, with_amount
from .test_ingest import FAY, FINN, NOW, balanced, funded, ingest, mirror, suspense


def decide(cls: str, action: Action = "accept") -> Difference:
    """Let two people resolve the open difference of a class."""
    found = Difference.objects.get(closed_at=None, cls=cls)
    seen = propose(found.public_id, action, "seen", actor=FINN, at=NOW)
    approve(found.public_id, version=seen.version, actor=FAY, at=NOW)
    found.refresh_from_db()
    return found


def test_an_accepted_edit_leaves_a_deal_in_suspense_undecided(world: World) -> None:
    operation = absent(world)
    deal = world.balance("100.00", operation.reference)
    ingest(world, deal)
    waiting = Difference.objects.get()
    propose(waiting.public_id, "book", "seen", actor=FINN, at=NOW)
    shows(world, [with_amount(deal, "60.00")], 5)
    decide("edited")
    assert sides(world) == tuple(map(Decimal, (60, 100, -60)))
    waiting.refresh_from_db()
    assert (waiting.closed_at, waiting.amount, waiting.proposal) == (None, Decimal(60), "")
    decide("unmatched", "apply")
    assert sides(world) == tuple(map(Decimal, (60, 40, 0)))
    assert not Difference.objects.filter(closed_at=None).exists()
    assert balanced()


def test_an_accepted_deletion_ends_the_operation_that_waited_for_people(world: World) -> None:
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    deal = world.balance("60.00", operation.reference)
    record_answer(operation.public_id, Accepted(deal.ticket), at=NOW)
    ingest(world, deal)
    shows(world, [], 1)
    decide("deleted")
    operation.refresh_from_db()
    assert operation.state == WorkState.REJECTED
    assert len(told("operation.rejected")) == 1
    assert sides(world) == tuple(map(Decimal, (0, 100, 0)))
    assert not Difference.objects.filter(closed_at=None).exists()
    assert balanced()


def test_a_deletion_seen_before_its_deal_was_applied_is_told_to_who_asked(world: World) -> None:
    operation = absent(world)
    ingest(world, world.balance("100.00", operation.reference))
    shows(world, [], 5)
    decide("unmatched", "apply")
    decide("deleted")
    [event] = told("operation.corrected")
    assert (Decimal(event["before"]), Decimal(event["after"])) == (Decimal(100), Decimal(0))
    assert sides(world) == tuple(map(Decimal, (0, 100, 0)))
    assert balanced()


def test_a_correction_that_is_given_up_opens_its_difference_again(world: World) -> None:
    stray = world.balance("55.00", "by hand")
    ingest(world, stray)
    first = decide("unmatched", "undo_on_platform")
    (work,) = claim_due(world.server.pk, limit=10, at=NOW)
    record_answer(work.work_id, Accepted(world.balance("-55.00").ticket), at=NOW)
    shows(world, [stray], 3)
    decide("missing_there", "give_up")
    first.refresh_from_db()
    assert first.closed_at is None
    assert suspense(world) == Decimal(-55)


def test_an_accepted_edit_of_a_second_deal_keeps_it_in_suspense(world: World) -> None:
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    first, second = (world.balance("100.00", operation.reference) for _ in range(2))
    ingest(world, first)
    ingest(world, second)
    assert Difference.objects.get().cls == "duplicate"
    shows(world, [first, with_amount(second, "30.00")], 5)
    decide("edited")
    assert suspense(world) == Decimal(-30)
    assert decide("duplicate", "book").amount == Decimal(30)
    assert suspense(world) == 0
    assert balanced()


def test_what_changes_after_people_decided_is_raised_with_the_rest(world: World) -> None:
    deal = world.balance("55.00", "by hand")
    ingest(world, deal)
    decide("unmatched", "book")
    shows(world, [with_amount(deal, "60.00")], 1)
    decide("edited")
    rest = Difference.objects.get(closed_at=None)
    assert (rest.cls, rest.amount, suspense(world)) == ("unmatched", Decimal(5), Decimal(-5))
    decide("unmatched", "book")
    assert (mirror(world), suspense(world)) == (Decimal(60), Decimal(0))
    shows(world, [], 2)
    decide("deleted")
    assert decide("unmatched", "book").amount == Decimal(-60)
    assert (mirror(world), suspense(world)) == (Decimal(0), Decimal(0))
    assert balanced()


@pytest.mark.parametrize(("after", "left"), [("60.00", 60), (None, 0)])
def test_an_undoing_that_fails_after_its_deal_changed_is_open_with_the_change(
    world: World, after: str | None, left: int
) -> None:
    deal = world.balance("55.00", "by hand")
    ingest(world, deal)
    decide("unmatched", "undo_on_platform")
    (work,) = claim_due(world.server.pk, limit=10, at=NOW)
    shows(world, [with_amount(deal, after)] if after else [], 1)
    decide("edited" if after else "deleted")
    record_answer(work.work_id, Rejected("10019", "no money"), at=NOW)
    amounts = [row.amount for row in Difference.objects.filter(closed_at=None)]
    assert amounts == ([Decimal(left)] if left else [])
    assert suspense(world) == -left


def test_a_late_deal_that_is_back_after_its_deletion_can_still_complete(world: World) -> None:
    operation = absent(world)
    deal = world.balance("100.00", operation.reference)
    ingest(world, deal)
    shows(world, [], 5)
    decide("deleted")
    shows(world, [deal], 6)
    decide("edited")
    assert sides(world) == tuple(map(Decimal, (100, 100, -100)))
    waiting = Difference.objects.get(closed_at=None)
    assert told("operation.needs_review")[-1]["difference_id"] == waiting.public_id
    decide("unmatched", "apply")
    operation.refresh_from_db()
    assert operation.state == WorkState.SETTLED
    assert sides(world) == tuple(map(Decimal, (100, 0, 0)))
    assert balanced()
