"""Giving a partner another rank, which his deals are computed by from then on."""

from dataclasses import dataclass, replace
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
from ..history import amend_link, check_unpaid
from ..terms import Terms, check_plans, check_terms


@dataclass(frozen=True, slots=True)
class Step:
    """From one rank of a ladder to another, which may bring an own rate."""

    before: str
    rank: str
    rate: Decimal | None = None


@transaction.atomic
def give_rank(partner_id: str, step: Step, *, actor: Actor, at: datetime) -> bool:
    """Let a partner have a rank, and its rate where it brings one, from an instant on.

    Terms that hold from later on keep their rate, and have the rank too. False: he has another
    rank by now than the one he was to leave, and keeps it.
    Locks: partner.
    Emits: RankChanged.
    Raises:
        PartnerTermsInvalid: as of `check_terms`, or a plan could pay more than it may by the rate.
        BackdatedChange: `at` lies before paid deals.
    """
    check_unpaid(at)
    partner = lock_partner(partner_id)
    rows = PartnerTerms.objects.filter(partner=partner)
    held = rows.filter(valid__contains=at).first()
    if step.before != (held.rank if held else ""):
        return False
    terms = Terms(rank=step.rank)
    if held is not None:
        terms = replace(terms, rate=held.rate, multiplier=held.multiplier)
    if step.rate is not None:
        terms = replace(terms, rate=step.rate)
        check_plans(terms, partner.brand_id)
    check_terms(terms)
    rows.filter(valid__startswith__gt=at, rank=step.before).update(rank=step.rank)
    reason = Marked(_("by the ladder"))
    amend_link(
        rows, at, partner=partner, rank=step.rank, rate=terms.rate, multiplier=terms.multiplier,
        reason=reason, recorded_by=actor.ref,
    )  # fmt: skip
    record(
        "partners.rank",
        subject=partner_id,
        actor=actor,
        brand_id=partner.brand_id,
        before={"rank": step.before},
        after={"rank": step.rank, "rate": None if terms.rate is None else f"{terms.rate:f}"},
        reason=reason,
    )
    emit(
        RankChanged(
            partner_id=partner_id,
            before=step.before,
            rank=step.rank,
            partner_client_ids=(partner.client.public_id,),
        ),
        aggregate=f"partner:{partner_id}",
        brand_id=partner.brand_id,
        actor=actor,
    )
    return True
