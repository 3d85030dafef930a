"""Changes of the past that wait for a second person, and trials of plans over past deals."""

from functools import partial
from typing import ClassVar

from django.db import models

from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from .tree import Partner


class PastChange(models.Model):
    """A change that holds from a past instant: previewed, approved, then posted as differences.

    kind: client, parent, terms, standing, plan or plan_version; params: what the change of today
    takes. state: previewing, proposed, approved (checked once more), posting, posted, rejected,
    failed. A pass over the deals (previewing, checking, posting) is at `cursor`; what was
    previewed ends with `last_deal`, and `digest` sums up what differs; `checked` does it again.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "pch"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT)
    kind = models.CharField(max_length=16)
    subject = models.CharField(max_length=40)
    params = models.JSONField()
    effective_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="previewing")
    reason = NoteField(blank=True, default="")
    answer = NoteField(blank=True, default="")
    deals = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    last_deal = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    checked = models.CharField(max_length=64, blank=True, default="")
    proposed_by = models.CharField(max_length=60)
    proposer = models.CharField(max_length=120)
    decided_by = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)


class PastChangeLine(models.Model):
    """What a past change gives one partner for one deal: before and after."""

    change = models.ForeignKey(PastChange, on_delete=models.CASCADE, related_name="rows")
    deal = models.ForeignKey("trading.Deal", on_delete=models.PROTECT, db_constraint=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, db_index=False)
    level = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=8)
    before = models.DecimalField(max_digits=28, decimal_places=8)
    after = models.DecimalField(max_digits=28, decimal_places=8)
    before_reason = models.CharField(max_length=24, blank=True, default="")
    after_reason = models.CharField(max_length=24, blank=True, default="")


class Trial(models.Model):
    """A draft plan run over past deals, beside what was accrued.

    partner: only deals below him, himself included. state: waiting, running, passed, refused,
    failed. findings: the case that shows the most it pays above the revenue, and what is unknown.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "trl"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    plan = models.ForeignKey("partners.Plan", on_delete=models.PROTECT, null=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True)
    body = models.JSONField()
    currency = models.CharField(max_length=8)
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=12, default="waiting")
    problem = NoteField(blank=True, default="")
    deals = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=dict)
    saved_as = models.ForeignKey("partners.PlanVersion", on_delete=models.PROTECT, null=True)
    started_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)


class TrialSum(models.Model):
    """A trial's sums along one dimension: partner, symbol or month; `key` is its value.

    A dimension with ~ before it has the part of these sums whose revenue is not known.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="sums", db_index=False)
    dimension = models.CharField(max_length=8)
    key = models.CharField(max_length=64)
    currency = models.CharField(max_length=8)
    deals = models.PositiveIntegerField()
    accrued = models.DecimalField(max_digits=28, decimal_places=8)
    drafted = models.DecimalField(max_digits=28, decimal_places=8)
    revenue = models.DecimalField(max_digits=28, decimal_places=8)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["trial", "dimension", "key", "currency"], name="trial_sum_once"
            )
        ]
