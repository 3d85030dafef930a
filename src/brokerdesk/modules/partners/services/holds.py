"""Holds: commission that is kept back from payouts until someone lets it go."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.modules.clients.queries import client as client_of

from ..errors import HoldNotFound, OtherBrand
from ..events import PayoutHeld
from ..locks import lock_hold, lock_partner
from ..models import Hold, Partner


@transaction.atomic
def put_hold(
    partner_id: str,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    client_id: str = "",
    until: datetime | None = None,
) -> Hold:
    """Keep back a partner's payouts, or what one client gave him and was not paid yet.

    `reason` may be a marked text. Without `until` it holds until it is released.
    Locks: partner.
    Emits: PayoutHeld.
    Raises:
        OtherBrand: the client is of another brand.
    """
    partner = lock_partner(partner_id)
    client = client_of(client_id) if client_id else None
    if client is not None and client.brand_pk != partner.brand_id:
        raise OtherBrand(_("the client is of another brand"), field="client_id")
    hold = Hold.objects.create(
        partner=partner,
        client_id=client.pk if client else None,
        reason=reason,
        since=at,
        until=until,
        put_by=actor.ref,
    )
    record(
        "partners.hold_put",
        subject=partner_id,
        actor=actor,
        brand_id=partner.brand_id,
        after={"hold": hold.public_id, "client": client_id or None},
        reason=str(reason),
    )
    _tell(hold, partner, actor, held=True)
    return hold


@transaction.atomic
def release_hold(hold_id: str, *, reason: str, actor: Actor, at: datetime) -> Hold:
    """Let a hold go: what it kept back is payable again.

    Locks: hold.
    Emits: PayoutHeld.
    Raises:
        HoldNotFound: there is none, or it was released.
    """
    hold = lock_hold(hold_id)
    if hold.released_at is not None:
        raise HoldNotFound(_("this hold was released already"))
    hold.released_at, hold.released_by = at, actor.ref
    hold.save(update_fields=["released_at", "released_by"])
    record(
        "partners.hold_released",
        subject=hold.partner.public_id,
        actor=actor,
        brand_id=hold.partner.brand_id,
        before={"hold": hold_id},
        reason=reason,
    )
    _tell(hold, hold.partner, actor, held=False)
    return hold


def _tell(hold: Hold, partner: Partner, actor: Actor, *, held: bool) -> None:
    emit(
        PayoutHeld(hold_id=hold.public_id, partner_id=partner.public_id, held=held),
        aggregate=f"partner:{partner.public_id}",
        brand_id=partner.brand_id,
        actor=actor,
    )
