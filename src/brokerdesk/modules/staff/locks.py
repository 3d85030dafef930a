"""Row locks of this room."""

from django.utils.translation import gettext as _

from brokerdesk.kit.errors import NotFound

from .models import Staff


def lock_staff(staff_id: str) -> Staff:
    """Lock a member of staff.

    Raises:
        NotFound: there is no such member of staff.
    """
    rows = Staff.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    row = rows.filter(public_id=staff_id).first()
    if row is None:
        raise NotFound(_("There is no such member of staff."))
    return row


def lock_administrators() -> list[str]:
    """Lock the active administrators in id order and return their public ids."""
    from brokerdesk.core.access.queries import staff_with_role

    rows = Staff.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    found = rows.filter(public_id__in=staff_with_role("administrator"), active=True)
    return [row.public_id for row in found]
