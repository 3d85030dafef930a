"""Deals into the house: stored once, mirrored once, told once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from brokerdesk.core.events import emit
from brokerdesk.core.words import worded
from brokerdesk.kit.ids import reference_in
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.ledger.services import chart, post_many
from brokerdesk.ports.trading import DealKind, PlatformDeal

from ..errors import ServerNotFound
from ..events import DealsIngested, OperationNeedsReview, OperationSettled
from ..locks import lock_deals, lock_operations_by_reference
from ..models import DealBatch, Difference, ForeignLogin, Operation, Server
from ..rules import BY_REFERENCE, deals_aggregate, shard_of
from ..types import AccountKind, DifferenceClass, IngestResult, WorkState
from .differences import Finding, close_missing, note_edited, open_differences
from .operations import counter_spec, emit_operation, other_amount
from .postings import MirrorTarget, PostingBuilder
from .staging import deal_values, store_new


@dataclass(slots=True)
class _Run:
    """One call of ingest on one server."""

    server: Server
    at: datetime
    targets: dict[int, MirrorTarget]
    builder: PostingBuilder
    findings: list[Finding] = field(default_factory=list)
    settled: list[tuple[Operation, int]] = field(default_factory=list)
    doubted: list[tuple[Operation, Finding]] = field(default_factory=list)


@transaction.atomic
def ingest_deals(
    server_pk: int, deals: Sequence[PlatformDeal], *, watermark_s: int | None, at: datetime
) -> IngestResult:
    """Store, mirror and announce deals; any deal may come any number of times, in any order.

    Known logins of live accounts move their mirror in the same transaction. A balance deal with
    our reference settles its operation; any other balance deal goes to suspense and is raised.
    A known ticket with other values is raised as edited and changes nothing.
    Locks: the server's deals, operations by reference, then ledger accounts.
    Posts: per deal, key `deal:{server}:{ticket}`.
    Emits: DealsIngested per login shard, OperationSettled, OperationNeedsReview.
    """
    server = Server.objects.filter(pk=server_pk).first()
    if server is None:
        raise ServerNotFound(Marked(_("there is no such server")))
    unique = {deal.ticket: deal for deal in deals}
    if unique:
        lock_deals(server_pk)
    targets = MirrorTarget.by_login(server_pk, {deal.login for deal in unique.values()})
    run = _Run(server, at, targets, PostingBuilder(server.code))
    batches = _batch_ids(unique.values())
    rows = [
        deal_values(server_pk, d, batches[shard_of(d.login)], run.targets.get(d.login), at)
        for d in unique.values()
    ]
    stored, changed = store_new(server_pk, rows) if rows else (set(), {})
    fresh = [unique[ticket] for ticket in sorted(stored)]
    _note_foreign(run, fresh)
    _mirror(run, fresh)
    open_differences(server, [*run.findings, *note_edited(server, unique, changed)], at=at)
    _tell_doubted(run)
    told = _announce(run, fresh, batches)
    if watermark_s is not None:
        Server.objects.filter(pk=server_pk, watermark_s__lt=watermark_s).update(
            watermark_s=watermark_s
        )
    if fresh:
        Server.objects.filter(pk=server_pk).update(last_deal_at=at)
    return IngestResult(told, len(stored), len(rows) - len(stored), len(changed))


def _batch_ids(deals: Iterable[PlatformDeal]) -> dict[int, int]:
    """Take a batch id from the sequence for each login shard that occurs."""
    shards = sorted({shard_of(deal.login) for deal in deals})
    if not shards:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('trading_dealbatch', 'id'))"
            " FROM generate_series(1, %s)",
            [len(shards)],
        )
        return dict(zip(shards, (row[0] for row in cursor.fetchall()), strict=True))


def _note_foreign(run: _Run, fresh: Sequence[PlatformDeal]) -> None:
    strangers = {d.login for d in fresh if d.login not in run.targets}
    ForeignLogin.objects.bulk_create(
        [
            ForeignLogin(server=run.server, login=login, first_seen_at=run.at)
            for login in sorted(strangers)
        ],
        ignore_conflicts=True,
    )


def _mirror(run: _Run, fresh: Sequence[PlatformDeal]) -> None:
    """Build the postings of new deals and post them once."""
    references = {
        reference: deal
        for deal in fresh
        if deal.kind in BY_REFERENCE and (reference := reference_in(deal.comment))
    }
    operations = lock_operations_by_reference(run.server.pk, references) if references else {}
    if operations:
        close_missing(operations.values(), at=run.at)
    for deal in fresh:
        target = run.targets.get(deal.login)
        if target is None:
            continue
        if deal.kind in BY_REFERENCE:
            operation = operations.get(reference_in(deal.comment) or "")
            _mirror_operation(run, deal, target, operation)
        elif target.kind == AccountKind.LIVE and deal.balance_effect:
            run.builder.by_parts(deal, target)
    if run.builder.requests:
        post_many(run.builder.requests, accounts=run.builder.accounts.values())
    for operation, ticket in run.settled:
        emit_operation(OperationSettled, operation, ticket=ticket)


def _mirror_operation(
    run: _Run, deal: PlatformDeal, target: MirrorTarget, operation: Operation | None
) -> None:
    """Settle the operation that a balance deal belongs to, or book it to suspense."""
    if operation is not None and _fits(operation, deal):
        operation.state = WorkState.SETTLED
        operation.ticket = deal.ticket
        operation.settled_at = run.at
        operation.save(update_fields=["state", "ticket", "settled_at"])
        run.settled.append((operation, deal.ticket))
        real = target.kind == AccountKind.LIVE and deal.balance_effect
        if operation.counter is not None and real:
            meta = {"operation": operation.public_id, "reference": operation.reference}
            run.builder.against(
                deal, target, counter_spec(operation), f"operation.{operation.purpose}", meta
            )
        return
    if target.kind != AccountKind.LIVE or not deal.balance_effect:
        return
    if deal.kind != DealKind.BALANCE and operation is None:
        run.builder.by_parts(deal, target)
        return
    if operation is not None and _was_sent(operation) and operation.account.login == deal.login:
        operation.state = WorkState.REVIEW  # it was performed in some way: never send it again
        operation.reason = other_amount(deal.ticket)
        operation.save(update_fields=["state", "reason"])
    suspense = chart.suspense(target.currency, target.entity_pk)
    run.builder.against(deal, target, suspense, "operation.unmatched", {})
    run.findings.append(_unmatched(run, deal, target, operation))


def _fits(operation: Operation, deal: PlatformDeal) -> bool:
    """Whether a deal settles an operation; one refused for now and queued again may have one too:
    settled, it is not sent a second time."""
    open_states = {WorkState.SENDING, WorkState.ACCEPTED, WorkState.UNKNOWN}
    return (
        (operation.state in open_states or _was_sent(operation))
        and operation.account.login == deal.login
        and operation.amount == deal.balance_effect + deal.credit_effect
        and operation.ticket in {None, deal.ticket}
    )


def _was_sent(operation: Operation) -> bool:
    return operation.state == WorkState.QUEUED and operation.attempts > 0


def _unmatched(
    run: _Run, deal: PlatformDeal, target: MirrorTarget, operation: Operation | None
) -> Finding:
    """Say why a balance deal is in suspense."""
    cls, detail = DifferenceClass.UNMATCHED, Marked(_("balance deal without one of our references"))
    if operation is not None and operation.state == WorkState.SETTLED:
        cls = DifferenceClass.DUPLICATE
        detail = Marked(
            _("bears %(reference)s, which deal %(ticket)s settled"),
            reference=operation.reference,
            ticket=operation.ticket,
        )
    elif operation is not None:
        detail = Marked(
            _("bears %(reference)s, whose state is “%(state)s” or which differs"),
            reference=operation.reference,
            state=worded(operation.state),
        )
    finding = Finding(
        cls=cls,
        item=f"deal:{run.server.code}:{deal.ticket}",
        ticket=deal.ticket,
        login=deal.login,
        account_pk=target.account_pk,
        currency=target.currency,
        expected=deal.balance_effect * 0,
        actual=deal.balance_effect,
        detail=detail,
        operation_pk=operation.pk if operation is not None else None,
    )
    if operation is not None and cls == DifferenceClass.UNMATCHED:
        run.doubted.append((operation, finding))
    return finding


def _tell_doubted(run: _Run) -> None:
    """Tell of operations whose deal came when it was not expected, or otherwise than asked."""
    for operation, finding in run.doubted:
        found = Difference.objects.get(
            server=run.server, item=finding.item, cls=finding.cls, closed_at__isnull=True
        )
        emit_operation(
            OperationNeedsReview, operation, cause=finding.detail, difference_id=found.public_id
        )


def _announce(run: _Run, fresh: Sequence[PlatformDeal], batches: dict[int, int]) -> tuple[int, ...]:
    counts: dict[int, int] = defaultdict(int)
    for deal in fresh:
        counts[shard_of(deal.login)] += 1
    DealBatch.objects.bulk_create(
        [
            DealBatch(
                pk=batches[shard], server=run.server, shard=shard, count=n, recorded_at=run.at
            )
            for shard, n in sorted(counts.items())
        ]
    )
    for shard, count in sorted(counts.items()):
        emit(
            DealsIngested(
                server_id=run.server.public_id,
                batch_id=batches[shard],
                count=count,
                received_at=run.at,
            ),
            aggregate=deals_aggregate(run.server.code, shard),
            brand_id=None,
        )
    return tuple(batches[shard] for shard in sorted(counts))
