"""Tables of access control. Brands and offices are named by id: they live in rooms above."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from .types import SCOPES


class Role(models.Model):
    """A named set of grants; without a brand it serves all brands."""

    code = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    brand_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "brand_id"], name="role_code_per_brand", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.title


class Grant(models.Model):
    """One permission (or `room.*`) given or denied by a role."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants", db_index=False)
    permission = models.CharField(max_length=120)
    scope = models.CharField(max_length=10, choices=[(s, s) for s in SCOPES])
    effect = models.CharField(
        max_length=5, choices=[("allow", "allow"), ("deny", "deny")], default="allow"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["role", "permission", "scope", "effect"], name="grant_once"
            ),
            models.CheckConstraint(condition=models.Q(scope__in=SCOPES), name="grant_scope_known"),
            models.CheckConstraint(
                condition=models.Q(effect__in=["allow", "deny"]), name="grant_effect_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effect} {self.permission} ({self.scope})"


class Assignment(models.Model):
    """A role held by a member of staff, narrowed to a brand, office or team where given."""

    staff_id = models.CharField(max_length=40)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments")
    brand_id = models.BigIntegerField(null=True)
    office_id = models.BigIntegerField(null=True)
    team = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["staff_id", "role", "brand_id", "office_id", "team"],
                name="assignment_once",
                nulls_distinct=False,
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["team"], name="assignment_team", condition=~models.Q(team="")),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.role_id}"


class ApiKey(models.Model):
    """A key of the REST API. The secret was shown once; only its SHA-256 is kept."""

    public_id = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64, unique=True)
    brand_id = models.BigIntegerField(null=True)
    scopes = ArrayField(models.CharField(max_length=60))
    allowed_ips = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    rate_per_minute = models.PositiveIntegerField(default=300)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.title} ({self.prefix}…)"


class RateBucket(models.Model):
    """A token bucket. The table is unlogged: after a crash everybody starts afresh."""

    key = models.CharField(max_length=160, primary_key=True)
    tokens = models.FloatField()
    granted = models.BooleanField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
