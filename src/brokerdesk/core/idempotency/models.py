"""Keys with the hash of their input and their answer."""

from django.db import models
from django.db.models.functions import Now


class IdempotencyKey(models.Model):
    """One call. The answer is written in the transaction that holds its effect."""

    id = models.BigAutoField(primary_key=True)
    scope = models.TextField()
    key = models.TextField()
    request_digest = models.BinaryField()
    status = models.SmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "core_idempotency_key"
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="core_idempotency_once")
        ]
        indexes = [models.Index(fields=["created_at"], name="core_idempotency_age")]
