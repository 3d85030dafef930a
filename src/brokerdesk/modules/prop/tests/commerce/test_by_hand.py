"""What people may make of a phase by hand: a funded one has nothing to pass."""

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.kit.clock import fixed

from ...errors import OverrideInvalid, SecondPersonNeeded, WrongAttemptState
from ...models import Action, Attempt, Override, Stage
from ...services.lifecycle import end_by_hand
from ...services.lifecycle.gates import go_on
from ...services.overrides import Proposal, approve_override, propose_override
from ...types import ActionKind, Outcome, OverrideKind
from .conftest import DANA, FINN, Shop

PASS = Proposal(kind=OverrideKind.PASS, reason="the platform was away for two days")
FAIL = Proposal(kind=OverrideKind.FAIL, reason="shared login")


def stage_of(attempt: Attempt) -> Stage:
    return Stage.objects.filter(attempt=attempt).latest("pk")


def challenge(shop: Shop) -> Attempt:
    """The first of two phases, running."""
    shop.fill("155")
    attempt = Attempt.objects.get(order=shop.order(pay_now=True))
    shop.provision(attempt)
    return attempt


def test_a_funded_phase_has_nothing_to_pass(shop: Shop) -> None:
    attempt = shop.funded()
    with pytest.raises(OverrideInvalid, match="nothing to pass"):
        propose_override(stage_of(attempt).public_id, PASS, actor=FINN, at=shop.at)
    attempt.refresh_from_db()
    assert (attempt.state, stage_of(attempt).state) == ("funded", "live")
    assert not Override.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="prop.override").exists()


def test_a_phase_passed_by_hand_goes_on_to_the_funded_one(shop: Shop) -> None:
    attempt = challenge(shop)
    waits = propose_override(stage_of(attempt).public_id, PASS, actor=FINN, at=shop.at)
    with pytest.raises(SecondPersonNeeded):
        approve_override(waits.public_id, actor=FINN, at=shop.at)
    approve_override(waits.public_id, actor=DANA, at=shop.at)
    first = stage_of(attempt)
    assert (first.state, first.outcome) == ("ended", "passed")
    wanted = Action.objects.filter(stage=first).values_list("kind", flat=True)
    assert {*wanted} == {ActionKind.BLOCK, ActionKind.FLATTEN, ActionKind.DISABLE}
    with fixed(shop.at):
        go_on(attempt.public_id, at=shop.at)
    second = shop.provision(attempt)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.phase, second.initial) == ("funded", 1, first.initial)
    with pytest.raises(OverrideInvalid, match="nothing to pass"):
        propose_override(second.public_id, PASS, actor=FINN, at=shop.at)


def test_what_was_to_be_passed_and_ended_meanwhile_is_left(shop: Shop) -> None:
    attempt = challenge(shop)
    stage = stage_of(attempt)
    waits = propose_override(stage.public_id, PASS, actor=FINN, at=shop.at)
    end_by_hand(stage.public_id, Outcome.FAILED, override_id="ovr_x", actor=SYSTEM, at=shop.at)
    with pytest.raises(WrongAttemptState):
        approve_override(waits.public_id, actor=DANA, at=shop.at)
    attempt.refresh_from_db()
    waits.refresh_from_db()
    assert (attempt.state, waits.state) == ("failed", "proposed")


def test_a_funded_phase_may_be_failed_by_hand(shop: Shop) -> None:
    attempt = shop.funded()
    waits = propose_override(stage_of(attempt).public_id, FAIL, actor=FINN, at=shop.at)
    approve_override(waits.public_id, actor=DANA, at=shop.at)
    attempt.refresh_from_db()
    assert (attempt.state, stage_of(attempt).outcome) == ("failed", "failed")
