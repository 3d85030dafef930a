"""The client, his status history and the terms he accepted."""

from functools import partial
from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func
from django.db.models.functions import Lower

from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from ..types import KINDS, STATUSES


class Words(Func):
    """Words of several columns without language rules; addresses fall into their parts."""

    template = (
        "to_tsvector('simple'::regconfig, translate(lower(%(expressions)s), '@.+-_/', '      '))"
    )
    arg_joiner = " || ' ' || "


SEARCHED = ("first_name", "last_name", "email", "phone", "public_id")


@pghistory.track(exclude=["search"])
class Client(models.Model):
    """A client of one brand. `level` is set by compliance; `owner_staff_id` names his manager."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "cli"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    office = models.ForeignKey("brands.Office", null=True, on_delete=models.PROTECT)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="client"
    )
    kind = models.CharField(max_length=10, default="individual")
    email = models.EmailField(max_length=254)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    phone = models.CharField(max_length=24, blank=True, default="")
    country = models.CharField(max_length=2)
    born_on = models.DateField(null=True)
    language = models.CharField(max_length=10, default="en")
    status = models.CharField(max_length=12, default="registered")
    level = models.PositiveSmallIntegerField(default=0)
    owner_staff_id = models.CharField(max_length=40, blank=True, default="")
    referral_code = models.CharField(max_length=40, blank=True, default="")
    email_verified_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    search = models.GeneratedField(
        expression=Words(*SEARCHED), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("brand", Lower("email"), name="client_email_per_brand"),
            models.CheckConstraint(
                condition=models.Q(status__in=STATUSES), name="client_status_known"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="client_kind_known"),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="client_search"),
            models.Index(fields=["brand", "-created_at"], name="client_by_brand"),
            models.Index(fields=["-created_at", "-id"], name="client_newest"),
            models.Index(fields=["owner_staff_id", "-created_at"], name="client_by_owner"),
            models.Index(fields=["status", "-created_at"], name="client_by_status"),
            models.Index(fields=["country", "-created_at"], name="client_by_country"),
            models.Index(fields=["last_name"], name="client_by_last_name"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


class StatusChange(models.Model):
    """One change of a client's status, with its reason."""

    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="status_changes", db_index=False
    )
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    reason = NoteField(length=500, blank=True, default="")
    actor = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"], name="status_change_latest")]


class TermsAcceptance(models.Model):
    """What a client accepted, when and from where. `sha256` is of the text as shown."""

    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="acceptances", db_index=False
    )
    version = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True, default="")
    accepted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "version"], name="terms_accepted_once")
        ]
