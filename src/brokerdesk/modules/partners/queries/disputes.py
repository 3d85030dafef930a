"""Disputes: whether a line still stands, and the clock's statistics."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from brokerdesk.core.db import read_rows

from ..models import Accrual, Dispute
from ..types import AccrualKind

_TIMES = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - opened_at))::int
FROM partners_dispute WHERE id = ANY(%s) AND answered_at IS NOT NULL
"""
_MONEY = """
SELECT currency, sum(amount) FROM partners_adjustment
WHERE dispute_id = ANY(%s) AND state = 'posted' GROUP BY 1 ORDER BY 1
"""
WAITING = ("open",)
PENDING = ("open", "answered", "proposed")
_OWN = frozenset({AccrualKind.COMMISSION, AccrualKind.OVERRIDING, AccrualKind.SAME_RANK})


@dataclass(frozen=True, slots=True)
class DisputeStatistics:
    """How disputes go: `answer_s` is the median time to the first answer, accepted a percentage."""

    open: int
    overdue: int
    answer_s: int | None
    decided: int
    accepted: int
    corrected: tuple[tuple[str, Decimal], ...]

    @property
    def accepted_percent(self) -> int | None:
        """How many of a hundred that were decided were accepted."""
        return round(100 * self.accepted / self.decided) if self.decided else None


def stands(line: Accrual) -> bool:
    """Whether a line was not reversed and no newer one of its deal, level and kind replaced it."""
    kind = _own_kind(line)
    if kind not in _OWN:
        return False
    newer = _alike(line, kind).filter(deal_version__gt=line.deal_version)
    return not newer.exists() and not Accrual.objects.filter(reverses=line).exists()


def successor(line: Accrual) -> Accrual | None:
    """The line of the same partner that stands in the place of one that does not, if any does."""
    of = line.reverses or line
    if of.partner_id is None:
        return None
    rows = _alike(of, _own_kind(of)).filter(partner_id=of.partner_id).exclude(pk=line.pk)
    newest = rows.order_by("-deal_version", "-pk").first()
    return newest if newest is not None and stands(newest) else None


def _own_kind(line: Accrual) -> str:
    """A line's kind; of one that people decided, the kind that it took the place of."""
    decided = line.kind == AccrualKind.ADJUSTMENT
    return str(line.why.get("kind", AccrualKind.COMMISSION) if decided else line.kind)


def _alike(line: Accrual, kind: str) -> QuerySet[Accrual]:
    """The lines of a line's deal and level that are of a kind, or were decided in its place."""
    decided = Q(kind=AccrualKind.ADJUSTMENT, why__kind=kind)
    if kind == AccrualKind.COMMISSION:
        decided |= Q(kind=AccrualKind.ADJUSTMENT, why__kind__isnull=True)
    return Accrual.objects.filter(Q(kind=kind) | decided, deal_id=line.deal_id, level=line.level)


def overdue(at: datetime) -> Q:
    """Disputes whose answer is late."""
    return Q(state__in=WAITING, due_at__lt=at)


def statistics(rows: QuerySet[Dispute], *, at: datetime) -> DisputeStatistics:
    """Count disputes that someone may see."""
    pks = list(rows.order_by().values_list("pk", flat=True))
    decided = rows.filter(state__in=("accepted", "rejected")).count()
    return DisputeStatistics(
        open=rows.filter(state__in=PENDING).count(),
        overdue=rows.filter(overdue(at)).count(),
        answer_s=read_rows(_TIMES, [pks])[0][0],
        decided=decided,
        accepted=rows.filter(state="accepted").count(),
        corrected=tuple((currency, amount) for currency, amount in read_rows(_MONEY, [pks])),
    )
