"""Transfers between wallet and trading account."""

from decimal import Decimal
from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Q

from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from ..types import TransferStatus
from .psps import MONEY


class Transfer(models.Model):
    """One transfer; `operation_id` is the platform operation that carries it.

    `shortfall` is in suspense: what the wallet did not have when the platform's deal changed.
    `house_bears_by` is who said first that the house bears it. `difference_id` names what people
    decide, or decided, about its deal.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "trf"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    entity = models.ForeignKey("brands.LegalEntity", on_delete=models.PROTECT)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey("trading.Account", on_delete=models.PROTECT, db_index=False)
    server_code = models.CharField(max_length=40)
    key = models.CharField(max_length=128)
    direction = models.CharField(max_length=12)
    amount = models.DecimalField(**MONEY)
    currency = models.CharField(max_length=8)
    state = models.CharField(max_length=12, default=TransferStatus.REQUESTED)
    reason = NoteField(blank=True, default="")
    operation_id = models.CharField(max_length=40, blank=True, default="")
    correction = models.DecimalField(**MONEY, default=Decimal(0))
    shortfall = models.DecimalField(**MONEY, default=Decimal(0))
    house_bears_by = models.CharField(max_length=60, blank=True, default="")
    difference_id = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    requested_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "key"], name="transfer_once_per_key"),
            models.UniqueConstraint(
                fields=["operation_id"],
                name="transfer_once_per_operation",
                condition=~Q(operation_id=""),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_positive"),
            models.CheckConstraint(condition=Q(shortfall__gte=0), name="transfer_shortfall"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in TransferStatus]),
                name="transfer_state_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "-id"], name="transfer_by_client"),
            models.Index(fields=["brand", "-id"], name="transfer_by_brand"),
            models.Index(fields=["account", "-id"], name="transfer_by_account"),
            models.Index(
                fields=["difference_id"],
                name="transfer_by_difference",
                condition=~Q(difference_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
