"""Funded accounts of one trader put together: sums of sizes, so sums of limits."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor

from ..commerce_errors import GrowthRefused
from ..engine.growth import merged
from ..locks import lock_attempts, lock_stages_of
from ..models import Attempt
from ..types import AttemptState
from .lifecycle import end_attempt, new_size
from .payouts.conditions import Standing, standing_of
from .scaling import check_still

_PAID_BY: Final = (
    "split", "first_payout", "cycle", "minimum", "buffer", "winning_days", "max_share", "cap",
    "flat", "identity", "news_profit", "breach_profit",
)  # fmt: skip
"""What the whole of the profit is paid by afterwards, so that it has to be the same before."""


@transaction.atomic
def merge_accounts(
    client_pk: int, attempt_ids: Sequence[str], *, actor: Actor, at: datetime
) -> str:
    """Put funded accounts together into the largest, then oldest one; gives its attempt.

    Locks: attempts, in the order of their keys; stages.
    Raises:
        GrowthRefused: fewer than two, not all funded and flat, in drawdown, with profit due, of
            different rules, currency or platform, or above the terms' cap.
    """
    pks = Attempt.objects.filter(client_id=client_pk, public_id__in=attempt_ids)
    attempts = lock_attempts(list(pks.values_list("pk", flat=True)))
    if len(attempts) < 2 or len(attempts) != len(set(attempt_ids)):
        raise GrowthRefused(_("choose two accounts of yours at least"))
    lock_stages_of(attempts)
    found = [_fit(attempt) for attempt in attempts.values()]
    master = min(found, key=lambda one: (-one.stage.initial, one.attempt.pk))
    for one in found:
        _check_alike(master, one)
    size = _size(master, found)
    new_size(master.attempt.public_id, size, None, reason="merge", actor=actor, at=at)
    for one in found:
        if one is not master:
            end_attempt(
                one.attempt.public_id, "merged", actor=actor, at=at,
                merged_into=master.attempt.public_id,
            )  # fmt: skip
    return master.attempt.public_id


def _fit(attempt: Attempt) -> Standing:
    now = standing_of(attempt)
    if now is None or attempt.state != AttemptState.FUNDED:
        raise GrowthRefused(_("all accounts have to be funded and running"))
    check_still(now, give_up_profit=False)
    if now.state.balance < now.stage.initial:
        raise GrowthRefused(_("an account is in drawdown"))
    return now


def _check_alike(master: Standing, other: Standing) -> None:
    """Rules are compared as they are written: percentages make sizes alike, money does not."""
    same = ("clock", "phases", "currency")
    mine, its = master.stage.document, other.stage.document
    if any(mine[name] != its[name] for name in same):
        raise GrowthRefused(_("the accounts have different rules or currencies"))
    if master.attempt.product_id != other.attempt.product_id:
        raise GrowthRefused(_("the accounts are on different platforms"))
    if any(getattr(master.terms, name) != getattr(other.terms, name) for name in _PAID_BY):
        raise GrowthRefused(_("the accounts have different conditions for rewards"))


def _size(master: Standing, found: Sequence[Standing]) -> Decimal:
    cap = master.terms.merge_cap
    size = None if cap is None else merged([one.stage.initial for one in found], cap)
    if size is None:
        raise GrowthRefused(_("together they would be above what the programme allows"))
    return size
