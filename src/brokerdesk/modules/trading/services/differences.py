"""Differences between mirror and platform: opened by item, closed by evidence or four eyes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from brokerdesk.core.events import emit
from brokerdesk.core.texts import note
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import DealWindow, PlatformDeal

from ..events import DifferenceClosed, DifferenceOpened
from ..locks import lock_difference
from ..models import Deal, Difference, Operation, Server
from ..types import AccountKind, DifferenceClass, WorkState

DETAIL = 300
# How a difference ended by itself: codes, whose words are in the catalogue.
GONE = "its deal was corrected"
CAME = "its deal came"
EQUAL = "equal again"
HEALED = "as stored again"


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference about to be noted. `amount` of the difference is actual - expected."""

    cls: DifferenceClass
    item: str
    ticket: int | None
    login: int | None
    account_pk: int | None
    currency: str
    expected: Decimal
    actual: Decimal
    detail: str
    found: Mapping[str, object] | None = None
    deal_pk: int | None = None
    operation_pk: int | None = None


def deal_json(deal: PlatformDeal) -> dict[str, object]:
    """A platform deal as JSON, kept with a difference until it is resolved."""
    return {
        name: value if isinstance(value, int | bool) else _text(value)
        for name in deal.__slots__
        if (value := getattr(deal, name)) is not None
    }


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def open_differences(server: Server, findings: Iterable[Finding], *, at: datetime) -> int:
    """Note findings; one that is open already stays as it is, but an edit as it is seen last.

    Locks: an open edit.
    Emits: DifferenceOpened for each new one.
    """
    opened = 0
    for finding in findings:
        try:
            with transaction.atomic():
                difference = _create(server, finding, at)
        except IntegrityError:
            if finding.cls == DifferenceClass.EDITED:
                _see_again(server, finding)
            continue
        if not _stands(difference):
            difference.delete()
            continue
        opened += 1
        _tell_opened(difference)
    return opened


def _stands(difference: Difference) -> bool:
    """Whether what was found still is so: the insert may have waited for who resolved just that."""
    found = Difference.objects.filter(pk=difference.pk)
    if difference.cls == DifferenceClass.DELETED:
        return found.filter(deal__deleted_at__isnull=True).exists()
    if difference.cls == DifferenceClass.MISSING_THERE:
        return found.filter(operation__state=WorkState.ACCEPTED).exists()
    return True


def _see_again(server: Server, finding: Finding) -> None:
    """Let an open edit be what the platform shows now; what was proposed was about another."""
    rows = Difference.objects.filter(
        server=server, item=finding.item, cls=finding.cls, closed_at__isnull=True
    )
    difference = rows.select_for_update(no_key=True).first()
    if difference is None or difference.found == finding.found:
        return
    difference.actual, difference.found = finding.actual, finding.found
    difference.amount = finding.actual - difference.expected
    difference.detail = note(finding.detail, DETAIL)
    _forget_proposal(difference)
    difference.version += 1
    difference.save()


def _tell_opened(difference: Difference) -> None:
    emit(
        DifferenceOpened(
            difference_id=difference.public_id,
            item=difference.item,
            cls=difference.cls,
            amount=difference.amount,
            currency=difference.currency,
        ),
        aggregate=f"difference:{difference.public_id}",
        brand_id=None,
    )


def _create(server: Server, finding: Finding, at: datetime) -> Difference:
    deal_pk = finding.deal_pk
    if deal_pk is None and finding.ticket is not None:
        deal_pk = (
            Deal.objects.filter(server=server, ticket=finding.ticket)
            .values_list("pk", flat=True)
            .first()
        )
    operation_pk = finding.operation_pk
    if operation_pk is None and finding.ticket is not None:
        settled = Operation.objects.filter(
            server=server, ticket=finding.ticket, state=WorkState.SETTLED
        )
        operation_pk = settled.values_list("pk", flat=True).first()
    return Difference.objects.create(
        server=server,
        account_id=finding.account_pk,
        deal_id=deal_pk,
        operation_id=operation_pk,
        login=finding.login,
        item=finding.item,
        cls=finding.cls,
        expected=finding.expected,
        actual=finding.actual,
        amount=finding.actual - finding.expected,
        currency=finding.currency,
        detail=note(finding.detail, DETAIL),
        found=dict(finding.found) if finding.found is not None else None,
        opened_at=at,
    )


def close(difference: Difference, resolution: str, *, at: datetime) -> None:
    """Close a difference.

    Emits: DifferenceClosed.
    """
    difference.resolution = resolution
    difference.closed_at = at
    difference.version += 1
    difference.save()
    emit(
        DifferenceClosed(
            difference_id=difference.public_id, item=difference.item, resolution=resolution
        ),
        aggregate=f"difference:{difference.public_id}",
        brand_id=None,
    )


def restate(difference: Difference, expected: Decimal, actual: Decimal, *, at: datetime) -> None:
    """Give an open difference other amounts; what was proposed was about the old ones.

    Emits: DifferenceClosed, when nothing differs any more.
    """
    difference.expected, difference.actual = expected, actual
    difference.amount = actual - expected
    _forget_proposal(difference)
    if not difference.amount:
        close(difference, GONE, at=at)
        return
    difference.version += 1
    difference.save()


def _forget_proposal(difference: Difference) -> None:
    difference.proposal = difference.proposal_reason = difference.proposed_by = ""
    difference.proposed_at = None


def reopen(difference_id: str, cause: str, *, at: datetime) -> None:
    """Open a difference again whose resolution did not come about; it needs a new proposal.

    Where a later change of its deal is open, that takes its amount over.
    Locks: difference.
    Emits: DifferenceOpened.
    """
    difference = lock_difference(difference_id)
    if difference.closed_at is None:
        return
    later = Difference.objects.filter(
        server=difference.server, item=difference.item, cls=difference.cls, closed_at__isnull=True
    )
    if (other := later.select_for_update(no_key=True).first()) is not None:
        restate(other, other.expected - difference.amount, other.actual, at=at)
        return
    difference.closed_at = None
    difference.resolution = difference.approved_by = ""
    _forget_proposal(difference)
    difference.detail = note(about_before(cause, difference.detail), DETAIL)
    difference.opened_at = at
    difference.version += 1
    difference.save()
    _tell_opened(difference)


def about_before(cause: str, detail: str) -> str:
    """What a difference is about now, and what it was about."""
    return Marked(_("%(cause)s; before: %(detail)s"), cause=cause, detail=detail)


def note_edited(
    server: Server, seen: Mapping[int, PlatformDeal], changed: Mapping[int, int]
) -> list[Finding]:
    """Findings for stored deals that the platform now shows with other values."""
    if not changed:
        return []
    rows = Deal.objects.filter(pk__in=changed.values()).select_related("account")
    return [
        Finding(
            cls=DifferenceClass.EDITED,
            item=f"deal:{server.code}:{row.ticket}",
            ticket=row.ticket,
            login=row.login,
            account_pk=row.account_id,
            currency=row.currency,
            expected=row.balance_effect if row.deleted_at is None else row.balance_effect * 0,
            actual=seen[row.ticket].balance_effect,
            detail=_edit_detail(row, seen[row.ticket]),
            found=deal_json(seen[row.ticket]),
            deal_pk=row.pk,
        )
        for row in rows
        if row.account is not None and row.account.kind == AccountKind.LIVE
    ]


def _edit_detail(row: Deal, seen: PlatformDeal) -> str:
    if row.deleted_at is not None:
        return Marked(_("back on the platform after its deletion was accepted"))
    names = ("kind", "symbol", "lots", "price", "profit", "commission", "swap", "fee", "comment")
    parts = [
        f"{name} {getattr(row, name)} → {getattr(seen, name)}"
        for name in names
        if getattr(row, name) != getattr(seen, name)
    ]
    what = ", ".join(parts) or Marked(_("other fields"))
    return Marked(_("edited on the platform: %(what)s"), what=what)


def note_missing(server: Server, window: DealWindow, *, at: datetime) -> list[Finding]:
    """Findings for accepted operations whose deal the platform never gave us.

    Only those are judged whose whole life lies in the window that was read and stored.
    """
    since, until = (
        datetime.fromtimestamp(second - server.offset_s, UTC)
        for second in (window.from_s, window.to_s)
    )
    past_grace = at - timedelta(seconds=server.grace_s)
    waiting = Operation.objects.filter(
        server=server,
        state=WorkState.ACCEPTED,
        account__kind=AccountKind.LIVE,
        sent_at__gte=since,
        answered_at__lt=min(until, past_grace),
    ).select_related("account")
    if window.logins:
        waiting = waiting.filter(account__login__in=window.logins)
    stored = Deal.objects.filter(server=server, ticket=OuterRef("ticket"))
    return [
        Finding(
            cls=DifferenceClass.MISSING_THERE,
            item=f"deal:{server.code}:{row.ticket}",
            ticket=None,
            login=row.account.login,
            account_pk=row.account_id,
            currency=row.currency,
            expected=row.amount,
            actual=row.amount * 0,
            detail=Marked(
                _("%(reference)s was accepted as deal %(ticket)s, which is not there"),
                reference=row.reference,
                ticket=row.ticket,
            ),
            operation_pk=row.pk,
        )
        for row in waiting.exclude(Exists(stored))
    ]


def close_missing(operations: Iterable[Operation], *, at: datetime) -> None:
    """Close what was open about operations whose deal had not come: it came.

    Emits: DifferenceClosed.
    """
    found = Difference.objects.filter(
        operation__in=list(operations),
        cls=DifferenceClass.MISSING_THERE,
        closed_at__isnull=True,
    )
    for difference in found.select_for_update(no_key=True):
        close(difference, CAME, at=at)


def note_deleted(server: Server, vanished: Sequence[Deal]) -> list[Finding]:
    """Findings for stored deals that the platform no longer shows."""
    return [
        Finding(
            cls=DifferenceClass.DELETED,
            item=f"deal:{server.code}:{row.ticket}",
            ticket=row.ticket,
            login=row.login,
            account_pk=row.account_id,
            currency=row.currency,
            expected=row.balance_effect,
            actual=row.balance_effect * 0,
            detail=Marked(_("deleted on the platform")),
            deal_pk=row.pk,
        )
        for row in vanished
        if row.account is not None and row.account.kind == AccountKind.LIVE
    ]
