"""Resolving a difference: one person proposes, another approves."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.words import words
from brokerdesk.modules.ledger.services import chart, post_many
from brokerdesk.modules.ledger.types import Posting, TxRequest

from ..errors import ChangedMeanwhile, FourEyesRequired, StateConflict
from ..locks import lock_difference, lock_operation_of
from ..models import Account, Difference, Operation
from ..rows import difference_row
from ..types import DifferenceClass, DifferenceRow, OperationRequest, WorkKind
from .accepting import accept_change, apply_late, can_apply, give_up
from .credits import accept_credit
from .differences import close
from .operations import request_operation
from .positions import accept_position
from .postings import MirrorTarget

Action = Literal["accept", "apply", "undo_on_platform", "book", "give_up"]
ACTIONS: dict[DifferenceClass, tuple[Action, ...]] = {
    DifferenceClass.EDITED: ("accept",),
    DifferenceClass.DELETED: ("accept",),
    DifferenceClass.DUPLICATE: ("undo_on_platform", "book"),
    DifferenceClass.UNMATCHED: ("apply", "undo_on_platform", "book"),
    DifferenceClass.BALANCE: ("book",),
    DifferenceClass.CREDIT: ("accept",),
    DifferenceClass.MISSING_HERE: ("accept",),
    DifferenceClass.MISSING_THERE: ("give_up",),
}

ENDING = frozenset({DifferenceClass.UNMATCHED, DifferenceClass.MISSING_THERE})


def actions_for(difference: Difference) -> tuple[Action, ...]:
    """What can be done about a difference; needs `operation` joined, or it asks for it."""
    fitting = ACTIONS.get(DifferenceClass(difference.cls), ())
    return tuple(a for a in fitting if a != "apply" or can_apply(difference))


@transaction.atomic
def propose(
    difference_id: str, action: Action, reason: str, *, actor: Actor, at: datetime
) -> DifferenceRow:
    """Propose how to resolve a difference.

    accept: the platform is right; the deal is corrected here by reversal and new posting, or the
    credit or position taken as it is.
    apply: the deal is what its operation asked for, though late or of another amount.
    undo_on_platform: a correction of the opposite amount is sent to the platform.
    book: the amount is booked to the house's correction account.
    give_up: the operation whose deal never came counts as not performed.
    Locks: difference.
    Raises:
        StateConflict: it is closed, or the action does not fit its class.
    """
    difference = lock_difference(difference_id)
    if difference.closed_at is not None:
        raise StateConflict(_("the difference is closed"))
    if action not in actions_for(difference):
        raise StateConflict(
            _("“%(action)s” does not fit a difference of class “%(cls)s”")
            % {"action": words(action), "cls": words(difference.cls)}
        )
    if not reason.strip():
        raise StateConflict(_("give a reason"), field="reason")
    difference.proposal = action
    difference.proposal_reason = reason[:300]
    difference.proposed_by = actor.ref
    difference.proposed_at = at
    difference.version += 1
    difference.save()
    record(
        "trading.difference_proposed",
        subject=difference_id,
        actor=actor,
        after={"action": action},
        reason=reason,
    )
    return difference_row(difference)


@transaction.atomic
def approve(difference_id: str, *, version: int, actor: Actor, at: datetime) -> DifferenceRow:
    """Approve the proposal that the approver saw: it is carried out in the same transaction.

    Locks: its operation, then difference.
    Posts: as the proposal says.
    Emits: DifferenceClosed; DealsCorrected for an accepted edit or deletion; what became of the
    operation that the deal bears.
    Raises:
        StateConflict: nothing is proposed, or it is closed.
        ChangedMeanwhile: it is not the `version` that the approver saw.
        FourEyesRequired: the approver also proposed it.
    """
    operation = lock_operation_of(difference_id)
    difference = lock_difference(difference_id)
    if difference.version != version:
        raise ChangedMeanwhile(_("this difference changed meanwhile: look at it again"))
    if difference.closed_at is not None or not difference.proposal:
        raise StateConflict(_("there is no open proposal to approve"))
    if difference.proposed_by == actor.ref:
        raise FourEyesRequired(_("another person than the proposer must approve"))
    difference.approved_by = actor.ref
    _carry_out(difference, operation, actor, at)
    close(difference, difference.proposal, at=at)
    record(
        "trading.difference_resolved",
        subject=difference_id,
        actor=actor,
        after={"action": difference.proposal, "amount": str(difference.amount)},
        reason=difference.proposal_reason,
    )
    return difference_row(difference)


def _carry_out(
    difference: Difference, operation: Operation | None, actor: Actor, at: datetime
) -> None:
    if difference.cls == DifferenceClass.CREDIT:
        accept_credit(difference)
        return
    if difference.cls == DifferenceClass.MISSING_HERE:
        accept_position(difference)
        return
    if difference.proposal == "accept":
        accept_change(difference, operation, at)
        return
    if difference.proposal == "apply":
        if operation is None:
            raise StateConflict(_("the deal bears no operation of ours"))
        apply_late(difference, operation, at)
        return
    if difference.proposal == "undo_on_platform":
        _undo(difference, actor, at)
    elif difference.proposal == "book":
        _book(difference, actor, at)
    if operation is not None and difference.cls in ENDING:
        give_up(difference, operation, at)


def _account(difference: Difference) -> Account:
    if difference.account is None:
        raise StateConflict(_("the difference belongs to no account of ours"))
    return difference.account


def _undo(difference: Difference, actor: Actor, at: datetime) -> None:
    """Send the opposite amount to the platform; its deal empties suspense again."""
    account = _account(difference)
    request_operation(
        OperationRequest(
            account_id=account.public_id,
            amount=-difference.amount,
            counter_account=chart.suspense(account.currency, account.entity_id),
            purpose="correction",
            note=difference.public_id,
        ),
        actor=actor,
        at=at,
        kind=WorkKind.CORRECTION,
    )


def _book(difference: Difference, actor: Actor, at: datetime) -> None:
    """Book the amount to the house's correction account: from suspense, or into the mirror."""
    account = _account(difference)
    target = MirrorTarget.of(account)
    house = chart.house(difference.server.code, "correction", account.currency, account.entity_id)
    other = (
        target.mirror()
        if difference.cls == DifferenceClass.BALANCE
        else chart.suspense(account.currency, account.entity_id)
    )
    source, destination, amount = house.code, other.code, difference.amount
    if amount < Decimal(0):
        source, destination, amount = destination, source, -amount
    post_many(
        [
            TxRequest(
                key=f"difference:{difference.public_id}",
                kind="difference.booked",
                postings=(Posting(source, destination, amount, account.currency),),
                effective_at=at,
                meta={"difference": difference.public_id},
            )
        ],
        accounts=[house, other],
        actor=actor,
    )
