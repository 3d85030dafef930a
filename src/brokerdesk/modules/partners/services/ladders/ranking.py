"""Giving a partner another rank, which his deals are computed by from then on."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ...events import RankChanged
from ...locks import lock_partner
from ...models import PartnerTerms
from ..history import amend_link
from ..terms import Terms, check_plans, check_terms


@transaction.atomic
def give_rank(
    partner_id: str, rank: str, *, rate: Decimal | None = None, actor: Actor, at: datetime
) -> None:
    """Let a partner have a rank, and its rate where it brings one, from an instant on.

    Terms that hold from later on keep their rate, and have the rank too.
    Locks: partner.
    Emits: RankChanged.
    Raises:
        PartnerTermsInvalid: as of `check_terms`, or a plan could pay more than it may by the rate.
    """
    partner = lock_partner(partner_id)
    rows = PartnerTerms.objects.filter(partner=partner)
    held = rows.filter(valid__contains=at).first()
    before = held.rank if held else ""
    terms = Terms(rank=rank)
    if held is not None:
        terms = replace(terms, rate=held.rate, multiplier=held.multiplier)
    if rate is not None:
        terms = replace(terms, rate=rate)
        check_plans(terms, partner.brand_id)
    check_terms(terms)
    rows.filter(valid__startswith__gt=at, rank=before).update(rank=rank)
    reason = Marked(_("by the ladder"))
    amend_link(
        rows, at, partner=partner, rank=rank, rate=terms.rate, multiplier=terms.multiplier,
        reason=reason, recorded_by=actor.ref,
    )  # fmt: skip
    record(
        "partners.rank",
        subject=partner_id,
        actor=actor,
        brand_id=partner.brand_id,
        before={"rank": before},
        after={"rank": rank, "rate": None if terms.rate is None else f"{terms.rate:f}"},
        reason=reason,
    )
    emit(
        RankChanged(
            partner_id=partner_id,
            before=before,
            rank=rank,
            partner_client_ids=(partner.client.public_id,),
        ),
        aggregate=f"partner:{partner_id}",
        brand_id=partner.brand_id,
        actor=actor,
    )
