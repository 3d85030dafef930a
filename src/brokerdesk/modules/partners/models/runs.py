"""When partners are paid, and the runs that pay them."""

from functools import partial
from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from .tree import Partner


class PayoutTerms(models.Model):
    """How a brand (no partner) or one partner is paid, through time.

    period: instant, daily, weekly, monthly; `delay_days` after its end; below `minimum` it is
    carried on; `payee` is another partner who receives it.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True)
    period = models.CharField(max_length=8)
    delay_days = models.PositiveSmallIntegerField(default=0)
    minimum = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    needs_approval = models.BooleanField(default=True)
    payee = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, related_name="paid_for", db_index=False
    )
    valid = DateTimeRangeField()
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)


class PayoutRun(models.Model):
    """One brand's payouts of a period. state: draft, approved, paid, cancelled.

    Partners whose terms differ in delay or approval are paid by runs of their own. `period` is
    manual when staff made it. Without any line it is paid from the beginning.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "prn"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    period = models.CharField(max_length=8)
    delay_days = models.PositiveSmallIntegerField(default=0)
    needs_approval = models.BooleanField(default=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    state = models.CharField(max_length=10, default="draft")
    made_by = models.CharField(max_length=60)
    approved_by = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "period", "delay_days", "needs_approval", "until"],
                name="payout_run_once",
            )
        ]


class PayoutLine(models.Model):
    """What a run gives one partner in one currency. state: pay, held, below_minimum, paid, failed.

    `exact` is what is payable of the period; `amount` what is paid, rounded once, or what staff
    made of it with a reason. `payee` is who receives it, where that is another.
    """

    run = models.ForeignKey(
        PayoutRun, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    currency = models.CharField(max_length=8)
    exact = models.DecimalField(max_digits=28, decimal_places=8)
    amount = models.DecimalField(max_digits=28, decimal_places=8)
    state = models.CharField(max_length=14)
    reason = NoteField(blank=True, default="")
    changed_by = models.CharField(max_length=60, blank=True, default="")
    payee = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    payout = models.OneToOneField("partners.Payout", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "partner", "currency"], name="payout_line_once")
        ]


class Hold(models.Model):
    """Commission that is kept back from payouts: of a partner, or of one of his clients."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "hld"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, null=True)
    reason = NoteField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    put_by = models.CharField(max_length=60)
    released_by = models.CharField(max_length=60, blank=True, default="")
    released_at = models.DateTimeField(null=True)
