"""Taking the platform's word: for a changed deal, or for one that came when none was expected."""

from datetime import datetime
from decimal import Decimal

from brokerdesk.core.events import emit
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.ledger.queries import transaction_by_key
from brokerdesk.modules.ledger.services import chart, post_many, reverse
from brokerdesk.ports.trading import DealKind, PlatformDeal

from ..errors import StateConflict
from ..events import DealsCorrected, OperationCorrected, OperationRejected, OperationSettled
from ..models import Deal, DealBatch, DealCorrection, Difference, Operation
from ..rules import BY_REFERENCE, deals_aggregate, shard_of
from ..types import DifferenceClass, WorkKind, WorkState
from .adopting import platform_deal
from .correcting import as_platform_deal, overwrite
from .differences import reopen
from .operations import counter_spec, emit_operation
from .postings import MirrorTarget, PostingBuilder, deal_key
from .suspended import follow_change, was_raised

UNDECIDED = frozenset({WorkState.SENDING, WorkState.UNKNOWN, WorkState.ACCEPTED, WorkState.REVIEW})


def deal_of(difference: Difference) -> tuple[Deal, MirrorTarget]:
    """The deal that a difference is about, and whose mirror it moves.

    Raises:
        StateConflict: it names no deal, or no account of ours.
    """
    if difference.account is None:
        raise StateConflict(Marked(_("the difference belongs to no account of ours")))
    if difference.deal is None:
        raise StateConflict(Marked(_("the difference names no deal")))
    return difference.deal, MirrorTarget.of(difference.account)


def can_apply(difference: Difference) -> bool:
    """Say whether the deal is what its operation asked for: late, or of another amount."""
    operation = difference.operation
    return (
        difference.cls == DifferenceClass.UNMATCHED
        and operation is not None
        and operation.state in UNDECIDED | {WorkState.REJECTED}
        and operation.counter is not None
        and _is_of(difference, operation)
        and operation.amount * difference.amount > 0
    )


def _is_of(difference: Difference, operation: Operation) -> bool:
    """Whether a difference's deal can be the one deal of an operation."""
    other = difference.deal is not None and operation.ticket not in {None, difference.deal.ticket}
    return operation.account_id == difference.account_id and not other


def accept_change(difference: Difference, operation: Operation | None, at: datetime) -> None:
    """Correct an edited or deleted deal; `operation` is the locked one that its deal bears.

    Posts: the deal's transaction reversed, and again under its next version: that of an operation
    against the operation's counter-account as before, one in suspense into suspense.
    Emits: DealsCorrected; OperationCorrected, when the operation's amount is another now; what
    becomes of a deal in suspense.
    """
    deal, target = deal_of(difference)
    settled = operation if operation is not None and _settled(operation, deal) else None
    before, carried = as_platform_deal(deal), _carried(deal)
    _reverse(difference, deal, at)
    after = overwrite(deal, difference.found, at)
    now_carried = _carried(deal)
    suspended = settled is None and was_raised(difference)
    if after is not None and after.balance_effect:
        if suspended and now_carried:
            _suspend(difference, deal.version, after, target)
        else:
            follows = settled is not None and _follows(settled, carried == now_carried)
            _post(difference, deal.version, after, target, settled if follows else None)
    gone = suspended and follow_change(difference, operation, (carried, now_carried), at)
    if gone and operation is not None:
        give_up(difference, operation, at)
    _tell(difference, deal, before, at)
    if settled is not None and carried != now_carried:
        _tell_operation(difference, settled, (carried, now_carried), at)


def _settled(operation: Operation, deal: Deal) -> bool:
    return operation.state == WorkState.SETTLED and operation.ticket == deal.ticket


def _follows(operation: Operation, same: bool) -> bool:
    """A correction of another amount than asked corrects nothing: it is the platform's own."""
    return operation.kind != WorkKind.CORRECTION or same


def apply_late(difference: Difference, operation: Operation, at: datetime) -> None:
    """Let a deal in suspense settle the locked operation that we took as not performed.

    Posts: the deal out of suspense, and again against the operation's counter-account.
    Emits: OperationSettled; OperationCorrected, when the platform moved another amount.
    Raises:
        StateConflict: it does not fit the operation, or is gone from the platform.
    """
    deal, target = deal_of(difference)
    if not can_apply(difference) or deal.deleted_at is not None:
        raise StateConflict(Marked(_("the deal is not what its operation asked for")))
    _reverse(difference, deal, at)
    deal.version += 1
    deal.save(update_fields=["version"])
    _post(difference, deal.version, platform_deal(deal), target, operation)
    operation.state, operation.ticket, operation.settled_at = WorkState.SETTLED, deal.ticket, at
    operation.reason = ""
    operation.save()
    emit_operation(OperationSettled, operation, ticket=deal.ticket)
    if deal.balance_effect != operation.amount:
        _tell_operation(difference, operation, (operation.amount, deal.balance_effect), at)


def give_up(difference: Difference, operation: Operation, at: datetime) -> None:
    """End a locked operation as not performed whose deal is gone, or is dealt with otherwise.

    What a correction should have undone is open again.
    Emits: OperationRejected.
    """
    if operation.state not in UNDECIDED or not _is_of(difference, operation):
        return
    operation.state, operation.ticket = WorkState.REJECTED, None
    operation.reason_code = "resolved"
    operation.reason = difference.proposal_reason[:200]
    operation.save()
    if operation.kind == WorkKind.CORRECTION:
        not_done = Marked(
            _("its correction was not performed: %(reason)s"), reason=operation.reason
        )
        reopen(operation.note, not_done, at=at)
    emit_operation(
        OperationRejected, operation, code=operation.reason_code, reason=operation.reason
    )


def _carried(deal: Deal) -> Decimal:
    """What a deal counts for its operation now."""
    counts = deal.deleted_at is None and DealKind(deal.kind) in BY_REFERENCE
    return deal.balance_effect if counts else Decimal(0)


def _reverse(difference: Difference, deal: Deal, at: datetime) -> None:
    key = deal_key(difference.server.code, deal.ticket, deal.version)
    posted = transaction_by_key(key)
    if posted is not None:
        reverse(posted.id, key=f"{key}:reversed", reason=difference.proposal_reason, at=at)


def _post(
    difference: Difference,
    version: int,
    deal: PlatformDeal,
    target: MirrorTarget,
    operation: Operation | None,
) -> None:
    builder = PostingBuilder(difference.server.code, version=version)
    if operation is None or operation.counter is None or deal.kind not in BY_REFERENCE:
        builder.by_parts(deal, target)
    else:
        meta = {"operation": operation.public_id, "reference": operation.reference}
        kind = f"operation.{operation.purpose}"
        builder.against(deal, target, counter_spec(operation), kind, meta)
    post_many(builder.requests, accounts=builder.accounts.values())


def _suspend(
    difference: Difference, version: int, deal: PlatformDeal, target: MirrorTarget
) -> None:
    """A deal that nobody claimed before its change is nobody's after it."""
    builder = PostingBuilder(difference.server.code, version=version)
    suspense = chart.suspense(target.currency, target.entity_pk)
    builder.against(deal, target, suspense, "operation.unmatched", {})
    post_many(builder.requests, accounts=builder.accounts.values())


def _tell_operation(
    difference: Difference, operation: Operation, amounts: tuple[Decimal, Decimal], at: datetime
) -> None:
    """Tell who asked; what a correction should have undone stands again when it is undone."""
    before, after = amounts
    if operation.kind == WorkKind.CORRECTION:
        if before == operation.amount:
            reopen(operation.note, Marked(_("its correction was changed on the platform")), at=at)
        return
    emit_operation(
        OperationCorrected,
        operation,
        before=before,
        after=after,
        difference_id=difference.public_id,
    )


def _tell(difference: Difference, deal: Deal, before: dict[str, object], at: datetime) -> None:
    shard, deleted = shard_of(deal.login), deal.deleted_at is not None
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
        aggregate=deals_aggregate(difference.server.code, shard),
        brand_id=None,
    )
