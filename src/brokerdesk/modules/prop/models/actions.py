"""What a decision asks of a platform, kept until it is known to be done."""

from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Q

from brokerdesk.kit.ids import new_id

from .attempts import Stage
from .journal import Decision


class Action(models.Model):
    """kind: block, unblock, flatten, disable, refill. state: an `ActionState`.

    An action is done by evidence only: no position or order is open, the platform shows the
    access. Unknown answers leave it working. operations: ids of the platform operations it asked.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "pac"))
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="actions")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=8, default="wanted")
    detail = models.CharField(max_length=300, blank=True, default="")
    operations = models.JSONField(default=list)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    wanted_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="prop_action_due",
                condition=Q(state__in=("wanted", "working")),
            )
        ]
