"""REST of the reports room: daily figures."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from brokerdesk.core.rest import Amount, ApiRequest, Out, router, scope
from brokerdesk.kit.clock import now

from ..errors import PeriodInvalid
from ..queries import all_figures, latest_day
from ..types import Metric

r = router("reports", tags=["Reports"])
MOST_DAYS = 366


class FigureOut(Out):
    """One day's figure in the brand's reporting zone. Volume is in lots, without a currency."""

    day: date
    metric: str
    currency: str
    count: int
    amount: Amount
    updated_at: datetime


@r.get("/figures", response=list[FigureOut])
@scope("reports:read")
def list_figures(
    request: ApiRequest,
    since: date | None = None,
    until: date | None = None,
    metric: Metric | None = None,
) -> list[FigureOut]:
    """List daily figures of the key's brand (all brands without one), both days included.

    Without `until` the last day is today in the reporting zone (of all brands the latest),
    without `since` 30 days are given.
    """
    brands = None if request.brand_id is None else [request.brand_id]
    last = until or latest_day(brands, now())
    first = since or last - timedelta(days=min(29, last.toordinal() - 1))
    if first > last:
        raise PeriodInvalid(_("since must not lie after until"), field="since")
    if (last - first).days >= MOST_DAYS:
        raise PeriodInvalid(
            _("ask for at most %(most_days)s days") % {"most_days": MOST_DAYS}, field="since"
        )
    wanted = tuple(Metric) if metric is None else (metric,)
    found = all_figures(brands, first, last, metrics=wanted)
    rows = [row for name in wanted for row in found[name]]
    return [FigureOut.model_validate(row) for row in sorted(rows, key=lambda row: row.day)]
