"""Whether a partner earns: his status as of a deal decides."""

from datetime import datetime

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record

from ..locks import lock_partner
from ..models import PartnerStanding
from ..queries.partners import partner_row
from ..types import PartnerRow, PartnerStatus
from .history import check_unpaid, next_row


@transaction.atomic
def set_status(
    partner_id: str, status: PartnerStatus, *, actor: Actor, at: datetime, reason: str
) -> PartnerRow:
    """Suspend, terminate or reactivate a partner from `at` on. What he earned stays his.

    Locks: partner.
    Raises:
        BackdatedChange: `at` lies before the standing that holds now began, or before paid deals.
    """
    check_unpaid(at)
    partner = lock_partner(partner_id)
    next_row(
        PartnerStanding.objects.filter(partner=partner),
        at,
        partner=partner,
        status=status,
        reason=reason,
        recorded_by=actor.ref,
    )
    before, partner.status = partner.status, status
    partner.save(update_fields=["status"])
    record(
        "partners.status",
        subject=partner_id,
        actor=actor,
        brand_id=partner.brand_id,
        before={"status": before},
        after={"status": status},
        reason=reason,
    )
    return partner_row(partner)
