"""Which book an account's risk is in: A (passed on) or B (kept)."""

from functools import partial
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from brokerdesk.kit.ids import new_id


@pghistory.track()
class BookRule(models.Model):
    """Accounts that match all of what a rule names belong to its book; the first by `sort` holds.

    brand None: every brand. group_mask: of platform groups. conditions: figures such as
    {"lots_30d_at_least": "100", "net_profit_30d_at_least": "5000"}, money in `currency`.
    share: how much of an A-book account's risk is passed on.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "bkr"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, null=True)
    server = models.ForeignKey("trading.Server", on_delete=models.PROTECT, null=True)
    group_mask = models.CharField(max_length=200, default="*")
    conditions = models.JSONField(default=dict)
    currency = models.CharField(max_length=8, default="USD")
    book = models.CharField(max_length=1)
    share = models.DecimalField(max_digits=7, decimal_places=6, default=1)
    sort = models.PositiveSmallIntegerField(default=100)
    enabled = models.BooleanField(default=True)
    title = models.CharField(max_length=120)


class BookTag(models.Model):
    """An account's book since when: by a person (rule None) or by a rule. Never overlapping."""

    account = models.ForeignKey("trading.Account", on_delete=models.PROTECT, db_index=False)
    book = models.CharField(max_length=1)
    share = models.DecimalField(max_digits=7, decimal_places=6, default=1)
    rule = models.ForeignKey(BookRule, on_delete=models.PROTECT, null=True)
    valid = DateTimeRangeField()
    reason = models.CharField(max_length=300, blank=True, default="")
    by = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account"], name="book_tag_account")]
