"""What holds of a partner, and of a brand's symbols, from when to when."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from brokerdesk.core.texts import NoteField

from .tree import Partner


class PartnerTerms(models.Model):
    """A partner's rank, own rate and personal multiplier; a row is complete."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="terms")
    rank = models.CharField(max_length=40, blank=True, default="")
    rate = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    multiplier = models.DecimalField(max_digits=28, decimal_places=8, default=1)
    valid = DateTimeRangeField()
    reason = NoteField(blank=True, default="")
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)


class PartnerStanding(models.Model):
    """Whether a partner earns, through time; `Partner.status` is the one that holds now."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="standings")
    status = models.CharField(max_length=12)
    valid = DateTimeRangeField()
    reason = NoteField(blank=True, default="")
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)


class SymbolBook(models.Model):
    """How a brand's plans see symbols: groups, sizes of a pip, lots of platform groups.

    body: {"groups": {name: [mask, …]}, "pips": {mask: size}, "lot_modifiers": {group mask:
    factor}}; a version holds until the next.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    body = models.JSONField()
    valid = DateTimeRangeField()
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)
