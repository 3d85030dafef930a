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
    decided = line.kind == AccrualKind.ADJUSTMENT
    kind = line.why.get("kind", AccrualKind.COMMISSION) if decided else line.kind
    if kind not in _OWN:
        return False
    replaced = Q(kind=AccrualKind.ADJUSTMENT, why__kind=kind)
    if kind == AccrualKind.COMMISSION:
        replaced |= Q(kind=AccrualKind.ADJUSTMENT, why__kind__isnull=True)
    newer = Accrual.objects.filter(
        Q(kind=kind) | replaced,
        deal_id=line.deal_id,
        level=line.level,
        deal_version__gt=line.deal_version,
    )
    return not newer.exists() and not Accrual.objects.filter(reverses=line).exists()


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
