"""Deposits, the proofs of wires, refunds."""

from decimal import Decimal
from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Q

from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id, new_reference

from ..types import DepositStatus, RefundStatus
from .psps import MONEY, Psp


class Deposit(models.Model):
    """Money coming in. `reference` is short enough for a wire's text."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "dep"))
    reference = models.CharField(max_length=16, unique=True, default=partial(new_reference, "D"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    entity = models.ForeignKey("brands.LegalEntity", on_delete=models.PROTECT)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, db_index=False)
    psp = models.ForeignKey(Psp, on_delete=models.PROTECT)
    key = models.CharField(max_length=128)
    amount = models.DecimalField(**MONEY)
    currency = models.CharField(max_length=8)
    state = models.CharField(max_length=24, default=DepositStatus.CREATED)
    reason = NoteField(blank=True, default="")
    provider_ref = models.CharField(max_length=100, blank=True, default="")
    redirect_url = models.CharField(max_length=500, blank=True, default="")
    return_url = models.CharField(max_length=500, blank=True, default="")
    received = models.DecimalField(**MONEY, default=Decimal(0))
    received_currency = models.CharField(max_length=8, blank=True, default="")
    fee = models.DecimalField(**MONEY, default=Decimal(0))
    psp_fee = models.DecimalField(**MONEY, default=Decimal(0))
    refunded = models.DecimalField(**MONEY, default=Decimal(0))
    chargeback_from_wallet = models.DecimalField(**MONEY, default=Decimal(0))
    chargeback_amount = models.DecimalField(**MONEY, default=Decimal(0))
    expires_at = models.DateTimeField(null=True)
    next_fetch_at = models.DateTimeField(null=True)
    fetches = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    requested_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    credited_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["psp", "provider_ref"],
                name="deposit_once_per_payment",
                condition=~Q(provider_ref=""),
            ),
            models.UniqueConstraint(fields=["client", "key"], name="deposit_once_per_key"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deposit_positive"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in DepositStatus]), name="deposit_state_known"
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=models.F("received")),
                name="deposit_refund_within",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "-id"], name="deposit_by_client"),
            models.Index(fields=["brand", "-id"], name="deposit_by_brand"),
            models.Index(fields=["state", "-id"], name="deposit_by_state"),
            models.Index(
                fields=["next_fetch_at"],
                name="deposit_due",
                condition=Q(next_fetch_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Proof(models.Model):
    """A file that shows a wire. It lies in private storage; an access-checked view serves it."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "prf"))
    deposit = models.ForeignKey(
        Deposit, on_delete=models.PROTECT, related_name="proofs", db_index=False
    )
    name = models.CharField(max_length=200)
    original_name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.CharField(max_length=60)
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deposit", "sha256"], name="proof_once")
        ]


class Refund(models.Model):
    """Money that goes back the way it came. The wallet's part is in transit until it is done."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "rfd"))
    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="refunds")
    amount = models.DecimalField(**MONEY)
    state = models.CharField(max_length=12, default=RefundStatus.REQUESTED)
    reason = models.CharField(max_length=200)
    provider_ref = models.CharField(max_length=100, blank=True, default="")
    detail = NoteField(blank=True, default="")
    lookups = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    requested_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive")
        ]
