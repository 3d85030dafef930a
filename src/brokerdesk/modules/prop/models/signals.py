"""What may be prohibited conduct: evidence for a person, never a verdict."""

from functools import partial
from typing import ClassVar

from django.db import models

from brokerdesk.kit.ids import new_id

from .attempts import Attempt


class Signal(models.Model):
    """kind: copied, hedged, news, grid, martingale, latency, burst, and so on (`types.SignalKind`).

    evidence: deals, positions, figures and the other attempts. state: open, dismissed, confirmed.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "sig"))
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=80)
    evidence = models.JSONField()
    state = models.CharField(max_length=10, default="open")
    found_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "kind", "key"], name="signal_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["-found_at"], name="signal_open", condition=models.Q(state="open"))
        ]


class SignalRule(models.Model):
    """From when a brand looks at a kind of conduct; without a row the house's own limits hold.

    limits: as `services.signals.limits.Limits` reads them.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=16)
    enabled = models.BooleanField(default=True)
    limits = models.JSONField(default=dict)
    changed_by = models.CharField(max_length=60)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "kind"], name="signal_rule_once")
        ]
