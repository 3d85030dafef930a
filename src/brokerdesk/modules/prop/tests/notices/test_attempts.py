"""Mails about a challenge's life: one for each fact, in the trader's language, never twice."""

from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit
from brokerdesk.core.events.testing import drain
from brokerdesk.core.mail.models import Message
from brokerdesk.kit.clock import fixed

from ... import events
from ...models import Decision, Report
from ...services.lifecycle import end_attempt, go_on, reject_review
from ..live.making import CHALLENGE, FUNDED, LOSSES, Live, rule

pytestmark = pytest.mark.django_db
CAROL = Actor("staff", "stf_carol", "Carol")


def told(live: Live) -> list[str]:
    with fixed(live.at):
        drain(twice=True)
    rows = Message.objects.filter(template="prop/notice").order_by("pk")
    return [row.subject.partition(":")[0] for row in rows]


def last() -> Message:
    return Message.objects.filter(template="prop/notice").latest("pk")


def winner(**terms: Any) -> Live:
    live = Live(terms={"identity": {"level": 0}, **terms})
    ticket = live.open("10")
    live.tick("1.1101")
    live.close(ticket)
    live.store()
    return live


def test_ready_and_failed_with_its_report() -> None:
    live = Live()
    assert told(live) == ["Your account is ready"]
    assert str(2000 + live.stage.pk) in last().text
    live.open("10")
    live.tick("1.0940")
    live.store()
    assert told(live) == ["Your account is ready", "Challenge failed"]
    report = Report.objects.get()
    assert f"/challenges/reports/{report.public_id}/" in last().html
    assert "Daily loss" in last().text or "daily loss" in last().text.lower()


def test_passed_signed_for_and_funded() -> None:
    live = winner(contract="c1")
    assert told(live)[-1] == "Phase passed"
    go_on(live.attempt.public_id, at=live.at)
    assert told(live)[-1] == "Your contract waits"
    assert f"/attempts/{live.attempt.public_id}/contract/" in last().html


def test_identity_is_asked_for_before_funding() -> None:
    live = winner(identity={"level": 3})
    go_on(live.attempt.public_id, at=live.at)
    assert told(live)[-1] == "Please verify your identity"


def test_funded() -> None:
    live = winner()
    go_on(live.attempt.public_id, at=live.at)
    live.attempt.refresh_from_db()
    live.provision()
    found = told(live)
    assert found[-1] == "You are funded"
    assert found.count("Your account is ready") == 1


def test_what_people_decide_of_a_review() -> None:
    live = winner(review={"when": "always"})
    assert "write to you again" in (told(live), last().text)[1]
    reject_review(live.attempt.public_id, actor=CAROL, reason="an account of a friend", at=live.at)
    assert told(live)[-1] == "Challenge failed"
    assert "an account of a friend" in last().text


def test_paused_and_resumed() -> None:
    pausing = [LOSSES[0] | {"action": "pause_until_reset"}, *LOSSES[1:]]
    live = Live(phases=({"name": "Challenge", "rules": [*pausing, CHALLENGE["rules"][-1]]}, FUNDED))
    ticket = live.open("10")
    live.tick("1.0940")
    live.close(ticket)
    live.store()
    assert told(live)[1:] == ["Trading is paused"]
    live.later(days=1)
    live.store()
    assert told(live)[1:] == ["Trading is paused", "You can trade again"]


def test_expired() -> None:
    rules = [*CHALLENGE["rules"], rule("max_days", days=1)]
    live = Live(phases=({"name": "Challenge", "rules": rules}, FUNDED))
    ticket = live.open("1")
    live.close(ticket)
    live.later(days=3)
    live.store()
    assert told(live)[1:] == ["Challenge expired"]


def test_held_released_warned_reinstated_closed() -> None:
    live = Live()
    live.open("10")
    live.tick("1.0940")
    live.store()
    decision = Decision.objects.get(type="breach")
    of_stage = {
        "attempt_id": live.attempt.public_id, "client_id": live.world.client.public_id,
        "stage_id": live.stage.public_id, "phase": "Challenge", "at": live.at,
        "decision_id": decision.public_id,
    }  # fmt: skip
    of_attempt = {name: of_stage[name] for name in ("attempt_id", "client_id")}
    before = len(told(live))
    for event in (
        events.StageHeld(**of_stage, rule="max_daily_loss", quality="suspect"),
        events.StageReleased(**of_stage),
        events.AttemptStateChanged(
            **of_attempt, state="provisioning", was="failed", reason="override: ovr_1"
        ),
        events.AttemptStateChanged(**of_attempt, state="closed", was="ready", reason="refunded"),
    ):
        aggregate = f"attempt:{live.attempt.public_id}"
        emit(event, aggregate=aggregate, brand_id=live.world.brand.pk, actor=SYSTEM)
    assert told(live)[before:] == [
        "Your challenge is being reviewed", "Your challenge goes on", "Your challenge goes on",
    ]  # fmt: skip


def test_closed_by_staff() -> None:
    live = Live()
    end_attempt(live.attempt.public_id, "two people, one account", actor=CAROL, at=live.at)
    assert told(live) == ["Your account is ready", "Challenge closed"]
    assert "two people" not in last().text
