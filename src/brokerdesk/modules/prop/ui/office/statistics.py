"""Reports of the prop business: sales and cohorts by month, on a page and as CSV."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core import audit
from brokerdesk.core.ui import Nav, UiRequest, page, render_page
from brokerdesk.core.ui.export import safe
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand as brand_of

from ...queries.reports import CohortRow, SalesRow, cohorts, sales
from .exposure import seen_brands
from .months import asked_months
from .reach import GROUP, VIEW

SALES = (
    "month", "programme", "kind", "currency", "orders", "with_coupon", "paid", "refunded",
    "charged_back", "kept",
)  # fmt: skip
COHORTS = (
    "month", "programme", "currency", "fee_currency", "begun", "traded", "passed", "pass_rate",
    "funded", "funded_rate", "failed", "expired", "rewarded", "paid", "fees", "payout_ratio",
)  # fmt: skip


@page(
    "backoffice", "prop/reports-of-business/", name="prop.business",
    title=_("Sales and cohorts"), permission=VIEW, nav=Nav(GROUP, 50, icon="chart-bar"),
)  # fmt: skip
def business_page(request: UiRequest) -> HttpResponse:
    """What was sold, who passed, what was paid."""
    own, asked = seen_brands(request), asked_months(request)
    sold = sales(asked.since, asked.until, own)
    begun = cohorts(asked.since, asked.until, own)
    wanted = request.GET.get("export", "")
    if wanted == "sales":
        return _csv(request, "sales", SALES, sold)
    if wanted == "cohorts":
        return _csv(request, "cohorts", COHORTS, begun)
    context: dict[str, Any] = {"asked": asked, "sales": sold, "cohorts": begun, "zone": _zone(own)}
    return render_page(request, "prop/office/business.html", context)


def _zone(own: list[int] | None) -> str:
    """The zone of the only brand that is seen, to say that months are of UTC where it differs."""
    return brand_of(own[0]).reporting_zone if own and len(own) == 1 else ""


def _csv(
    request: UiRequest, name: str, columns: tuple[str, ...], rows: Sequence[SalesRow | CohortRow]
) -> HttpResponse:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe(getattr(row, one)) for one in columns])
    audit.record(
        "staff.exported", subject=f"prop.{name}", actor=request.actor, after={"rows": len(rows)}
    )
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{now():%Y-%m-%d}.csv"'
    return answer
