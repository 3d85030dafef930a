"""A trader's way through a programme, and each phase's account on it."""

from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Q

from brokerdesk.kit.ids import new_id

from .orders import Order


class Attempt(models.Model):
    """A challenge as one trader runs through it. state: see `types.AttemptState`.

    document, terms: copied from the order, so that scaling may give them new ones with a reason.
    gates: what people did between phases: {"reviews": {"0": {by, at, reason}}, "contract": {name,
    text, sha256, at}}. block_reason: why staff blocked its trading until they unblock it.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "att"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="attempts")
    title = models.CharField(max_length=120)
    document = models.JSONField()
    terms = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    product_id = models.CharField(max_length=40)
    state = models.CharField(max_length=20, default="provisioning")
    phase = models.PositiveSmallIntegerField(default=0)
    rewards = models.PositiveSmallIntegerField(default=0)
    scalings = models.PositiveSmallIntegerField(default=0)
    mask_name = models.BooleanField(default=True)
    gates = models.JSONField(default=dict)
    block_reason = models.CharField(max_length=300, blank=True, default="")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="attempt_state")]


class Stage(models.Model):
    """One phase on one trading account. state: provisioning, live, held, ended.

    document: the programme with this phase alone: `prop evaluate` reads it. engine: the engine's
    own state after journal entry `seq` (its canonical JSON). outcome: passed, failed, expired,
    reset, scaled, merged, closed. floor: the higher floor present, target: the equity of the
    profit target, both for lists only.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "stg"))
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="stages")
    phase = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    account = models.ForeignKey("trading.Account", on_delete=models.PROTECT, null=True)
    document = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    initial = models.DecimalField(max_digits=28, decimal_places=8)
    currency = models.CharField(max_length=8)
    state = models.CharField(max_length=12, default="provisioning")
    engine = models.BinaryField(null=True)
    seq = models.PositiveIntegerField(default=0)
    tick_seq = models.BigIntegerField(default=0)
    deal_pk = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True, default="")
    balance = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    equity = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    floor = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    target = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    room = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    room_ratio = models.FloatField(null=True)
    marked_at = models.DateTimeField(null=True)
    next_reset_at = models.DateTimeField(null=True)
    trading_days = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                name="one_open_stage_per_account",
                condition=~Q(state="ended") & Q(account__isnull=False),
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["room_ratio"], name="stage_by_room", condition=Q(state__in=("live", "held"))
            )
        ]
