"""Members of staff. Their roles live in core.access, named by public id."""

from functools import partial

import pghistory
from django.conf import settings
from django.db import models

from brokerdesk.kit.ids import new_id


@pghistory.track()
class Staff(models.Model):
    """A member of staff and the sign-in behind him."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "stf"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff"
    )
    name = models.CharField(max_length=120)
    office = models.ForeignKey("brands.Office", null=True, on_delete=models.PROTECT)
    active = models.BooleanField(default=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_reason = models.CharField(max_length=300, blank=True, default="")
    invited_by = models.CharField(max_length=80, blank=True, default="")
    joined_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
