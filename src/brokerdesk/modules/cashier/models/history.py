"""Changes of state, appended by the services."""

from typing import ClassVar

from django.db import models

from brokerdesk.core.texts import NoteField


class StateChange(models.Model):
    """One change of a deposit, withdrawal, transfer or refund."""

    subject = models.CharField(max_length=40)
    before = models.CharField(max_length=24, blank=True, default="")
    after = models.CharField(max_length=24)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    actor_label = models.CharField(max_length=120, blank=True, default="")
    note = NoteField(blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject", "id"], name="state_change_subject")]
