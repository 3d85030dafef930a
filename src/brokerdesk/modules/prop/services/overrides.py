"""Overrides: one proposes to change a verdict, another decides; the verdict itself stays."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record

from ..commerce_locks import lock_competition
from ..documents import programme_of
from ..engine import Verdict
from ..errors import (
    OverrideDecided,
    OverrideInvalid,
    ReasonMissing,
    SecondPersonNeeded,
    StageNotFound,
)
from ..events import OverrideChanged
from ..locks import lock_attempt, lock_override, lock_overrides
from ..models import Appeal, Decision, Override, Payout, Stage
from ..types import (
    AttemptState,
    DecisionType,
    Outcome,
    OverrideKind,
    OverrideState,
    StageState,
)
from .appeals import settle
from .desks import tell
from .lifecycle import end_by_hand, reinstate
from .money_back import money_went_back
from .restoring import restored_state
from .telling import tell_staff

REVIEWS = {OverrideKind.CONFIRM: Verdict.CONFIRM, OverrideKind.DISMISS: Verdict.DISMISS}
_OUTCOMES = {OverrideKind.FAIL: Outcome.FAILED, OverrideKind.PASS: Outcome.PASSED}
_ENDED = frozenset({AttemptState.FAILED, AttemptState.EXPIRED})
_REFUSED = ("rejected", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is to be made of a stage, or of a decision in it.

    balance: of a reinstatement, what the new account opens with; None: as before the verdict.
    """

    kind: OverrideKind
    reason: str
    decision_id: str = ""
    appeal_id: str = ""
    balance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ApprovedReview:
    """A review that the desk of the account has to give to the engine."""

    override_pk: int
    override_id: str
    stage_pk: int
    verdict: Verdict
    at: datetime


@transaction.atomic
def propose_override(stage_id: str, proposal: Proposal, *, actor: Actor, at: datetime) -> Override:
    """Propose to change what was decided; a colleague has to approve it.

    Locks: attempt.
    Emits: OverrideChanged.
    Raises:
        StageNotFound: there is no such stage.
        ReasonMissing: no reason is given.
        OverrideInvalid: this cannot be made of what was decided.
        OverrideDecided: an override of this stage waits already.
    """
    stage = _stage(stage_id)
    if not proposal.reason.strip():
        raise ReasonMissing(_("give a reason"), field="reason")
    decision = _decision(stage, proposal)
    detail = _checked(stage, decision, proposal)
    appeal = _appeal(stage, proposal)
    try:
        with transaction.atomic():
            row = Override.objects.create(
                stage=stage, decision=decision, appeal=appeal, kind=proposal.kind,
                reason=proposal.reason.strip(), proposed_by=actor.ref, proposed_name=actor.label,
                proposed_at=at, detail=detail,
            )  # fmt: skip
    except IntegrityError:
        raise OverrideDecided(_("an override of this phase waits already")) from None
    _say(row, "proposed", actor)
    return row


def _stage(stage_id: str) -> Stage:
    rows = Stage.objects.select_related("attempt__client", "account")
    found = rows.filter(public_id=stage_id).first()
    if found is None:
        raise StageNotFound(_("there is no such stage"))
    lock_attempt(found.attempt.public_id)
    found.refresh_from_db()
    return found


def _appeal(stage: Stage, proposal: Proposal) -> Appeal | None:
    """The appeal that it answers: one against a decision of the same stage."""
    if not proposal.appeal_id:
        return None
    rows = Appeal.objects.filter(public_id=proposal.appeal_id, decision__stage=stage)
    found = rows.first()
    if found is None:
        raise OverrideInvalid(_("the appeal is not against this phase"), field="appeal_id")
    return found


def _decision(stage: Stage, proposal: Proposal) -> Decision | None:
    """What it is about: a reinstatement is about the verdict that ended the stage."""
    rows = Decision.objects.filter(stage=stage)
    if proposal.kind in REVIEWS:
        rows = rows.filter(type=DecisionType.HELD)
    elif proposal.kind is OverrideKind.REINSTATE:
        fails = Q(type=DecisionType.BREACH, line__action="fail")
        rows = rows.filter(fails | Q(type=DecisionType.EXPIRED))
    elif not proposal.decision_id:
        return None
    if proposal.decision_id:
        rows = rows.filter(public_id=proposal.decision_id)
    return rows.order_by("-pk").first()


def _checked(stage: Stage, decision: Decision | None, proposal: Proposal) -> dict[str, Any]:
    """What the override carries; refuses one that does not fit where the stage stands."""
    if proposal.kind in REVIEWS:
        if stage.state != StageState.HELD or decision is None:
            raise OverrideInvalid(_("nothing is held in this phase"))
        return {}
    if proposal.kind in _OUTCOMES:
        if stage.state not in (StageState.LIVE, StageState.HELD):
            raise OverrideInvalid(_("this phase does not run"))
        if proposal.kind is OverrideKind.PASS and programme_of(stage.document).phases[0].funded:
            raise OverrideInvalid(_("a funded phase has nothing to pass"))
        return {}
    _check_ended(stage)
    if decision is None or not decision.before:
        raise OverrideInvalid(_("no verdict of the engine ended this phase"))
    state = restored_state(bytes(decision.before), programme_of(stage.document), proposal.balance)
    return {"state": state.decode()}


def _check_ended(stage: Stage) -> None:
    """Refuse to reinstate what has not ended so, whose profit the trader claimed, whose price went
    back, or whose competition is over.
    """
    last = stage.attempt.stages.order_by("-pk").first()
    if stage.attempt.state not in _ENDED or last is None or last.pk != stage.pk:
        raise OverrideInvalid(_("only a challenge that failed or expired is reinstated"))
    if Payout.objects.filter(stage=stage, kind="breach").exclude(state__in=_REFUSED).exists():
        raise OverrideInvalid(_("its profit was claimed: that claim has to be rejected first"))
    if money_went_back(stage.attempt) is not None:
        raise OverrideInvalid(_("its price was refunded or charged back"))
    competition = stage.attempt.order.competition
    if competition is not None and competition.state != "running":
        raise OverrideInvalid(_("its competition is over"))


@transaction.atomic
def approve_override(override_id: str, *, actor: Actor, at: datetime) -> Override:
    """Carry out what a colleague proposed; reviews are given to the engine by the account's desk.

    Locks: competition, of one that is reinstated in it; attempt, override; see lifecycle.
    Emits: OverrideChanged; see lifecycle.
    Raises:
        OverrideDecided: it was decided, or what it is about is not so any more.
        OverrideInvalid: the challenge cannot be reinstated any more.
        SecondPersonNeeded: the approver proposed it.
    """
    row = _proposed(override_id)
    if person_behind(row.proposed_by) == person_behind(actor.ref):
        raise SecondPersonNeeded(_("you proposed this: a colleague must decide"))
    row.decided_by, row.decided_at = actor.ref, at
    kind = OverrideKind(row.kind)
    if kind in REVIEWS:
        if row.stage.state != StageState.HELD:
            raise OverrideDecided(_("nothing is held any more"))
        row.state = OverrideState.APPROVED
        row.save()
        tell([row.stage.account_id or 0])
    else:
        _carry_out(row, kind, actor, at)
    _say(row, "approved", actor)
    return row


def _carry_out(row: Override, kind: OverrideKind, actor: Actor, at: datetime) -> None:
    stage_id, override_id = row.stage.public_id, row.public_id
    if kind is OverrideKind.REINSTATE:
        _check_ended(row.stage)
        state = str(row.detail["state"]).encode()
        new = reinstate(stage_id, override_id=override_id, state=state, actor=actor, at=at)
        row.detail = {**row.detail, "new_stage": new}
    else:
        end_by_hand(stage_id, _OUTCOMES[kind], override_id=override_id, actor=actor, at=at)
        tell([row.stage.account_id or 0])
    row.state, row.done_at = OverrideState.DONE, at
    row.save()
    settle(row, actor=actor, at=at)


@transaction.atomic
def refuse_override(override_id: str, *, reason: str, actor: Actor, at: datetime) -> Override:
    """Leave the verdict as it is.

    Locks: competition, of one that was to be reinstated in it; attempt, override.
    Emits: OverrideChanged.
    Raises:
        OverrideDecided: it was decided.
        ReasonMissing: no reason is given.
    """
    if not reason.strip():
        raise ReasonMissing(_("give a reason"), field="reason")
    row = _proposed(override_id)
    row.state, row.note = OverrideState.REFUSED, reason.strip()
    row.decided_by, row.decided_at = actor.ref, at
    row.save()
    _say(row, "refused", actor)
    return row


def approved(account_pks: Collection[int]) -> list[ApprovedReview]:
    """The reviews that the desk of these accounts has to apply, the oldest first."""
    rows = Override.objects.filter(
        state=OverrideState.APPROVED, stage__account_id__in=list(account_pks)
    )
    return [
        ApprovedReview(
            row.pk, row.public_id, row.stage_id, REVIEWS[OverrideKind(row.kind)],
            row.decided_at or row.proposed_at,
        )
        for row in rows.order_by("pk")
    ]  # fmt: skip


@transaction.atomic
def applied(override_pks: Collection[int], *, at: datetime) -> None:
    """The engine was given these reviews; called in the transaction that stores what it said.

    Locks: overrides.
    Emits: OverrideChanged.
    """
    for row in lock_overrides(override_pks).values():
        row.state, row.done_at = OverrideState.DONE, at
        row.save(update_fields=["state", "done_at"])
        settle(row, actor=SYSTEM, at=at)
        _say(row, "applied", SYSTEM)


@transaction.atomic
def lapsed(override_pks: Collection[int], *, at: datetime) -> None:
    """What these reviews were about is held no longer: the truth came first.

    Locks: overrides.
    Emits: OverrideChanged.
    """
    for row in lock_overrides(override_pks).values():
        row.state, row.done_at = OverrideState.REFUSED, at
        row.detail = {**row.detail, "lapsed": True}
        row.save(update_fields=["state", "done_at", "detail"])
        _say(row, "lapsed", SYSTEM)


def _proposed(override_id: str) -> Override:
    """Lock an override that waits. What is reinstated in a competition meets its end in order."""
    found = Override.objects.filter(public_id=override_id).values_list(
        "kind", "stage__attempt__public_id", "stage__attempt__order__competition__public_id"
    )
    for kind, attempt_id, competition_id in found:
        if kind == OverrideKind.REINSTATE and competition_id is not None:
            lock_competition(competition_id)
        lock_attempt(attempt_id)
    row = lock_override(override_id)
    if row.state != OverrideState.PROPOSED:
        raise OverrideDecided(_("it was decided already"))
    return row


def _say(row: Override, action: str, actor: Actor) -> None:
    attempt = row.stage.attempt
    record(
        f"prop.override_{action}",
        subject=row.public_id,
        actor=actor,
        brand_id=attempt.brand_id,
        after={"kind": str(row.kind), "state": str(row.state), "stage": row.stage.public_id},
        reason=row.note or row.reason,
    )
    tell_staff(
        attempt, OverrideChanged, actor=actor, override_id=row.public_id, kind=str(row.kind),
        state=str(row.state),
    )  # fmt: skip
