"""Mails that wait or went out."""

from typing import ClassVar

from django.db import models

STATES = ("waiting", "sent", "failed")


class Message(models.Model):
    """One mail. Subject and bodies are wiped when it was sent: they may hold secret links."""

    key = models.CharField(max_length=160, unique=True)
    template = models.CharField(max_length=80)
    to = models.EmailField(max_length=254)
    sender = models.CharField(max_length=254)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    brand_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, default="waiting")
    error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="mail_state_known")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"],
                name="mail_waiting",
                condition=models.Q(state="waiting"),
            )
        ]
