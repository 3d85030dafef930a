"""Notes and tasks about a client."""

from functools import partial
from typing import ClassVar

import pghistory
from django.db import models

from brokerdesk.kit.ids import new_id

from .client import Client


@pghistory.track()
class Note(models.Model):
    """What staff wrote down about a client."""

    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="notes", db_index=False
    )
    text = models.TextField(max_length=4000)
    author = models.CharField(max_length=80)
    author_label = models.CharField(max_length=120)
    pinned = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-created_at"], name="note_latest")]


@pghistory.track()
class Task(models.Model):
    """Something staff must do for a client by a time."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "tsk"))
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=200)
    assignee_staff_id = models.CharField(max_length=40, blank=True, default="")
    due_at = models.DateTimeField(null=True)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["assignee_staff_id", "due_at"],
                name="task_open",
                condition=models.Q(done_at__isnull=True),
            )
        ]
