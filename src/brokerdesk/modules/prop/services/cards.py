"""What a trader lets others see: his name on boards, and cards that anybody with a link may see."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record

from ..errors import CardsTooMany
from ..locks import lock_attempt
from ..models import Attempt, ShareCard

MOST_CARDS: Final = 10


@transaction.atomic
def show_name(attempt_id: str, *, shown: bool, actor: Actor, at: datetime) -> Attempt:
    """Show a trader's name on boards, or its initials.

    Locks: attempt.
    """
    attempt = lock_attempt(attempt_id)
    attempt.mask_name = not shown
    attempt.save(update_fields=["mask_name"])
    record(
        "prop.name_shown" if shown else "prop.name_masked",
        subject=attempt_id, actor=actor, brand_id=attempt.brand_id,
    )  # fmt: skip
    return attempt


@transaction.atomic
def share(attempt_id: str, *, with_name: bool, actor: Actor, at: datetime) -> ShareCard:
    """Make a card.

    Locks: attempt.
    Raises:
        CardsTooMany: he has as many as he may.
    """
    attempt = lock_attempt(attempt_id)
    if ShareCard.objects.filter(attempt=attempt, revoked_at=None).count() >= MOST_CARDS:
        raise CardsTooMany(_("take a card back first: %(most)s is the most") % {"most": MOST_CARDS})
    card = ShareCard.objects.create(attempt=attempt, show_name=with_name, created_at=at)
    record(
        "prop.card_shared", subject=attempt_id, actor=actor, brand_id=attempt.brand_id,
        after={"with_name": with_name},
    )  # fmt: skip
    return card


@transaction.atomic
def take_back(attempt_id: str, token: str, *, actor: Actor, at: datetime) -> bool:
    """Take a card back: nobody sees it any more. False: there is none to take back.

    Locks: attempt.
    """
    attempt = lock_attempt(attempt_id)
    rows = ShareCard.objects.filter(attempt=attempt, token=token, revoked_at=None)
    done = rows.update(revoked_at=at) > 0
    if done:
        record("prop.card_taken_back", subject=attempt_id, actor=actor, brand_id=attempt.brand_id)
    return done
