"""Larger accounts that traders earned: offered by a job, answered by the trader."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.jobs.apart import each
from brokerdesk.kit.exact import EXACT, plain

from ..commerce_errors import GrowthRefused
from ..commerce_locks import lock_offer
from ..engine.growth import Record, Scaling, may_scale, scaled
from ..events import ScalingOffered
from ..locks import lock_attempt
from ..models import Attempt, Payout, ScaleOffer
from ..types import AttemptState
from .lifecycle import new_size
from .lines import line_of
from .payouts.conditions import TAKEN, Standing, paid_of, profit_of, standing_of
from .telling import tell

STANDS: Final = timedelta(days=30)


def offer_scaling(*, at: datetime) -> int:
    """Offer a larger account to each funded trader who earned it; gives how many were offered.

    Emits: ScalingOffered for each.
    """
    funded = Attempt.objects.filter(state=AttemptState.FUNDED, terms__scaling__isnull=False)
    open_now = ScaleOffer.objects.filter(state="offered").values("attempt_id")
    waiting = funded.exclude(pk__in=open_now).order_by("pk")
    found = list(waiting.values_list("public_id", flat=True))
    return sum(each(found, lambda attempt_id: _offer(attempt_id, at)))


@transaction.atomic
def _offer(attempt_id: str, at: datetime) -> bool:
    attempt = lock_attempt(attempt_id)
    now = standing_of(attempt)
    if now is None or now.terms.scaling is None or attempt.state != AttemptState.FUNDED:
        return False
    if ScaleOffer.objects.filter(attempt=attempt, state="offered").exists():
        return False
    original = Decimal(attempt.document["initial_balance"])
    record = record_of(now, at)
    if not may_scale(original, now.stage.initial, now.terms.scaling, record):
        return False
    offer = ScaleOffer.objects.create(
        attempt=attempt,
        size=scaled(original, now.terms.scaling, attempt.scalings + 1),
        split=now.terms.scaling_split,
        figures=_figures(now.terms.scaling, record),
        offered_at=at,
    )
    tell(attempt, ScalingOffered, actor=SYSTEM, offer_id=offer.public_id)
    return True


def record_of(now: Standing, at: datetime) -> Record:
    """What the present account did since it began: a cycle begins with each size."""
    began = line_of(now.stage)[0].started_at or at
    net = EXACT.subtract(
        EXACT.subtract(now.state.balance, now.programme.initial_balance), now.state.moved
    )
    return Record(months_between(began, at), net, paid_of(now.stage).count(), now.state.balance)


def months_between(since: datetime, at: datetime) -> int:
    """Whole calendar months from one instant to another."""
    months = (at.year - since.year) * 12 + at.month - since.month
    early = (at.day, at.time()) < (since.day, since.time())
    return max(months - early, 0)


def _figures(scaling: Scaling, record: Record) -> dict[str, Any]:
    return {
        "months": record.months, "net": plain(record.net), "rewards": record.rewards,
        "balance": plain(record.balance), "needed_months": scaling.months,
        "needed_percent": plain(scaling.min_net_percent), "needed_rewards": scaling.rewards,
    }  # fmt: skip


@transaction.atomic
def accept_offer(
    offer_id: str, *, give_up_profit: bool = False, actor: Actor, at: datetime
) -> ScaleOffer:
    """Take the larger account: a new one is opened, the present one is closed.

    Locks: attempt, offer, stage.
    Raises:
        GrowthRefused: it was answered or is over, positions or a reward are open, or profit that
            was not paid is on the account and is not to be given up.
    """
    offer = lock_offer(offer_id)
    check_open(offer, at)
    now = standing_of(offer.attempt)
    if now is None or offer.attempt.state != AttemptState.FUNDED:
        raise GrowthRefused(_("the account is not funded and running"))
    check_still(now, give_up_profit=give_up_profit)
    if offer.split is not None:
        offer.attempt.terms = offer.attempt.terms | {"split": [plain(offer.split)]}
        offer.attempt.save(update_fields=["terms"])
    new_size(
        offer.attempt.public_id, offer.size, offer.split,
        reason=f"scaling: {offer_id}", actor=actor, at=at,
    )  # fmt: skip
    return _answer(offer, "accepted", at)


@transaction.atomic
def decline_offer(offer_id: str, *, actor: Actor, at: datetime) -> ScaleOffer:
    """Stay with the present account.

    Raises:
        GrowthRefused: it was answered or is over.
    """
    offer = lock_offer(offer_id)
    check_open(offer, at)
    return _answer(offer, "declined", at)


def expire_offers(*, at: datetime) -> int:
    """End offers that nobody answered in 30 days."""
    due = ScaleOffer.objects.filter(state="offered", offered_at__lte=at - STANDS)
    return due.update(state="expired", answered_at=at)


def check_open(offer: ScaleOffer, at: datetime) -> None:
    """Refuse an offer that does not stand any more.

    Raises:
        GrowthRefused: as said.
    """
    if offer.state != "offered" or at >= offer.offered_at + STANDS:
        raise GrowthRefused(_("the offer does not stand any more"))


def check_still(now: Standing, *, give_up_profit: bool) -> None:
    """Refuse an account on which something is open.

    Raises:
        GrowthRefused: positions, a reward, or unpaid profit.
    """
    if now.state.open_count:
        raise GrowthRefused(_("close your positions first"))
    waiting = [state for state in TAKEN if state != "paid"]
    if Payout.objects.filter(attempt=now.attempt, state__in=waiting).exists():
        raise GrowthRefused(_("a reward of this account is open"))
    if profit_of(now) > 0 and not give_up_profit:
        raise GrowthRefused(_("ask for your reward first: profit does not move along"))


def _answer(offer: ScaleOffer, state: str, at: datetime) -> ScaleOffer:
    offer.state, offer.answered_at = state, at
    offer.save(update_fields=["state", "answered_at"])
    return offer
