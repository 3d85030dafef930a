"""What was asked for an account and waits for a second person."""

from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Q

from brokerdesk.kit.ids import new_id

from .accounts import Account
from .operations import Operation


class AccountRequest(models.Model):
    """A client's wish for another leverage, or a correction that staff proposed."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "arq"))
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default="pending")
    amount = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    leverage = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True, default="")
    answer = models.CharField(max_length=200, blank=True, default="")
    requested_by = models.CharField(max_length=60)
    decided_by = models.CharField(max_length=60, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "kind"],
                name="one_pending_request_of_a_kind",
                condition=Q(state="pending"),
            )
        ]
