"""Row locks of this room."""

from django.utils.translation import gettext as _

from brokerdesk.kit.errors import NotFound

from .models import Client, Lead


def lock_client(client_id: str) -> Client:
    """Lock a client.

    Raises:
        NotFound: there is no such client.
    """
    rows = (
        Client.objects.select_for_update(of=("self",), no_key=True)
        .select_related("brand")
        .defer("search")
    )
    row = rows.filter(public_id=client_id).first()
    if row is None:
        raise NotFound(_("There is no such client."), field="client_id")
    return row


def lock_lead(lead_id: str) -> Lead:
    """Lock a lead.

    Raises:
        NotFound: there is no such lead.
    """
    rows = Lead.objects.select_for_update(of=("self",), no_key=True).select_related("client")
    row = rows.filter(public_id=lead_id).first()
    if row is None:
        raise NotFound(_("There is no such lead."), field="lead_id")
    return row
