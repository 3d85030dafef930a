"""Resolving a difference: one person proposes, another approves."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.modules.ledger.queries import transaction_by_key
from brokerdesk.modules.ledger.services import chart, post_many, reverse
from brokerdesk.modules.ledger.types import Posting, TxRequest

from ..errors import FourEyesRequired, StateConflict
from ..events import DealsCorrected
from ..locks import lock_difference
from ..models import Account, Deal, DealBatch, DealCorrection, Difference
from ..rows import difference_row
from ..rules import shard_of
from ..types import DifferenceClass, DifferenceRow, OperationRequest, WorkKind
from .correcting import as_platform_deal, overwrite
from .differences import close
from .ingest import deals_aggregate
from .operations import request_operation
from .postings import MirrorTarget, PostingBuilder, deal_key

Action = Literal["accept", "undo_on_platform", "book"]
ACTIONS: dict[DifferenceClass, tuple[Action, ...]] = {
    DifferenceClass.EDITED: ("accept",),
    DifferenceClass.DELETED: ("accept",),
    DifferenceClass.DUPLICATE: ("undo_on_platform", "book"),
    DifferenceClass.UNMATCHED: ("undo_on_platform", "book"),
    DifferenceClass.BALANCE: ("book",),
}


@transaction.atomic
def propose(
    difference_id: str, action: Action, reason: str, *, actor: Actor, at: datetime
) -> DifferenceRow:
    """Propose how to resolve a difference.

    accept: the platform is right; the deal is corrected here by reversal and new posting.
    undo_on_platform: a correction of the opposite amount is sent to the platform.
    book: the amount is booked to the house's correction account.
    Locks: difference.
    Raises:
        StateConflict: it is closed, or the action does not fit its class.
    """
    difference = lock_difference(difference_id)
    if difference.closed_at is not None:
        raise StateConflict("the difference is closed")
    if action not in ACTIONS.get(DifferenceClass(difference.cls), ()):
        raise StateConflict(f"{action} does not fit a difference of class {difference.cls}")
    if not reason.strip():
        raise StateConflict("give a reason", field="reason")
    difference.proposal = action
    difference.proposal_reason = reason[:300]
    difference.proposed_by = actor.ref
    difference.proposed_at = at
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
def approve(difference_id: str, *, actor: Actor, at: datetime) -> DifferenceRow:
    """Approve a proposal: it is carried out in the same transaction.

    Locks: difference.
    Posts: as the proposal says.
    Emits: DifferenceClosed; DealsCorrected for an accepted edit or deletion.
    Raises:
        StateConflict: nothing is proposed, or it is closed.
        FourEyesRequired: the approver also proposed it.
    """
    difference = lock_difference(difference_id)
    if difference.closed_at is not None or not difference.proposal:
        raise StateConflict("there is no open proposal to approve")
    if difference.proposed_by == actor.ref:
        raise FourEyesRequired("another person than the proposer must approve")
    difference.approved_by = actor.ref
    if difference.proposal == "accept":
        _accept(difference, at)
    elif difference.proposal == "undo_on_platform":
        _undo(difference, actor, at)
    else:
        _book(difference, actor, at)
    close(difference, difference.proposal, at=at)
    record(
        "trading.difference_resolved",
        subject=difference_id,
        actor=actor,
        after={"action": difference.proposal, "amount": str(difference.amount)},
        reason=difference.proposal_reason,
    )
    return difference_row(difference)


def _account(difference: Difference) -> Account:
    if difference.account is None:
        raise StateConflict("the difference belongs to no account of ours")
    return difference.account


def _accept(difference: Difference, at: datetime) -> None:
    """Take the platform's word for an edited or deleted deal."""
    deal, target = difference.deal, MirrorTarget.of(_account(difference))
    if deal is None:
        raise StateConflict("the difference names no deal")
    before = as_platform_deal(deal)
    posted = transaction_by_key(deal_key(difference.server.code, deal.ticket, deal.version))
    if posted is not None:
        reverse(
            posted.id,
            key=f"{deal_key(difference.server.code, deal.ticket, deal.version)}:reversed",
            reason=difference.proposal_reason,
            at=at,
        )
    after = overwrite(deal, difference.found, at)
    if after is not None and after.balance_effect:
        builder = PostingBuilder(difference.server.code)
        builder.by_parts(after, target, version=deal.version)
        post_many(builder.requests, accounts=builder.accounts.values())
    _tell(difference, deal, before, after is None, at)


def _tell(
    difference: Difference, deal: Deal, before: dict[str, object], deleted: bool, at: datetime
) -> None:
    shard = shard_of(deal.login)
    batch = DealBatch.objects.create(server=difference.server, shard=shard, count=1, recorded_at=at)
    DealCorrection.objects.create(
        batch_id=batch.pk,
        deal=deal,
        kind="deleted" if deleted else "edited",
        before=before,
        after=None if deleted else as_platform_deal(deal),
        recorded_at=at,
    )
    emit(
        DealsCorrected(server_id=difference.server.public_id, batch_id=batch.pk, count=1),
        aggregate=deals_aggregate(difference.server, shard),
        brand_id=None,
    )


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
