"""Changes of the past: proposed by one person, decided by another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.kit.errors import InvalidInput

from ...errors import NotPast, PastChangeDecided, PastOverlap, SecondPersonNeeded
from ...locks import lock_past_change, lock_tree
from ...models import PastChange
from ...types import PastKind, PastState
from ..storable import check_storable
from .amending import Wish, check_news, moment
from .jobs import begin
from .telling import tell

WAITING = (PastState.PREVIEWING, PastState.PROPOSED, PastState.APPROVED, PastState.POSTING)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to hold of a subject from a past instant on, and why."""

    brand_pk: int
    kind: PastKind
    subject: str
    params: Mapping[str, object]
    effective_at: datetime
    reason: str

    @property
    def wish(self) -> Wish:
        """It, to be read against the histories."""
        return Wish(self.brand_pk, self.kind, self.subject, self.params, self.effective_at)


@transaction.atomic
def propose_change(proposal: Proposal, *, actor: Actor, at: datetime) -> PastChange:
    """Propose a change of the past; its differences are computed by a job, nothing is changed.

    Locks: the tree.
    Emits: PastChangeMoved.
    Raises:
        NotPast: its instant has not come yet.
        NothingChanges: it holds already at that instant.
        PastOverlap: another change of the same history waits.
        InvalidInput, PlanInvalid, NotFound, OtherBrand, CycleRefused: as of `Wish.amend`.
    """
    if proposal.effective_at >= at:
        raise NotPast(_("give a past instant; from now on it is a change of today"), field="at")
    if not proposal.reason.strip():
        raise InvalidInput(_("give a reason"), field="reason")
    check_storable(dict(proposal.params), "params")
    lock_tree(proposal.brand_pk)
    wish = proposal.wish
    amend = wish.amend()
    _check_alone(proposal)
    check_news(wish, amend)
    change = PastChange.objects.create(
        brand_id=proposal.brand_pk,
        kind=proposal.kind,
        subject=proposal.subject,
        params=dict(proposal.params),
        effective_at=proposal.effective_at,
        reason=proposal.reason[:200],
        proposed_by=actor.ref,
        proposer=actor.label[:120],
        created_at=at,
    )
    record(
        "partners.past_proposed",
        subject=change.public_id,
        actor=actor,
        brand_id=proposal.brand_pk,
        after={
            "kind": proposal.kind,
            "subject": proposal.subject,
            "params": dict(proposal.params),
            "from": proposal.effective_at.isoformat(),
        },
        reason=proposal.reason,
    )
    begin(change.public_id)
    tell(change, actor)
    return change


def _check_alone(proposal: Proposal) -> None:
    waits = PastChange.objects.filter(
        kind=proposal.kind, subject=proposal.subject, state__in=WAITING
    ).first()
    if waits is not None:
        named = {"change": waits.public_id, "from": moment(waits.effective_at)}
        raise PastOverlap(
            _("the change %(change)s of the same history, from %(from)s on, is not decided yet")
            % named
        )


@transaction.atomic
def approve_change(change_id: str, *, digest: str, actor: Actor, at: datetime) -> PastChange:
    """Approve the differences that one saw; a job looks at them once more, then posts them.

    Locks: change.
    Emits: PastChangeMoved.
    Raises:
        PastChangeNotFound: there is none.
        PastChangeDecided: it does not wait for a decision, or was previewed anew since.
        SecondPersonNeeded: the actor proposed it, or is no person.
    """
    change = lock_past_change(change_id)
    _check_decidable(change, actor)
    if change.digest != digest:
        raise PastChangeDecided(_("it was previewed anew meanwhile; look at it again"))
    change.state, change.decided_by, change.decided_at = PastState.APPROVED, actor.ref, at
    change.cursor, change.done, change.checked = 0, 0, ""
    change.save()
    begin(change_id)
    _decided("partners.past_approved", change, actor)
    return change


@transaction.atomic
def reject_change(change_id: str, *, answer: str, actor: Actor, at: datetime) -> PastChange:
    """Reject a change with an answer; nothing was changed. The proposer may take it back so.

    Locks: change.
    Emits: PastChangeMoved.
    Raises:
        PastChangeNotFound: there is none.
        PastChangeDecided: it was decided already.
        InvalidInput: no answer.
    """
    change = lock_past_change(change_id)
    if change.state not in (PastState.PREVIEWING, PastState.PROPOSED, PastState.FAILED):
        raise PastChangeDecided(_("it was decided already"))
    if not answer.strip():
        raise InvalidInput(_("give an answer"), field="answer")
    change.state, change.answer = PastState.REJECTED, answer[:200]
    change.decided_by, change.decided_at = actor.ref, at
    change.save()
    _decided("partners.past_rejected", change, actor)
    return change


def _check_decidable(change: PastChange, actor: Actor) -> None:
    if change.state != PastState.PROPOSED:
        raise PastChangeDecided(_("it does not wait for a decision"))
    if actor.kind != "staff":
        raise SecondPersonNeeded(_("a person decides in the back office"))
    if person_behind(change.proposed_by) == actor.ref:
        raise SecondPersonNeeded(_("another person has to decide what you proposed"))


def _decided(action: str, change: PastChange, actor: Actor) -> None:
    record(
        action,
        subject=change.public_id,
        actor=actor,
        brand_id=change.brand_id,
        after={"deals": change.deals, "lines": change.lines, "digest": change.digest},
        reason=str(change.answer),
    )
    tell(change, actor)
