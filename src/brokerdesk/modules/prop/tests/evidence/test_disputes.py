"""Appeals and overrides: contested, answered, decided by two people; the verdict stays."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.mail.models import Message

from ...engine import State, Verdict
from ...errors import (
    AppealClosed,
    AppealExists,
    AppealNotFound,
    AppealTooLate,
    DecisionNotFound,
    OverrideDecided,
    OverrideInvalid,
    ReasonMissing,
    SecondPersonNeeded,
)
from ...models import Appeal, Attempt, Decision, Override, Stage
from ...queries.appeals import statistics
from ...services.appeals import appeal_until, open_appeal, say, take, uphold, withdraw
from ...services.overrides import (
    Proposal,
    applied,
    approve_override,
    approved,
    lapsed,
    propose_override,
    refuse_override,
)
from ...types import OverrideKind
from .conftest import DOUBTED, Scene

CAROL, DANA = (Actor("staff", f"stf_{name}", name) for name in ("carol", "dana"))
DAY = timedelta(days=1)


def alice(scene: Scene) -> Actor:
    return Actor("client", scene.people.alice.public_id, "Alice")


def contest(scene: Scene, decision: Decision, **more: Any) -> Appeal:
    given = {"client_pk": scene.people.alice.pk, "actor": alice(scene), "at": scene.at, **more}
    return open_appeal(decision.public_id, "A spike of one tick", **given)


def propose(scene: Scene, kind: OverrideKind, **more: Any) -> Override:
    proposal = Proposal(kind=kind, reason="The feed was wrong", **more)
    return propose_override(scene.stage.public_id, proposal, actor=CAROL, at=scene.at)


def mails() -> list[str]:
    rows = Message.objects.filter(template__startswith="prop/").order_by("pk")
    return list(rows.values_list("template", flat=True))


def test_an_appeal_is_answered_asked_again_and_upheld(scene: Scene) -> None:
    row = contest(scene, scene.lose())
    assert row.due_at == scene.at + 5 * DAY
    take(row.public_id, actor=DANA)
    say(row.public_id, "We look.", by_trader=False, actor=CAROL, at=scene.at + DAY)
    again = say(row.public_id, "So?", by_trader=True, actor=alice(scene), at=scene.at + 2 * DAY)
    assert (again.state, again.due_at, again.owner_name) == ("open", scene.at + 7 * DAY, "dana")
    done = uphold(row.public_id, "The tick was real.", actor=CAROL, at=scene.at + 3 * DAY)
    assert [word["text"] for word in done.messages] == ["We look.", "So?", "The tick was real."]
    assert mails() == ["prop/appeal_answered", "prop/appeal_upheld"]
    with pytest.raises(AppealClosed):
        say(row.public_id, "?", by_trader=True, actor=alice(scene), at=scene.at)
    numbers = statistics(Appeal.objects.all(), at=scene.at)
    assert (numbers.decided, numbers.overturned_percent, numbers.answer_s) == (1, 0, 86400)


def test_a_decision_is_contested_once_in_time_and_by_its_own_trader(scene: Scene) -> None:
    decision = scene.lose()
    until = appeal_until(decision)
    assert until == decision.at + 7 * DAY
    with pytest.raises(AppealTooLate):
        contest(scene, decision, at=until + timedelta(seconds=1))
    with pytest.raises(DecisionNotFound):
        contest(scene, decision, client_pk=scene.people.bob.pk)
    row = contest(scene, decision, at=until)
    with pytest.raises(AppealExists):
        contest(scene, decision)
    with pytest.raises(AppealNotFound):
        withdraw(row.public_id, client_pk=scene.people.bob.pk, actor=alice(scene), at=scene.at)
    withdraw(row.public_id, client_pk=scene.people.alice.pk, actor=alice(scene), at=scene.at)
    assert contest(scene, decision).state == "open"


def test_a_warning_of_time_alone_is_no_verdict(scene: Scene) -> None:
    scene.tell({"type": "clock"}, after=DAY)
    with pytest.raises(DecisionNotFound):
        contest(scene, Decision.objects.get(type="day_started"))


def test_a_review_of_what_is_held_needs_two_people_and_the_desk(scene: Scene) -> None:
    scene.lose(DOUBTED)
    row = propose(scene, OverrideKind.CONFIRM)
    account_pk = scene.account.pk
    with pytest.raises(SecondPersonNeeded):
        approve_override(row.public_id, actor=CAROL, at=scene.at)
    assert approved([account_pk]) == []
    approve_override(row.public_id, actor=DANA, at=scene.at)
    with pytest.raises(OverrideDecided):
        approve_override(row.public_id, actor=DANA, at=scene.at)
    (review,) = approved([account_pk])
    assert (review.override_id, review.verdict) == (row.public_id, Verdict.CONFIRM)
    applied([review.override_pk], at=scene.at)
    assert approved([account_pk]) == []
    row.refresh_from_db()
    assert (row.state, row.done_at) == ("done", scene.at)
    actions = AuditEntry.objects.filter(action__startswith="prop.override_").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "prop.override_proposed", "prop.override_approved", "prop.override_applied",
    ]  # fmt: skip


def test_a_review_lapses_when_the_truth_comes_first(scene: Scene) -> None:
    scene.lose(DOUBTED)
    row = propose(scene, OverrideKind.DISMISS)
    approve_override(row.public_id, actor=DANA, at=scene.at)
    lapsed([row.pk], at=scene.at)
    row.refresh_from_db()
    assert row.state == "refused"
    assert approved([scene.account.pk]) == []


def test_a_wrong_verdict_is_reinstated_and_stays_on_record(scene: Scene) -> None:
    decision = scene.lose()
    appeal = contest(scene, decision)
    row = propose(scene, OverrideKind.REINSTATE, appeal_id=appeal.public_id)
    approve_override(row.public_id, actor=DANA, at=scene.at)
    new = Stage.objects.exclude(pk=scene.stage.pk).get()
    state = State.from_json(bytes(new.engine or b""))
    assert state.balance == state.high == 100000
    assert state.status == "active"
    assert not any((state.positions, state.open_count, state.floating))
    attempt = Attempt.objects.get()
    assert attempt.state == "provisioning"
    old = Stage.objects.get(pk=scene.stage.pk)
    assert (old.state, old.outcome) == ("ended", "failed")
    assert Decision.objects.get(pk=decision.pk).line == decision.line
    appeal.refresh_from_db()
    assert appeal.state == "overturned"
    assert mails()[-1] == "prop/appeal_overturned"
    row.refresh_from_db()
    assert row.detail["new_stage"] == new.public_id


def test_a_reinstated_account_is_not_in_breach_at_once(scene: Scene) -> None:
    scene.lose()
    with pytest.raises(OverrideInvalid):
        propose(scene, OverrideKind.REINSTATE, balance=Decimal(94000))
    row = propose(scene, OverrideKind.REINSTATE, balance=Decimal("95000.01"))
    assert '"balance":"95000.01"' in row.detail["state"]


def test_what_does_not_fit_is_refused_and_changes_nothing(scene: Scene) -> None:
    for kind in (OverrideKind.CONFIRM, OverrideKind.DISMISS, OverrideKind.REINSTATE):
        with pytest.raises(OverrideInvalid):
            propose(scene, kind)
    scene.lose()
    for kind in (OverrideKind.CONFIRM, OverrideKind.FAIL, OverrideKind.PASS):
        with pytest.raises(OverrideInvalid):
            propose(scene, kind)
    with pytest.raises(ReasonMissing):
        propose_override(
            scene.stage.public_id, Proposal(kind=OverrideKind.REINSTATE, reason=" "),
            actor=CAROL, at=scene.at,
        )  # fmt: skip
    assert not Override.objects.exists()


def test_one_override_of_a_stage_waits_at_a_time(scene: Scene) -> None:
    scene.lose()
    row = propose(scene, OverrideKind.REINSTATE)
    with pytest.raises(OverrideDecided):
        propose(scene, OverrideKind.REINSTATE)
    refuse_override(row.public_id, reason="No", actor=DANA, at=scene.at)
    assert Attempt.objects.get().state == "failed"
    propose(scene, OverrideKind.REINSTATE)


def test_an_override_answers_an_appeal_of_its_own_stage_alone(scene: Scene) -> None:
    decision = scene.lose()
    appeal = contest(scene, decision)
    other = Stage.objects.get(pk=scene.stage.pk)
    other.pk, other.public_id, other.account_id = None, "stg_other", None
    other.save()
    for asked in ("apl_none", foreign_appeal(scene, other, appeal)):
        with pytest.raises(OverrideInvalid):
            propose(scene, OverrideKind.REINSTATE, appeal_id=asked)
    assert not Override.objects.exists()


def foreign_appeal(scene: Scene, other: Stage, like: Appeal) -> str:
    """An appeal against a decision of another stage."""
    decision = Decision.objects.create(
        stage=other, seq=1, place=0, type="breach", rule="max_daily_loss", at=scene.at, line={},
        before=b"", after=b"", recorded_at=scene.at,
    )  # fmt: skip
    row = Appeal.objects.create(
        decision=decision, claim=like.claim, opened_at=scene.at, due_at=scene.at
    )
    return row.public_id


def test_only_the_verdict_that_ended_a_stage_is_undone(scene: Scene) -> None:
    """Not a warning of days before, whose balance was another."""
    warning = Decision.objects.create(
        stage=scene.stage, seq=0, place=1, type="breach", rule="max_lots", at=scene.at,
        line={"action": "warn"}, before=bytes(scene.stage.engine or b""), after=b"",
        recorded_at=scene.at,
    )  # fmt: skip
    row = propose(scene, OverrideKind.FAIL)
    approve_override(row.public_id, actor=DANA, at=scene.at)
    for given in ({}, {"decision_id": warning.public_id}):
        with pytest.raises(OverrideInvalid):
            propose(scene, OverrideKind.REINSTATE, **given)


def test_a_stage_that_was_begun_anew_meanwhile_is_not_reinstated(scene: Scene) -> None:
    scene.lose()
    row = propose(scene, OverrideKind.REINSTATE)
    later = Stage.objects.get(pk=scene.stage.pk)
    later.pk, later.public_id, later.account_id = None, "stg_later", None
    later.save()
    with pytest.raises(OverrideInvalid):
        approve_override(row.public_id, actor=DANA, at=scene.at)
    assert Stage.objects.count() == 2


def test_people_may_fail_a_stage_by_hand(scene: Scene) -> None:
    row = propose(scene, OverrideKind.FAIL)
    approve_override(row.public_id, actor=DANA, at=scene.at)
    stage = Stage.objects.get()
    assert (stage.state, stage.outcome) == ("ended", "failed")
    assert Attempt.objects.get().state == "failed"
