"""Sealed reports, and the keys that sealed them."""

from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Q

from brokerdesk.core.secrets import EncryptedJSONField
from brokerdesk.kit.ids import new_id

from .journal import Decision


class SealKey(models.Model):
    """A signing key of this house (Ed25519). The public half stays for ever."""

    key_id = models.CharField(max_length=64, unique=True)
    public = models.BinaryField()
    private = EncryptedJSONField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class Report(models.Model):
    """The evidence of one decision. state: waiting (for the ticks after it), noted, sealed.

    ticks: by symbol, once noted. body: the canonical JSON that was hashed and signed, byte for
    byte. faults: the checks that it failed when it was sealed, which it never should.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "rpt"))
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="report")
    state = models.CharField(max_length=8, default="waiting")
    due_at = models.DateTimeField()
    ticks = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    body = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    signature = models.BinaryField(null=True)
    key = models.ForeignKey(SealKey, on_delete=models.PROTECT, null=True)
    created_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], name="report_due", condition=Q(state__in=("waiting", "noted"))
            )
        ]
