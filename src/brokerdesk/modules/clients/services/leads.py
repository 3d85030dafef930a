"""Leads: noted, followed, converted."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from brokerdesk.core import audit
from brokerdesk.core.actors import Actor
from brokerdesk.core.events import emit
from brokerdesk.kit.errors import InvalidInput

from .. import events, rules
from ..errors import ClientExists, LeadConverted
from ..locks import lock_lead
from ..models import Client, Lead
from ..queries import client_by_email, lead_row
from ..types import LEAD_SOURCES, LEAD_STATUSES, LeadDraft, LeadRow
from .checks import clean_email

FILLED = ("first_name", "last_name", "phone", "country", "note", "referral_code")


def _checked(draft: LeadDraft) -> dict[str, str]:
    given = {
        "first_name": draft.first_name and rules.clean_name(draft.first_name, "first_name"),
        "last_name": draft.last_name and rules.clean_name(draft.last_name, "last_name"),
        "phone": rules.clean_phone(draft.phone),
        "country": draft.country and rules.clean_country(draft.country),
        "note": draft.note.strip(),
        "referral_code": rules.clean_referral(draft.referral_code),
    }
    if len(given["note"]) > 1_000:
        raise InvalidInput(_("At most 1000 characters."), field="note")
    return given


@transaction.atomic
def note_lead(draft: LeadDraft, *, actor: Actor, at: datetime) -> LeadRow:
    """Note a lead, or add what is new to the open lead of the same address.

    Emits: LeadCreated when it is new.
    Raises:
        ClientExists: he is a client already (not told to visitors: they note before we know).
        InvalidInput.
    """
    if draft.source not in LEAD_SOURCES:
        raise InvalidInput(_("This is not a source of leads."), field="source")
    email, given = clean_email(draft.email), _checked(draft)
    if client_by_email(draft.brand_pk, email) is not None:
        raise ClientExists(_("There is a client with this address already."), field="email")
    row, created = Lead.objects.select_for_update(of=("self",), no_key=True).get_or_create(
        brand_id=draft.brand_pk,
        email=email,
        client=None,
        defaults={
            **given,
            "source": draft.source,
            "owner_staff_id": draft.owner_staff_id,
            "created_at": at,
        },
    )
    if created:
        emit(
            events.LeadCreated(lead_id=row.public_id, source=row.source),
            aggregate=row.public_id,
            brand_id=row.brand_id,
            actor=actor,
        )
        audit.record(
            "clients.lead.create",
            subject=row.public_id,
            actor=actor,
            after={"email": email, **given},
            brand_id=row.brand_id,
        )
    else:
        _fill(row, given)
    return lead_row(row)


def _fill(row: Lead, given: dict[str, str]) -> None:
    """Add what is new; what staff wrote stays."""
    changed = [n for n in FILLED if given[n] and not getattr(row, n)]
    for name in changed:
        setattr(row, name, given[name])
    if changed:
        row.save(update_fields=changed)


@transaction.atomic
def set_lead_status(
    lead_id: str, status: str, *, actor: Actor, at: datetime, owner_staff_id: str | None = None
) -> LeadRow:
    """Move a lead on, and name who follows it.

    Locks: lead.
    Raises:
        LeadConverted: it is a client already.
        InvalidInput: no such status, or one that only conversion sets.
    """
    row = lock_lead(lead_id)
    if row.client_id is not None:
        raise LeadConverted(_("This lead is a client already."))
    if status not in LEAD_STATUSES or status == "converted":
        raise InvalidInput(_("This is not a status to set."), field="status")
    before = {"status": row.status, "owner": row.owner_staff_id}
    row.status = status
    if owner_staff_id is not None:
        row.owner_staff_id = owner_staff_id
    row.save(update_fields=["status", "owner_staff_id"])
    audit.record(
        "clients.lead.status",
        subject=row.public_id,
        actor=actor,
        before=before,
        after={"status": row.status, "owner": row.owner_staff_id},
        brand_id=row.brand_id,
    )
    return lead_row(row)


def close_lead(client: Client, *, actor: Actor, at: datetime) -> None:
    """Mark the open lead of a new client as converted, where there is one."""
    rows = Lead.objects.select_for_update(no_key=True).alias(address=Lower("email"))
    row = rows.filter(brand_id=client.brand_id, address=client.email, client=None).first()
    if row is None:
        return
    row.client, row.status, row.converted_at = client, "converted", at
    row.save(update_fields=["client", "status", "converted_at"])
    emit(
        events.LeadConverted(lead_id=row.public_id, client_id=client.public_id),
        aggregate=row.public_id,
        brand_id=row.brand_id,
        actor=actor,
    )
