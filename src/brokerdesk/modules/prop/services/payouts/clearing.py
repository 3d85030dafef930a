"""What staff say of rewards whose profit the platform left unclear."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record

from ...commerce_errors import FourEyes, PayoutState, ReasonNeeded
from ...commerce_locks import lock_payout
from ...models import Payout
from .answers import profit_refused, profit_taken


@transaction.atomic
def resolve(payout_id: str, *, taken: bool, reason: str, actor: Actor, at: datetime) -> Payout:
    """Say whether the profit left the account, where no difference is there to decide on.

    Taken: the reward is paid as it was approved. Not taken: it is looked at again.
    Locks: order, attempt, reward, wallet account.
    Raises:
        PayoutState: nothing is unclear, or the difference decides.
        FourEyes: the actor approved the reward.
        ReasonNeeded: there is none.
    """
    if not reason.strip():
        raise ReasonNeeded(_("say why"), field="reason")
    payout = lock_payout(payout_id)
    if payout.state != "unresolved":
        raise PayoutState(_("nothing is unclear about this reward"))
    if payout.figures.get("difference"):
        raise PayoutState(_("decide on the difference: the reward follows"))
    if payout.approved_by and person_behind(payout.approved_by) == person_behind(actor.ref):
        raise FourEyes(_("you approved this reward: a colleague must say what became of it"))
    operation_id = str(payout.figures["doubt"])
    if taken:
        profit_taken(payout_id, operation_id, at=at)
    else:
        profit_refused(payout_id, operation_id, reason.strip())
    _note("resolved", payout, actor, reason, {"operation": operation_id, "taken": taken})
    return lock_payout(payout_id)


@transaction.atomic
def clear_trouble(payout_id: str, *, reason: str, actor: Actor) -> Payout:
    """Say that what was named is dealt with, and how.

    Locks: order, attempt, reward.
    Raises:
        PayoutState: nothing is named. ReasonNeeded: there is no reason.
    """
    if not reason.strip():
        raise ReasonNeeded(_("say why"), field="reason")
    payout = lock_payout(payout_id)
    if not payout.trouble:
        raise PayoutState(_("nothing is unclear about this reward"))
    said, payout.trouble = payout.trouble, ""
    payout.save(update_fields=["trouble"])
    _note("cleared", payout, actor, reason, {"trouble": said})
    return payout


def _note(what: str, payout: Payout, actor: Actor, reason: str, more: dict[str, object]) -> None:
    record(
        f"prop.payout_{what}", subject=payout.public_id, actor=actor,
        brand_id=payout.attempt.brand_id, after={"state": payout.state, **more}, reason=reason,
    )  # fmt: skip
