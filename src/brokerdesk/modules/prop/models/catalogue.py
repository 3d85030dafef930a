"""What is sold: programmes with their versions, add-ons, coupons."""

from functools import partial
from typing import ClassVar

from django.db import models

from brokerdesk.kit.ids import new_id


class Programme(models.Model):
    """One programme of one size. `family` puts sizes of the same programme together.

    kind: challenge, instant, trial, competition. state: draft, offered, retired.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "prg"))
    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    family = models.CharField(max_length=80)
    summary = models.CharField(max_length=300, blank=True, default="")
    kind = models.CharField(max_length=12, default="challenge")
    state = models.CharField(max_length=8, default="draft")
    sort = models.PositiveSmallIntegerField(default=100)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "code"], name="programme_code_per_brand")
        ]

    def __str__(self) -> str:
        return self.title


class ProgrammeVersion(models.Model):
    """A programme's rules and terms; what is published never changes again.

    document: as `prop evaluate` reads it, without `started_at`. terms: as `terms.py` reads it
    (fee, products, payouts, reviews, scaling). source: where a template's figures are from.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "prv"))
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField()
    document = models.JSONField()
    terms = models.JSONField()
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    source = models.JSONField(default=dict)
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    published_by = models.CharField(max_length=60, blank=True, default="")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "number"], name="version_once")
        ]


class AddOn(models.Model):
    """What can be bought with a programme. `overlay` says what it changes, resolved at purchase.

    price: `percent` of the fee, or `money`. programmes: codes it goes with; empty means all.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "pad"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    overlay = models.JSONField()
    percent = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    money = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    programmes = models.JSONField(default=list)
    enabled = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "code"], name="addon_code_per_brand")
        ]


class Coupon(models.Model):
    """A discount by code: `percent` of the price or `money`; `used` counts paid orders."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "pcp"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=40)
    percent = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    money = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    programmes = models.JSONField(default=list)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    max_uses = models.PositiveIntegerField(null=True)
    per_client = models.PositiveIntegerField(default=1)
    used = models.PositiveIntegerField(default=0)
    enabled = models.BooleanField(default=True)
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "code"], name="coupon_code_per_brand")
        ]
