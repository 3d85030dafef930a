"""Deals and positions: written set-based, never through save()."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from .accounts import Account
from .servers import GatewayReport, Server


class DealBatch(models.Model):
    """One ingested batch of one server and login shard: the unit that events name."""

    server = models.ForeignKey(Server, on_delete=models.PROTECT)
    shard = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()


class Deal(models.Model):
    """A platform deal, kept as first seen until a correction is accepted.

    The database checks neither server nor account row by row: ingest reads both in the same
    transaction, and neither is ever deleted.
    """

    server = models.ForeignKey(
        Server, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    ticket = models.BigIntegerField()
    login = models.BigIntegerField()
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, db_index=False, db_constraint=False
    )
    batch_id = models.BigIntegerField()
    kind = models.CharField(max_length=24)
    entry = models.CharField(max_length=8)
    symbol = models.CharField(max_length=64)
    position_id = models.BigIntegerField()
    order_id = models.BigIntegerField()
    lots = models.DecimalField(max_digits=28, decimal_places=8)
    lots_closed = models.DecimalField(max_digits=28, decimal_places=8)
    contract_size = models.DecimalField(max_digits=28, decimal_places=8)
    price = models.DecimalField(max_digits=28, decimal_places=8)
    price_position = models.DecimalField(max_digits=28, decimal_places=8)
    profit = models.DecimalField(max_digits=28, decimal_places=8)
    commission = models.DecimalField(max_digits=28, decimal_places=8)
    swap = models.DecimalField(max_digits=28, decimal_places=8)
    fee = models.DecimalField(max_digits=28, decimal_places=8)
    balance_effect = models.DecimalField(max_digits=28, decimal_places=8)
    credit_effect = models.DecimalField(max_digits=28, decimal_places=8)
    rate_profit = models.DecimalField(max_digits=28, decimal_places=8)
    comment = models.CharField(max_length=64)
    reason = models.CharField(max_length=24)
    group = models.CharField(max_length=128)
    currency = models.CharField(max_length=8)
    server_time_ms = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    digest = models.BinaryField()
    opened_at = models.DateTimeField(null=True)
    version = models.PositiveSmallIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["server", "ticket"], name="deal_once_per_server")
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "-id"], name="deal_by_account"),
            # Not BRIN: it reads every page that no vacuum has summarized since, for each batch.
            models.Index(fields=["batch_id"], name="deal_by_batch"),
            # Few deals move credit: what an account's credit should be is found by them alone.
            models.Index(
                fields=["server", "account"],
                name="deal_of_credit",
                condition=~models.Q(credit_effect=0),
            ),
            models.Index(
                fields=["server", "position_id"],
                name="deal_by_position",
                condition=~models.Q(position_id=0),
            ),
            BrinIndex(fields=["occurred_at"], name="deal_by_time", pages_per_range=16),
        ]


class DealCorrection(models.Model):
    """An accepted edit or deletion of a deal: what it was, what it became."""

    batch_id = models.BigIntegerField(db_index=True)
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8)
    before = models.JSONField()
    after = models.JSONField(null=True)
    recorded_at = models.DateTimeField()


def _as_of(row: "Position | Order", what: str) -> datetime:
    """When the platform showed a row so last; needs `server__gateway_report`, or asks for it."""
    report: GatewayReport | None = getattr(row.server, "gateway_report", None)
    reading = report.reading(what) if report is not None else None
    return max(row.synced_at, reading.at) if reading and reading.at else row.synced_at


class Position(models.Model):
    """An open position; `synced_at` is its last change, `as_of` when it was read last."""

    server = models.ForeignKey(Server, on_delete=models.PROTECT, db_index=False)
    ticket = models.BigIntegerField()
    login = models.BigIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    symbol = models.CharField(max_length=64)
    side = models.CharField(max_length=4)
    lots = models.DecimalField(max_digits=28, decimal_places=8)
    contract_size = models.DecimalField(max_digits=28, decimal_places=8)
    price_open = models.DecimalField(max_digits=28, decimal_places=8)
    price_current = models.DecimalField(max_digits=28, decimal_places=8)
    stop_loss = models.DecimalField(max_digits=28, decimal_places=8)
    take_profit = models.DecimalField(max_digits=28, decimal_places=8)
    profit = models.DecimalField(max_digits=28, decimal_places=8)
    swap = models.DecimalField(max_digits=28, decimal_places=8)
    opened_at = models.DateTimeField()
    synced_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["server", "ticket"], name="position_once_per_server")
        ]
        indexes: ClassVar = [
            # Asked for what changed of late only; unlike others it costs an update nothing.
            BrinIndex(fields=["synced_at"], name="position_by_change", autosummarize=True)
        ]

    @property
    def as_of(self) -> datetime:
        """When the platform showed it so last: a reading that finds it the same writes nothing."""
        return _as_of(self, "positions")


class Order(models.Model):
    """An order that waits for its price; `synced_at` and `as_of` as a position's."""

    server = models.ForeignKey(Server, on_delete=models.PROTECT, db_index=False)
    ticket = models.BigIntegerField()
    login = models.BigIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    symbol = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    lots = models.DecimalField(max_digits=28, decimal_places=8)
    price = models.DecimalField(max_digits=28, decimal_places=8)
    trigger = models.DecimalField(max_digits=28, decimal_places=8)
    stop_loss = models.DecimalField(max_digits=28, decimal_places=8)
    take_profit = models.DecimalField(max_digits=28, decimal_places=8)
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    comment = models.CharField(max_length=64, blank=True, default="")
    synced_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["server", "ticket"], name="order_once_per_server")
        ]

    @property
    def as_of(self) -> datetime:
        """When the platform showed it so last."""
        return _as_of(self, "orders")


class Quote(models.Model):
    """The last prices of a symbol."""

    server = models.ForeignKey(Server, on_delete=models.PROTECT, db_index=False)
    symbol = models.CharField(max_length=64)
    bid = models.DecimalField(max_digits=28, decimal_places=8)
    ask = models.DecimalField(max_digits=28, decimal_places=8)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["server", "symbol"], name="quote_once_per_symbol")
        ]
