"""Moving a row on: its state, its version, its history."""

from datetime import datetime

from brokerdesk.core.actors import Actor
from brokerdesk.core.texts import note as kept
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Rejected

from ..models import Deposit, Refund, StateChange, Transfer, Withdrawal


def move(
    row: Deposit | Withdrawal | Transfer | Refund,
    state: str,
    *,
    actor: Actor,
    at: datetime,
    note: str = "",
) -> None:
    """Set a locked row's state and save the row; keep the change."""
    StateChange.objects.create(
        subject=row.public_id,
        before=row.state if row.pk else "",
        after=state,
        at=at,
        actor=actor.ref,
        actor_label=actor.label[:120],
        note=kept(note),
    )
    row.state = state
    if isinstance(row, Deposit | Withdrawal | Transfer):
        row.version += 1
    row.save()


def begin(
    row: Deposit | Withdrawal | Transfer | Refund, *, actor: Actor, at: datetime, note: str = ""
) -> None:
    """Keep the first state of a new row."""
    StateChange.objects.create(
        subject=row.public_id,
        after=row.state,
        at=at,
        actor=actor.ref,
        actor_label=actor.label[:120],
        note=kept(note),
    )


def refusal(answer: Rejected) -> Marked:
    """What a provider refused, with its code."""
    return Marked(_("%(code)s: %(reason)s"), code=answer.code, reason=answer.reason)
