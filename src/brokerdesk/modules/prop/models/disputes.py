"""Appeals of traders, and overrides by staff: the original verdict always stays."""

from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Q

from brokerdesk.kit.ids import new_id

from .attempts import Stage
from .journal import Decision


class Appeal(models.Model):
    """A trader contests a decision. state: open, answered, upheld, overturned, withdrawn."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "apl"))
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT)
    claim = models.CharField(max_length=2000)
    state = models.CharField(max_length=10, default="open")
    owner = models.CharField(max_length=60, blank=True, default="")
    owner_name = models.CharField(max_length=120, blank=True, default="")
    messages = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["decision"],
                name="one_open_appeal",
                condition=Q(state__in=("open", "answered")),
            )
        ]


class Override(models.Model):
    """A person's change of what was decided. kind: confirm, dismiss (of what is held), reinstate,
    fail, pass. state: proposed, approved (a review that the desk has yet to apply), done, refused.
    Two people: one proposes, another decides. detail: what came of it.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "ovr"))
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=8, default="proposed")
    proposed_by = models.CharField(max_length=60)
    proposed_name = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True, default="")
    done_at = models.DateTimeField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stage"],
                name="one_override_waits",
                condition=Q(state__in=("proposed", "approved")),
            )
        ]
