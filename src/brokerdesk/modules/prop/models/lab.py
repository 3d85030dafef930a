"""What was tried before it was sold: dry runs over past accounts, and simulated traders."""

from functools import partial
from typing import ClassVar

from django.db import models

from brokerdesk.kit.ids import new_id

from .catalogue import ProgrammeVersion


class LabRun(models.Model):
    """One trial of a document. kind: dry_run, simulation. state: see `lab.kinds.LabState`.

    params: what was asked for, as it was checked. result: what was found, when it ended. Nothing
    outside the laboratory is changed by a run.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "lab"))
    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    version = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, null=True, related_name="lab_runs"
    )
    document = models.JSONField()
    params = models.JSONField()
    state = models.CharField(max_length=12, default="waiting")
    problem = models.CharField(max_length=400, blank=True, default="")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    started_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "-id"], name="lab_run_by_brand")]

    def __str__(self) -> str:
        return self.title


class LabCase(models.Model):
    """One past account under the tried document. source: stage or account.

    status, phase, rule, ended_at: what it comes to. was_*: what happened then, of stages only.
    limits: in codes, what is not known of the account's past, so that the verdict may be another.
    """

    run = models.ForeignKey(LabRun, on_delete=models.CASCADE, related_name="cases", db_index=False)
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=8)
    subject = models.CharField(max_length=40)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12)
    phase = models.CharField(max_length=80, blank=True, default="")
    rule = models.CharField(max_length=24, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    profit = models.DecimalField(max_digits=28, decimal_places=8)
    trading_days = models.PositiveIntegerField(default=0)
    was_status = models.CharField(max_length=12, blank=True, default="")
    was_rule = models.CharField(max_length=24, blank=True, default="")
    was_ended_at = models.DateTimeField(null=True)
    differs = models.BooleanField(default=False)
    limits = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="lab_case_once")
        ]
