"""Differences between mirror and platform, by item, with their resolution."""

from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Q

from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from .accounts import Account
from .deals import Deal
from .operations import Operation
from .servers import Server


class Difference(models.Model):
    """One item that mirror and platform do not agree on. `operation`: the one its deal bears."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "dif"))
    server = models.ForeignKey(Server, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, null=True)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, null=True)
    login = models.BigIntegerField(null=True)
    item = models.CharField(max_length=80)
    cls = models.CharField(max_length=16)
    expected = models.DecimalField(max_digits=28, decimal_places=8)
    actual = models.DecimalField(max_digits=28, decimal_places=8)
    amount = models.DecimalField(max_digits=28, decimal_places=8)
    currency = models.CharField(max_length=8)
    detail = NoteField(length=300, blank=True, default="")
    found = models.JSONField(null=True)
    owner = models.CharField(max_length=60, blank=True, default="")
    proposal = models.CharField(max_length=16, blank=True, default="")
    proposal_reason = models.CharField(max_length=300, blank=True, default="")
    proposed_by = models.CharField(max_length=60, blank=True, default="")
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=60, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    resolution = models.CharField(max_length=24, blank=True, default="")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["server", "item", "cls"],
                name="difference_open_once",
                condition=Q(closed_at__isnull=True),
            )
        ]
