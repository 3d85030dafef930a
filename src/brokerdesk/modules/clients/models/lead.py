"""Somebody who may become a client."""

from functools import partial
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models.functions import Lower

from brokerdesk.kit.ids import new_id

from ..types import LEAD_SOURCES, LEAD_STATUSES
from .client import Client


@pghistory.track()
class Lead(models.Model):
    """A lead of one brand, from a sign-up begun, from staff or from the API."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "led"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    office = models.ForeignKey("brands.Office", null=True, on_delete=models.PROTECT)
    email = models.EmailField(max_length=254)
    first_name = models.CharField(max_length=80, blank=True, default="")
    last_name = models.CharField(max_length=80, blank=True, default="")
    phone = models.CharField(max_length=24, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    source = models.CharField(max_length=10)
    status = models.CharField(max_length=10, default="new")
    note = models.CharField(max_length=1000, blank=True, default="")
    referral_code = models.CharField(max_length=40, blank=True, default="")
    owner_staff_id = models.CharField(max_length=40, blank=True, default="")
    client = models.OneToOneField(Client, null=True, on_delete=models.PROTECT, related_name="lead")
    created_at = models.DateTimeField()
    converted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "brand",
                Lower("email"),
                name="open_lead_per_email",
                condition=models.Q(client__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=LEAD_STATUSES), name="lead_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=LEAD_SOURCES), name="lead_source_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["brand", "-created_at"], name="lead_by_brand"),
            models.Index(fields=["status", "-created_at"], name="lead_by_status"),
        ]

    def __str__(self) -> str:
        return self.email
