"""Payment methods and the cashier's settings of a brand."""

from decimal import Decimal
from functools import partial
from typing import ClassVar, TypedDict

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from brokerdesk.core.secrets import EncryptedJSONField
from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id


class _Money(TypedDict):
    max_digits: int
    decimal_places: int


MONEY: _Money = {"max_digits": 38, "decimal_places": 8}


@pghistory.track(exclude=["config", "state", "state_detail", "checked_at"])
class Psp(models.Model):
    """A connection to a provider. `config` holds secrets; it is in no history, audit or page."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "psp"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=60)
    kind = models.CharField(max_length=24)
    manual = models.BooleanField(default=False)
    config = EncryptedJSONField()
    currencies = ArrayField(models.CharField(max_length=8))
    enabled = models.BooleanField(default=True)
    deposit_enabled = models.BooleanField(default=True)
    withdrawal_enabled = models.BooleanField(default=True)
    deposit_min = models.DecimalField(**MONEY, default=Decimal(1))
    deposit_max = models.DecimalField(**MONEY, default=Decimal(100_000))
    deposit_fee_bps = models.PositiveIntegerField(default=0)
    deposit_fee_fixed = models.DecimalField(**MONEY, default=Decimal(0))
    withdrawal_min = models.DecimalField(**MONEY, default=Decimal(1))
    withdrawal_max = models.DecimalField(**MONEY, default=Decimal(100_000))
    withdrawal_fee_bps = models.PositiveIntegerField(default=0)
    withdrawal_fee_fixed = models.DecimalField(**MONEY, default=Decimal(0))
    sort = models.PositiveSmallIntegerField(default=100)
    state = models.CharField(max_length=12, default="unknown")
    state_detail = NoteField(blank=True, default="")
    checked_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(deposit_fee_bps__lt=10_000, withdrawal_fee_bps__lt=10_000),
                name="psp_fee_below_all",
            ),
            models.CheckConstraint(
                condition=Q(deposit_min__gt=0, withdrawal_min__gt=0)
                & Q(deposit_max__gte=models.F("deposit_min"))
                & Q(withdrawal_max__gte=models.F("withdrawal_min")),
                name="psp_limits_in_order",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["brand", "sort"], name="psp_by_brand")]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class CashierSettings(models.Model):
    """A brand's limits for money going out. Amounts in the withdrawal's own currency."""

    brand = models.OneToOneField("brands.Brand", on_delete=models.PROTECT)
    compliance_review_above = models.DecimalField(**MONEY, default=Decimal(5_000))
    second_approver_above = models.DecimalField(**MONEY, default=Decimal(10_000))
    unknown_grace_s = models.PositiveIntegerField(default=60)
    deposit_expiry_h = models.PositiveIntegerField(default=24)
