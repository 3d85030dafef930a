"""What a partner earned by month."""

from datetime import UTC

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from ..models import Accrual
from ..types import MonthSum


def months_of(partner_pk: int, *, limit: int = 24) -> list[MonthSum]:
    """A partner's sums by month of the deals and currency, newest first, zeros left out."""
    rows = (
        Accrual.objects.filter(partner_id=partner_pk)
        .exclude(amount=0)
        .annotate(month=TruncMonth("occurred_at", tzinfo=UTC))
        .values("month", "currency")
        .annotate(deals=Count("deal_id", distinct=True), total=Sum("amount"))
    )
    return [
        MonthSum(g["month"].date(), g["currency"], g["deals"], g["total"])
        for g in rows.order_by("-month", "currency")[:limit]
    ]
