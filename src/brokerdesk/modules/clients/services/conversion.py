"""A lead becomes a client."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.kit.errors import InvalidInput

from ..errors import LeadConverted
from ..locks import lock_lead
from ..types import ClientRow, Registration
from .checks import clean_email
from .registration import register_client


@transaction.atomic
def convert_lead(lead_id: str, given: Registration, *, actor: Actor, at: datetime) -> ClientRow:
    """Make a client of a lead, by staff; the registration completes what the lead knows.

    Locks: lead. Emits: ClientRegistered, LeadConverted.
    Raises:
        LeadConverted: it is a client already.
        As register_client.
    """
    row = lock_lead(lead_id)
    if row.client_id is not None:
        raise LeadConverted(_("This lead is a client already."))
    if clean_email(given.email) != row.email or given.brand_pk != row.brand_id:
        raise InvalidInput(_("The address must be the lead's."), field="email")
    return register_client(given, actor=actor, at=at)
