"""Verification as data: levels, document kinds, reasons; standings; documents and who saw them."""

from functools import partial
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from brokerdesk.kit.ids import new_id

from .types import DOCUMENT_STATES, OPEN_STATES, STANDING_STATES


@pghistory.track()
class Level(models.Model):
    """A verification level of a brand: what it allows and which document groups it takes."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    index = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True, default="")
    actions = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    groups = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    needs_email = models.BooleanField(default=False)
    automatic = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "index"], name="level_once_per_brand")
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class DocumentGroup(models.Model):
    """What a document proves, such as identity or address."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=30)
    title = models.CharField(max_length=80)
    hint = models.CharField(max_length=300, blank=True, default="")
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "code"], name="group_code_per_brand")
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class DocumentType(models.Model):
    """A kind of document in a group; `needs_expiry` asks the reviewer for its last valid day."""

    group = models.ForeignKey(
        DocumentGroup, on_delete=models.PROTECT, related_name="types", db_index=False
    )
    code = models.CharField(max_length=30)
    title = models.CharField(max_length=80)
    needs_expiry = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "code"], name="type_code_per_group")
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class RejectionReason(models.Model):
    """A managed reason; `client_text` is what the client reads."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    client_text = models.CharField(max_length=400)
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "code"], name="reason_code_per_brand")
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Standing(models.Model):
    """Where a client stands on his way to the next level. The level itself is on the client."""

    client = models.OneToOneField(
        "clients.Client", on_delete=models.PROTECT, related_name="standing"
    )
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT)
    state = models.CharField(max_length=14, default="not_started")
    wanted_level = models.PositiveSmallIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=STANDING_STATES), name="standing_state_known"
            )
        ]


@pghistory.track()
class Document(models.Model):
    """One uploaded file. `name` is the random storage name, `original_name` the client's."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "doc"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT)
    client = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="documents", db_index=False
    )
    type = models.ForeignKey(DocumentType, on_delete=models.PROTECT)
    state = models.CharField(max_length=12, default="uploaded")
    name = models.CharField(max_length=120)
    original_name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    expires_on = models.DateField(null=True)
    reason = models.ForeignKey(RejectionReason, null=True, on_delete=models.PROTECT)
    comment = models.CharField(max_length=500, blank=True, default="")
    ask_again = models.BooleanField(default=False)
    uploaded_by = models.CharField(max_length=80)
    uploaded_at = models.DateTimeField()
    reviewer = models.CharField(max_length=80, blank=True, default="")
    reviewed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=DOCUMENT_STATES), name="document_state_known"
            ),
            models.UniqueConstraint(
                fields=["client", "sha256"],
                name="open_document_file_once",
                condition=models.Q(state__in=OPEN_STATES),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["uploaded_at"],
                name="document_queue",
                condition=models.Q(state__in=OPEN_STATES),
            ),
            models.Index(fields=["client", "-uploaded_at"], name="document_of_client"),
            models.Index(
                fields=["expires_on"],
                name="document_expiry",
                condition=models.Q(state="approved", expires_on__isnull=False),
            ),
        ]


class DocumentAccess(models.Model):
    """Who opened a document. Append-only."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="accesses", db_index=False
    )
    actor = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=120, blank=True, default="")
    ip = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["document", "-at"], name="document_access_latest")
        ]
