"""What the engine was told of a stage and what it decided: append-only, replayable."""

from functools import partial
from typing import ClassVar

from django.db import models

from brokerdesk.kit.ids import new_id

from .attempts import Stage


class JournalEntry(models.Model):
    """One event as it was given to the engine (a line of EVENTS.jsonl) and what it came from.

    cause: {"kind": tick | deal | reset | clock | figures | review, and its particulars: tick_seq,
    server, symbol, bid, ask, venue_at, received_at; deal ticket; marks of the positions}.
    """

    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="journal", db_index=False
    )
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    event = models.JSONField()
    cause = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "seq"], name="journal_seq_once")
        ]


class Decision(models.Model):
    """One line that the engine said at a journal entry; `line` is exactly what it prints.

    before, after: the engine's states around it. received_at: when the gateway had what caused it.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "dec"))
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="decisions", db_index=False
    )
    seq = models.PositiveIntegerField()
    place = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=16)
    rule = models.CharField(max_length=24, blank=True, default="")
    at = models.DateTimeField()
    line = models.JSONField()
    before = models.BinaryField()
    after = models.BinaryField()
    valued = models.JSONField(null=True)
    received_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "seq", "place"], name="decision_once")
        ]
        indexes: ClassVar = [models.Index(fields=["type", "-id"], name="decision_by_type")]
