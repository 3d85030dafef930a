"""Appeals: whose answer is late, and how they go."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from brokerdesk.core.db import read_rows

from ..models import Appeal

_TIMES = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - opened_at))::int
FROM prop_appeal WHERE id = ANY(%s) AND answered_at IS NOT NULL
"""
PENDING = ("open", "answered")
DECIDED = ("upheld", "overturned")


@dataclass(frozen=True, slots=True)
class AppealStatistics:
    """How appeals go: `answer_s` is the median time to the first answer."""

    open: int
    overdue: int
    answer_s: int | None
    decided: int
    overturned: int

    @property
    def overturned_percent(self) -> int | None:
        """How many of a hundred that were decided changed the decision."""
        return round(100 * self.overturned / self.decided) if self.decided else None


def overdue(at: datetime) -> Q:
    """Appeals whose answer is late."""
    return Q(state="open", due_at__lt=at)


def statistics(rows: QuerySet[Appeal], *, at: datetime) -> AppealStatistics:
    """Count appeals that someone may see."""
    pks = list(rows.order_by().values_list("pk", flat=True))
    return AppealStatistics(
        open=rows.filter(state__in=PENDING).count(),
        overdue=rows.filter(overdue(at)).count(),
        answer_s=read_rows(_TIMES, [pks])[0][0],
        decided=rows.filter(state__in=DECIDED).count(),
        overturned=rows.filter(state="overturned").count(),
    )
