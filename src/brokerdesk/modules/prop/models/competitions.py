"""Competitions: many traders, one programme, one ranking."""

from functools import partial

from django.db import models

from brokerdesk.kit.ids import new_id

from .catalogue import Programme, ProgrammeVersion


class Competition(models.Model):
    """state: draft, open, running, ended. metric: profit, profit_percent, drawdown_adjusted.

    version: the rules and the currency of its prizes, frozen when it opens.
    created_by: who set the prizes, and so does not approve them; nor do those who disqualified
    somebody (`judged_by`).
    prizes: by rank, text or money. Disqualified attempts and reasons stand in `excluded`. result:
    the ranking as it was frozen at the end; one person proposes it, another approves the prizes.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "cmp"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, null=True)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=8, default="draft")
    metric = models.CharField(max_length=20, default="profit_percent")
    opens_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    prizes = models.JSONField(default=list)
    excluded = models.JSONField(default=dict)
    result = models.JSONField(default=list)
    created_by = models.CharField(max_length=60)
    ended_by = models.CharField(max_length=60, blank=True, default="")
    judged_by = models.JSONField(default=list, db_default=[])
    approved_by = models.CharField(max_length=60, blank=True, default="")
    approved_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
