"""A share of net revenue: its terms, and each partner's months."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from .earnings import Earning
from .tree import Partner


class RevenueTerms(models.Model):
    """What share of their clients' net revenue a brand's partners get; a version until the next.

    body: as of `services.revenue.terms`; null: no share.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    body = models.JSONField(null=True)
    valid = DateTimeRangeField()
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)

    @property
    def given(self) -> dict[str, Any]:
        """The body of terms that pay something."""
        return self.body or {}


class RevenueSettlement(models.Model):
    """One partner's month: what each direct client brought, what was paid, what is carried.

    clients: {client: {component: amount}}; nets: {client: amount}, by key, amounts as text. It
    `waits` while a rate is missing, which it names; `unknown` deals had no known revenue.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, db_index=False)
    terms = models.ForeignKey(RevenueTerms, on_delete=models.PROTECT, db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField()
    currency = models.CharField(max_length=8)
    clients = models.JSONField()
    nets = models.JSONField()
    unknown = models.PositiveIntegerField(default=0)
    paid = models.DecimalField(max_digits=28, decimal_places=8)
    carried = models.DecimalField(max_digits=28, decimal_places=8)
    earning = models.OneToOneField(Earning, on_delete=models.PROTECT, null=True)
    waits = models.CharField(max_length=20, blank=True, default="")
    settled_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "until"], name="revenue_month_once")
        ]
