"""Tables of the event store. All are written by SQL on hot paths; see the migrations.

Outbox and handled events are partitioned by week (migration 0004): a query that knows the event's
`recorded_at` names it, so that it looks into one partition only.
"""

from django.db import models
from django.db.models.functions import Now

from brokerdesk.core.columns import ClockTimestamp, CurrentXact, Xid8Field


class OutboxEvent(models.Model):
    """A fact. `sequence` is given by the relay once no older transaction can add to it.

    The table's key is (id, recorded_at), as a partitioned table needs; the id alone is unique.
    """

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField()
    sequence = models.BigIntegerField(null=True)
    xid = Xid8Field(db_default=CurrentXact())
    type = models.TextField()
    version = models.SmallIntegerField()
    aggregate = models.TextField()
    brand_id = models.BigIntegerField(null=True)
    payload = models.JSONField()
    actor = models.TextField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())
    correlation_id = models.UUIDField()
    causation_id = models.UUIDField(null=True)

    class Meta:
        db_table = "core_events_outbox"
        indexes = [
            models.Index(
                fields=["id"],
                name="core_events_unnumbered",
                condition=models.Q(sequence__isnull=True),
            ),
            models.Index(fields=["aggregate", "id"], name="core_events_of_aggregate"),
        ]


class HandledEvent(models.Model):
    """A handler's effect of an event is in the database. `recorded_at` is the event's."""

    pk = models.CompositePrimaryKey("event_id", "handler", "recorded_at")
    event_id = models.UUIDField()
    handler = models.TextField()
    recorded_at = models.DateTimeField()
    handled_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        db_table = "core_events_handled"


class Position(models.Model):
    """How far a handler group has come in a partition: the refill after a loss starts here."""

    pk = models.CompositePrimaryKey("group", "partition")
    group = models.TextField()
    partition = models.SmallIntegerField()
    sequence = models.BigIntegerField()

    class Meta:
        db_table = "core_events_position"


class RelayCursor(models.Model):
    """How far the events have come, one row.

    `numbered` is the last sequence given, whether or not its event is still kept; `published` the
    last that the stream has confirmed; `forgotten` the highest of any event dropped since.
    `reached` is the number in the stream of the last copy that it confirmed. `routes` are the
    groups by event type that the elected relay knows.
    """

    id = models.SmallIntegerField(primary_key=True)
    published = models.BigIntegerField()
    numbered = models.BigIntegerField(db_default=0)
    forgotten = models.BigIntegerField(db_default=0)
    reached = models.BigIntegerField(db_default=0)
    routes = models.JSONField(default=dict)

    class Meta:
        db_table = "core_events_relay"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="core_events_relay_one_row")
        ]


class ParkedEvent(models.Model):
    """An event that a group could not handle, or that waits behind one of its aggregate.

    `recorded_at` is the event's. No constraint guards `outbox`, but a week with parked events is
    never dropped.
    """

    class State(models.TextChoices):
        RETRYING = "retrying", "Retried by itself"
        STUCK = "stuck", "Needs a person"
        BEHIND = "behind", "Waits behind another"

    id = models.BigAutoField(primary_key=True)
    group = models.TextField()
    aggregate = models.TextField()
    outbox = models.ForeignKey(
        OutboxEvent, on_delete=models.DO_NOTHING, db_index=False, db_constraint=False
    )
    recorded_at = models.DateTimeField()
    state = models.TextField(choices=State.choices)
    attempts = models.IntegerField(default=0)
    error = models.TextField(default="")
    traceback = models.TextField(default="")
    next_try_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        db_table = "core_events_parked"
        constraints = [
            models.UniqueConstraint(
                fields=["group", "aggregate", "outbox"], name="core_events_parked_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="core_events_parked_due",
                condition=models.Q(state="retrying"),
            )
        ]


class InboxMessage(models.Model):
    """A message from outside, kept before any work is done for it."""

    id = models.BigAutoField(primary_key=True)
    source = models.TextField()
    external_id = models.TextField()
    body = models.BinaryField()
    headers = models.JSONField()
    signature_ok = models.BooleanField()
    received_at = models.DateTimeField(db_default=Now())
    handled_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        db_table = "core_events_inbox"
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="core_events_inbox_once")
        ]
