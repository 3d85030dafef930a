"""Platform servers, what they offer, and the products made of it."""

from datetime import datetime
from functools import partial
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from brokerdesk.core.secrets import EncryptedJSONField
from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from ..types import Reading


class Server(models.Model):
    """A platform server that a gateway connects to."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "srv"))
    code = models.SlugField(max_length=12, unique=True)
    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=16)
    environment = models.CharField(max_length=8, default="live")
    entity = models.ForeignKey("brands.LegalEntity", on_delete=models.PROTECT)
    config = EncryptedJSONField()
    group_mask = models.CharField(max_length=200, default="*")
    grace_s = models.PositiveIntegerField(default=60)
    enabled = models.BooleanField(default=True)
    offset_s = models.IntegerField(default=0)
    watermark_s = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, default="new")
    state_detail = NoteField(blank=True, default="")
    state_at = models.DateTimeField(null=True)
    lag_s = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    last_deal_at = models.DateTimeField(null=True)
    synced_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title


class GatewayReport(models.Model):
    """What the gateway that serves a server last told of its own work, since it was elected."""

    server = models.OneToOneField(
        Server, on_delete=models.PROTECT, primary_key=True, related_name="gateway_report"
    )
    process = models.CharField(max_length=120)
    since = models.DateTimeField()
    reported_at = models.DateTimeField()
    polled_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    deals = models.BigIntegerField()
    deals_per_s = models.DecimalField(max_digits=12, decimal_places=3)
    commands = models.BigIntegerField()
    connects = models.BigIntegerField()
    reconnects = models.BigIntegerField()
    errors = models.BigIntegerField()
    error = NoteField(blank=True)
    error_at = models.DateTimeField(null=True)
    readings = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return self.process

    def reading(self, what: str) -> Reading | None:
        """When something was read last, and how often; None for what is not read there."""
        kept = self.readings.get(what)
        if kept is None:
            return None
        at = kept["at"] and datetime.fromisoformat(kept["at"])
        return Reading(at=at or None, every_s=kept["every_s"])


class ServerClockReading(models.Model):
    """The server's offset from UTC since an instant; a new row when it changes (DST)."""

    server = models.ForeignKey(
        Server, on_delete=models.PROTECT, related_name="clock_readings", db_index=False
    )
    offset_s = models.IntegerField()
    valid_from = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["server", "valid_from"], name="clock_reading_once")
        ]


class Group(models.Model):
    """A platform group as last synced."""

    server = models.ForeignKey(
        Server, on_delete=models.PROTECT, related_name="groups", db_index=False
    )
    name = models.CharField(max_length=128)
    currency = models.CharField(max_length=8)
    currency_digits = models.PositiveSmallIntegerField()
    margin_mode = models.CharField(max_length=16)
    margin_call_level = models.DecimalField(max_digits=28, decimal_places=8)
    stop_out_level = models.DecimalField(max_digits=28, decimal_places=8)
    present = models.BooleanField(default=True)
    synced_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["server", "name"], name="group_once_per_server")
        ]


class Symbol(models.Model):
    """A tradable symbol as last synced."""

    server = models.ForeignKey(
        Server, on_delete=models.PROTECT, related_name="symbols", db_index=False
    )
    name = models.CharField(max_length=64)
    path = models.CharField(max_length=128)
    description = models.CharField(max_length=128)
    base = models.CharField(max_length=16)
    profit_currency = models.CharField(max_length=16)
    margin_currency = models.CharField(max_length=16)
    digits = models.PositiveSmallIntegerField()
    contract_size = models.DecimalField(max_digits=28, decimal_places=8)
    tick_size = models.DecimalField(max_digits=28, decimal_places=8)
    tick_value = models.DecimalField(max_digits=28, decimal_places=8)
    volume_min = models.DecimalField(max_digits=28, decimal_places=8)
    volume_max = models.DecimalField(max_digits=28, decimal_places=8)
    volume_step = models.DecimalField(max_digits=28, decimal_places=8)
    calc_mode = models.CharField(max_length=24)
    present = models.BooleanField(default=True)
    synced_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["server", "name"], name="symbol_once_per_server")
        ]


@pghistory.track()
class Product(models.Model):
    """What a client of one brand can open; it maps to one group of one server.

    internal: only the house opens accounts of it (for a programme), clients never see it.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "prd"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    server = models.ForeignKey(Server, on_delete=models.PROTECT)
    code = models.SlugField(max_length=32)
    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=8, choices=[("live", "Live"), ("demo", "Demo")])
    group = models.CharField(max_length=128)
    currency = models.CharField(max_length=8)
    leverages = ArrayField(models.PositiveIntegerField())
    max_per_client = models.PositiveIntegerField(default=5)
    demo_deposit = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    sort = models.PositiveSmallIntegerField(default=100)
    enabled = models.BooleanField(default=True)
    internal = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "code"], name="product_code_per_brand")
        ]

    def __str__(self) -> str:
        return self.title
