"""Somebody comes by a link: a click is kept, without his address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from brokerdesk.core.access.errors import RateLimited
from brokerdesk.core.access.limits import take
from brokerdesk.core.actors import SYSTEM

from ...models import Campaign, Click, Partner
from ...queries.partners import partner_by_code
from ...types import PartnerStatus, Step
from .funnel import tell_step
from .rules import is_bot

PER_MINUTE = 30
REPEATS_WITHIN = timedelta(minutes=1)
MOST_TAG = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit by a link. `visitor` is the random id of his cookie, new or known."""

    brand_pk: int
    code: str
    campaign: str
    tag: str
    visitor: str
    address: str
    user_agent: str


def origin_of(address: str, at: datetime) -> str:
    """An address under a salt of its day: equal within it, and never to be read back."""
    return salted_hmac(f"partners.click.{at:%Y-%m-%d}", address, algorithm="sha256").hexdigest()


def printable(text: str) -> str:
    """What of an address's text can be stored and shown."""
    return "".join(c for c in text if c.isprintable())


def linked_partner(brand_pk: int, code: str) -> Partner | None:
    """The active partner whose link carries a code."""
    found = partner_by_code(brand_pk, printable(code))
    return found if found is not None and found.status == PartnerStatus.ACTIVE else None


def note_click(visit: Visit, *, at: datetime) -> Click | None:
    """Keep a click; bots, repeats within a minute, and too many of one origin are not kept.

    Emits: FunnelMoved.
    """
    partner = linked_partner(visit.brand_pk, visit.code)
    if partner is None or is_bot(visit.user_agent):
        return None
    origin = origin_of(visit.address, at)
    code, tag = printable(visit.campaign).lower(), printable(visit.tag)[:MOST_TAG]
    campaign = Campaign.objects.filter(partner=partner, code=code).first()
    before = Click.objects.filter(visitor=visit.visitor, at__gt=at - REPEATS_WITHIN)
    if before.filter(partner=partner, campaign=campaign, tag=tag).exists():
        return None
    try:
        take(f"click:{origin}", per_minute=PER_MINUTE, at=at)
    except RateLimited:
        return None
    with transaction.atomic():
        row = Click.objects.create(
            partner=partner,
            campaign=campaign,
            visitor=visit.visitor,
            origin=origin,
            tag=tag,
            at=at,
        )
        tell_step(partner, Step.CLICK, actor=SYSTEM)
    return row
