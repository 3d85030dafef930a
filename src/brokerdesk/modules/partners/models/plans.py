"""Plans, their versions, and who has which."""

from functools import partial
from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from brokerdesk.kit.ids import new_id

from .tree import Partner


class Plan(models.Model):
    """A commission plan of one brand."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "pln"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=8)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "name"], name="plan_name_per_brand"),
            models.UniqueConstraint(
                fields=["brand"],
                name="one_default_plan_per_brand",
                condition=models.Q(is_default=True),
            ),
        ]


class PlanVersion(models.Model):
    """What a plan pays in an interval. Immutable; a change is a new version."""

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    version = models.PositiveIntegerField()
    body = models.JSONField()
    valid = DateTimeRangeField()
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "version"], name="plan_version_once")
        ]


class PlanAssignment(models.Model):
    """Which plan a partner has, from when to when; those below him inherit it."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="plans")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT)
    valid = DateTimeRangeField()
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)
