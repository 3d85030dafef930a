"""Ranks that are reached and lost by themselves, and rates that follow volume."""

from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from brokerdesk.core.texts import NoteField

from .tree import Partner


class Ladder(models.Model):
    """A brand's ranks and what they need; a version holds until the next. No body: no ladder.

    body: as of `services.ladders.body`.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    body = models.JSONField(null=True)
    valid = DateTimeRangeField()
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)


class RankEvaluation(models.Model):
    """What a partner had reached when a day of his brand ended, and what came of it, once a day.

    What the ranks needed is told by the ladder. missed_since: the needs of `rank_after` are
    missed since then. problem: why he could not be moved.
    """

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="evaluations", db_index=False
    )
    ladder = models.ForeignKey(Ladder, on_delete=models.PROTECT, db_index=False)
    day = models.DateField()
    measures = models.JSONField()
    rank_before = models.CharField(max_length=40, blank=True)
    rank_after = models.CharField(max_length=40, blank=True)
    missed_since = models.DateTimeField(null=True)
    pinned = models.BooleanField(default=False)
    problem = NoteField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "day"], name="rank_evaluated_once")
        ]


class RankPin(models.Model):
    """A partner's rank stays as it is until staff let it go."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="rank_pins")
    reason = NoteField()
    since = models.DateTimeField()
    pinned_by = models.CharField(max_length=60)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner"],
                name="rank_pinned_once",
                condition=models.Q(released_at__isnull=True),
            )
        ]


class TierScheme(models.Model):
    """What a brand pays by a period's volume; a version holds until the next. No body: nothing.

    body: as of `services.tiers.body`.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    body = models.JSONField(null=True)
    valid = DateTimeRangeField()
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)


class TierSettlement(models.Model):
    """A period of a brand that was paid, [since, until), by the scheme it began with."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    scheme = models.ForeignKey(TierScheme, on_delete=models.PROTECT, db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField()
    settled_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "since"], name="tiers_settled_once")
        ]
