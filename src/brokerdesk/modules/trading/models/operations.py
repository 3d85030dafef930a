"""Platform operations: the intents, kept from request to settlement."""

from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Q

from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from .accounts import Account
from .servers import Server


class Operation(models.Model):
    """One command to a platform. `reference` is inside the platform's comment."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "opn"))
    reference = models.CharField(max_length=16, unique=True)
    server = models.ForeignKey(Server, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=12, default="queued")
    purpose = models.CharField(max_length=24)
    amount = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    currency = models.CharField(max_length=8)
    counter = models.JSONField(null=True)
    change = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True, default="")
    ticket = models.BigIntegerField(null=True)
    reason_code = models.CharField(max_length=32, blank=True, default="")
    reason = NoteField(blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    lookups = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    unknown_since = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    requested_by = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["server", "due_at"],
                name="operation_due",
                condition=Q(state__in=["queued", "sending", "unknown"]),
            ),
            models.Index(fields=["account", "-id"], name="operation_by_account"),
            models.Index(
                fields=["server", "sent_at"],
                name="operation_accepted",
                condition=Q(state="accepted"),
            ),
        ]
