"""What warns the dealing desk."""

from functools import partial
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from brokerdesk.kit.ids import new_id


@pghistory.track()
class AlertRule(models.Model):
    """kind: account_profit, symbol_profit, exposure, house_loss, margin_level, negative_balance,
    toxic_flow. It fires at `threshold` (money), or at `percent` and `minimum`; again each
    `step` further. mask: of symbols or groups, as the kind says. Accounts and groups that are
    excluded never fire it. brand None: every brand.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "alr"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, null=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    mask = models.CharField(max_length=200, default="*")
    threshold = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    percent = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    minimum = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    step = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    currency = models.CharField(max_length=8, default="USD")
    excluded_logins = ArrayField(models.BigIntegerField(), default=list)
    excluded_groups = models.CharField(max_length=200, blank=True, default="")
    enabled = models.BooleanField(default=True)


class Alert(models.Model):
    """A rule fired for a subject on a day; `steps` times so far. state: open, seen.

    brand None: the figures are of several brands. value: as of `last_at`, in `currency`.
    ended_at: when the rule found it no more, or its day was over. steps 0: the rule was changed
    since and tells of it anew.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "alt"))
    rule = models.ForeignKey(AlertRule, on_delete=models.PROTECT, db_index=False)
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, null=True)
    subject = models.CharField(max_length=120)
    account = models.ForeignKey("trading.Account", on_delete=models.PROTECT, null=True)
    day = models.DateField()
    value = models.DecimalField(max_digits=28, decimal_places=8)
    currency = models.CharField(max_length=8)
    steps = models.PositiveIntegerField(default=1)
    figures = models.JSONField(default=dict)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="open")
    seen_by = models.CharField(max_length=60, blank=True, default="")
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "subject", "day"], name="alert_once_a_day")
        ]
        indexes: ClassVar = [
            models.Index(fields=["-last_at"], name="alert_last"),
            models.Index(
                fields=["rule"], name="alert_not_ended", condition=Q(ended_at__isnull=True)
            ),
        ]


class MarginEvent(models.Model):
    """kind: margin_call, stop_out (our own level), stopped_out (the platform closed a position).

    ended_at: when the level was above again.
    """

    account = models.ForeignKey("trading.Account", on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    equity = models.DecimalField(max_digits=28, decimal_places=8)
    margin = models.DecimalField(max_digits=28, decimal_places=8)
    level = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    quality = models.CharField(max_length=10)
    deal = models.ForeignKey("trading.Deal", on_delete=models.PROTECT, null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at"], name="margin_event_at")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "kind"],
                name="one_open_margin_event",
                condition=Q(ended_at__isnull=True, deal__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["deal"], name="one_event_per_stop_out", condition=Q(deal__isnull=False)
            ),
        ]
