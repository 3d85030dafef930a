"""A client's status."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core import audit
from brokerdesk.core.actors import Actor
from brokerdesk.core.events import emit
from brokerdesk.core.identity.services import set_active
from brokerdesk.core.words import words
from brokerdesk.kit.errors import InvalidInput

from .. import events, rules
from ..errors import WrongStatus
from ..locks import lock_client
from ..models import Client, StatusChange
from ..queries import client_row
from ..types import STATUSES, ClientRow


@transaction.atomic
def set_status(
    client_id: str, status: str, *, reason: str, actor: Actor, at: datetime
) -> ClientRow:
    """Restrict, suspend, close or reactivate a client.

    A suspended or closed client is signed out at once, everywhere.

    Locks: client. Emits: ClientStatusChanged.
    Raises:
        InvalidInput: no such status, or no reason.
        WrongStatus: not possible from the current one.
    """
    if status not in STATUSES:
        raise InvalidInput(_("This is not a status."), field="status")
    if not reason.strip() or len(reason) > 500:
        raise InvalidInput(_("Give a reason of at most 500 characters."), field="reason")
    row = lock_client(client_id)
    if status not in rules.NEXT_STATUS[row.status]:
        raise WrongStatus(
            _("A client's state cannot change from “%(now)s” to “%(wanted)s”.")
            % {"now": words(row.status), "wanted": words(status)},
            field="status",
        )
    change_status(row, status, reason=reason.strip(), actor=actor, at=at)
    return client_row(row)


def change_status(row: Client, status: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Write a change of status of a locked client."""
    before, row.status = row.status, status
    row.version += 1
    row.save(update_fields=["status", "version"])
    StatusChange.objects.create(
        client=row,
        before=before,
        after=status,
        reason=reason,
        actor=actor.ref,
        actor_label=actor.label[:120],
        at=at,
    )
    if row.user_id and (before in rules.SIGNED_OUT) != (status in rules.SIGNED_OUT):
        set_active(row.user_id, status not in rules.SIGNED_OUT)
    audit.record(
        "clients.status",
        subject=row.public_id,
        actor=actor,
        before={"status": before},
        after={"status": status},
        reason=reason,
        brand_id=row.brand_id,
    )
    emit(
        events.ClientStatusChanged(client_id=row.public_id, before=before, after=status),
        aggregate=row.public_id,
        brand_id=row.brand_id,
        actor=actor,
    )
