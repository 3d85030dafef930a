"""Withdrawals."""

from decimal import Decimal
from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Q

from brokerdesk.core.secrets import EncryptedJSONField
from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from ..types import WithdrawalStatus
from .psps import MONEY, Psp


class Withdrawal(models.Model):
    """Money going out. `destination` is personal and kept encrypted; `hint` is its masked form."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "wdr"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    entity = models.ForeignKey("brands.LegalEntity", on_delete=models.PROTECT)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, db_index=False)
    psp = models.ForeignKey(Psp, on_delete=models.PROTECT)
    key = models.CharField(max_length=128)
    request_hash = models.CharField(max_length=64)
    amount = models.DecimalField(**MONEY)
    fee = models.DecimalField(**MONEY, default=Decimal(0))
    psp_fee = models.DecimalField(**MONEY, default=Decimal(0))
    currency = models.CharField(max_length=8)
    destination = EncryptedJSONField()
    hint = models.CharField(max_length=60)
    state = models.CharField(max_length=24)
    reason = NoteField(blank=True, default="")
    provider_ref = models.CharField(max_length=100, blank=True, default="")
    needs_second = models.BooleanField(default=False)
    reviewed_by = models.CharField(max_length=60, blank=True, default="")
    first_approver = models.CharField(max_length=60, blank=True, default="")
    second_approver = models.CharField(max_length=60, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    lookups = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    unknown_since = models.DateTimeField(null=True)
    next_step_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    requested_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["psp", "provider_ref"],
                name="withdrawal_once_per_payout",
                condition=~Q(provider_ref=""),
            ),
            models.UniqueConstraint(fields=["client", "key"], name="withdrawal_once_per_key"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, fee__gte=0), name="withdrawal_positive"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in WithdrawalStatus]),
                name="withdrawal_state_known",
            ),
            models.CheckConstraint(
                condition=Q(second_approver="") | ~Q(second_approver=models.F("first_approver")),
                name="withdrawal_four_eyes",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "-id"], name="withdrawal_by_client"),
            models.Index(fields=["brand", "-id"], name="withdrawal_by_brand"),
            models.Index(fields=["state", "-id"], name="withdrawal_by_state"),
            models.Index(
                fields=["next_step_at"],
                name="withdrawal_due",
                condition=Q(next_step_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
