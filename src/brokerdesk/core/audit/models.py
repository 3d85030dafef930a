"""Entries that nobody changes, their erasable details, and the seals that chain them."""

from django.db import models

from brokerdesk.core.columns import ClockTimestamp, CurrentXact, Xid8Field


class AuditEntry(models.Model):
    """Who did what to what. `details_digest` is the salted SHA-256 of the details."""

    id = models.BigAutoField(primary_key=True)
    xid = Xid8Field(db_default=CurrentXact())
    action = models.TextField()
    subject = models.TextField()
    actor = models.TextField()
    brand_id = models.BigIntegerField(null=True)
    correlation_id = models.UUIDField(null=True)
    details_digest = models.BinaryField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        db_table = "core_audit_entry"
        indexes = [
            models.Index(fields=["subject", "id"], name="core_audit_by_subject"),
            models.Index(fields=["actor", "id"], name="core_audit_by_actor"),
            models.Index(fields=["xid"], name="core_audit_by_xid"),
        ]


class AuditDetails(models.Model):
    """Personal values of an entry. Erasing empties them and their salt, never the row."""

    entry = models.OneToOneField(
        AuditEntry, on_delete=models.PROTECT, primary_key=True, related_name="details"
    )
    salt = models.BinaryField(null=True)
    actor_label = models.TextField(default="")
    reason = models.TextField(default="")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "core_audit_details"


class AuditSeal(models.Model):
    """A link of the chain. Every entry below `horizon` was sealed when this row was written."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    previous = models.BinaryField()
    digest = models.BinaryField()
    horizon = Xid8Field()
    cluster = models.TextField()
    sealed_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        db_table = "core_audit_seal"
