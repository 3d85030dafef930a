"""Legal entities, brands and offices."""

from functools import partial
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from brokerdesk.kit.ids import new_id


@pghistory.track()
class LegalEntity(models.Model):
    """The company that holds the licence and owes the money; every ledger account names one."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "ent"))
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=160)
    country = models.CharField(max_length=2)
    registration_no = models.CharField(max_length=60, blank=True, default="")
    base_currency = models.CharField(max_length=8)
    reporting_zone = models.CharField(max_length=60, default="UTC")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Brand(models.Model):
    """A name under which an entity serves clients, at its own host."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "brd"))
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="brands")
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    host = models.CharField(max_length=253, unique=True)
    base_currency = models.CharField(max_length=8)
    currencies = ArrayField(models.CharField(max_length=8))
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    reporting_zone = models.CharField(max_length=60, default="UTC")
    support_email = models.EmailField()
    colour = models.CharField(max_length=7, default="#206bc4")
    minimum_age = models.PositiveSmallIntegerField(default=18)
    terms_version = models.CharField(max_length=20, default="2025-01")
    terms_text = models.TextField(blank=True, default="")
    registration_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(minimum_age__gte=18), name="brand_clients_are_adults"
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Office(models.Model):
    """A place where a brand's staff work; scopes of rights may end here."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "off"))
    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, related_name="offices", db_index=False
    )
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    reporting_zone = models.CharField(max_length=60, default="UTC")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "code"], name="office_code_per_brand")
        ]

    def __str__(self) -> str:
        return self.name
