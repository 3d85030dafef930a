"""Keeping a partner's rank as it is."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record

from ...errors import RankNotPinned, RankPinned
from ...locks import lock_partner
from ...models import RankPin


@transaction.atomic
def pin_rank(partner_id: str, *, reason: str, actor: Actor, at: datetime) -> RankPin:
    """Let no evaluation move a partner until he is let go.

    Locks: partner.
    Raises:
        RankPinned: he is kept already.
    """
    partner = lock_partner(partner_id)
    try:
        with transaction.atomic():
            row = RankPin.objects.create(
                partner=partner, reason=reason, since=at, pinned_by=actor.ref
            )
    except IntegrityError:
        raise RankPinned(_("the rank is kept already")) from None
    record(
        "partners.rank_pinned", subject=partner_id, actor=actor, brand_id=partner.brand_id,
        reason=reason,
    )  # fmt: skip
    return row


@transaction.atomic
def release_rank(partner_id: str, *, actor: Actor, at: datetime) -> None:
    """Let a partner move again from the next evaluation on.

    Locks: partner.
    Raises:
        RankNotPinned: he moves already.
    """
    partner = lock_partner(partner_id)
    held = RankPin.objects.filter(partner=partner, released_at=None)
    if not held.update(released_at=at, released_by=actor.ref):
        raise RankNotPinned(_("the rank is not kept"))
    record("partners.rank_released", subject=partner_id, actor=actor, brand_id=partner.brand_id)
