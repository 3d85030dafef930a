"""The risk desk's part: assess, remove trades, escalate, reject; a colleague approves."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.kit.exact import EXACT, ZERO, plain
from brokerdesk.kit.money import scale_of
from brokerdesk.kit.rounding import Rounding, round_to

from ...commerce_errors import FourEyes, PayoutState, ReasonNeeded
from ...commerce_locks import lock_payout
from ...engine.rewards import refund, share_out
from ...models import Payout
from ...terms import read_terms
from ...types import AttemptState, OrderState
from ..money_back import money_went_back
from ..results import gains_of
from .conditions import profit_of, standing_of
from .paying import fee_left, pay_breach, pay_taken, take_profit
from .requesting import close
from .telling import tell_decided

_OPEN = ("review", "escalated")


@transaction.atomic
def assess(
    payout_id: str, *, removed: Mapping[str, str] | None = None, actor: Actor, at: datetime
) -> Payout:
    """Find a reward payable, as it is or without some trades; another has to approve it.

    removed: reason by position, for trades whose profit does not count.
    Locks: order, attempt, reward.
    Raises:
        PayoutState: it does not wait for an assessment, or a trade is none of its gains.
        ReasonNeeded: a removed trade has no reason.
    """
    payout = _reviewed(payout_id)
    if payout.kind != "reward":
        raise PayoutState(_("it is assessed by its stops, not by its trades"))
    payout.removed = _removed(payout, removed or {})
    removed_now = sum((Decimal(one["amount"]) for one in payout.removed), ZERO)
    payout.deducted = EXACT.add(removed_now, uncounted_of(payout, but=[*(removed or {})]))
    payout.profit = EXACT.subtract(payout.asked, payout.deducted)
    if payout.profit <= 0:
        raise PayoutState(_("nothing is left to pay: reject it with a reason"))
    _share(payout)
    payout.state, payout.assessed_by, payout.decided_at = "review", actor.ref, at
    payout.save()
    _note("assessed", payout, actor, "; ".join(one["reason"] for one in payout.removed))
    return payout


@transaction.atomic
def escalate(payout_id: str, *, reason: str, actor: Actor, at: datetime) -> Payout:
    """Hand a reward up; what was assessed is to be assessed anew.

    Raises:
        PayoutState: it does not wait for an assessment. ReasonNeeded: there is none.
    """
    payout = _reviewed(payout_id, reason)
    payout.state, payout.reason, payout.assessed_by = "escalated", reason.strip(), ""
    payout.save(update_fields=["state", "reason", "assessed_by"])
    _note("escalated", payout, actor, reason)
    return payout


@transaction.atomic
def reject(payout_id: str, *, reason: str, actor: Actor, at: datetime) -> Payout:
    """Refuse a reward; the profit stays on the account, which goes on.

    Raises:
        PayoutState: it does not wait for a decision. ReasonNeeded: there is none.
    """
    payout = _reviewed(payout_id, reason)
    close(payout, "rejected", reason.strip(), at=at, actor=actor)
    _note("rejected", payout, actor, reason)
    return payout


@transaction.atomic
def approve(payout_id: str, *, actor: Actor, at: datetime) -> Payout:
    """Approve what another assessed: the platform gives the profit up, then it is paid.

    Locks: order, attempt, reward, trading account.
    Emits: PayoutDecided.
    Raises:
        PayoutState: nobody assessed it, or its account is not as it was assessed.
        FourEyes: the approver assessed it.
    """
    payout = _reviewed(payout_id)
    if not payout.assessed_by or payout.state != "review":
        raise PayoutState(_("it has to be assessed first"))
    if person_behind(payout.assessed_by) == person_behind(actor.ref):
        raise FourEyes(_("you assessed this reward: a colleague must approve it"))
    _check_stands(payout)
    payout.state, payout.approved_by, payout.decided_at = "approved", actor.ref, at
    payout.save(update_fields=["state", "approved_by", "decided_at"])
    _note("approved", payout, actor, "")
    tell_decided(payout, actor=actor)
    if payout.taken:
        pay_taken(payout, at=at)
    elif payout.kind == "reward":
        take_profit(payout, actor=actor, at=at)
    else:
        pay_breach(payout, actor=actor, at=at)
    return payout


def _check_stands(payout: Payout) -> None:
    """Refuse a reward whose account has ended, is held, or lost what was asked of it.

    Nor is one of any kind paid whose order was charged back or refunded.
    """
    gone = money_went_back(payout.attempt)
    if gone is OrderState.CHARGED_BACK:
        raise PayoutState(_("its order was charged back: reject the reward"))
    if gone is OrderState.REFUNDED:
        raise PayoutState(_("its order was refunded: reject the reward"))
    if payout.kind != "reward":
        return
    attempt = payout.attempt
    now = standing_of(attempt)
    if now is None or attempt.state != AttemptState.PAYOUT:
        raise PayoutState(_("the account is held or has ended: wait, or reject the reward"))
    if profit_of(now) < payout.asked:
        raise PayoutState(_("less profit is left than was asked for: reject the reward"))
    if now.terms.flat and now.state.open_count:
        raise PayoutState(_("a position is open on the account: wait, or reject the reward"))


def _share(payout: Payout) -> None:
    """Compute both parts, and the fee that comes back with this reward."""
    shares = share_out(payout.profit, payout.split, payout.currency)
    payout.trader, payout.firm = shares.trader, shares.firm
    exact = EXACT.multiply(payout.profit, payout.split)
    payout.figures = payout.figures | {"residue": plain(EXACT.subtract(exact, shares.trader))}
    if payout.kind != "reward":
        return
    terms = read_terms(payout.attempt.terms)
    payout.refund = refund(fee_left(payout.attempt.order), terms.refund_fee_at, payout.number)


def uncounted_of(payout: Payout, *, but: Collection[str] = ()) -> Decimal:
    """What does not count of gains around news, but for trades that do not count at all."""
    if "uncounted" not in payout.figures:
        return ZERO
    gone = [Decimal(one["amount"]) for one in payout.figures["news"] if one["position"] in but]
    left = EXACT.subtract(Decimal(payout.figures["uncounted"]), sum(gone, ZERO))
    return max(round_to(left, scale_of(payout.currency), Rounding.DOWN), ZERO)


def _removed(payout: Payout, given: Mapping[str, str]) -> list[dict[str, str]]:
    gains = gains_of(payout.stage)
    rows = []
    for position, reason in sorted(given.items()):
        if not reason.strip():
            raise ReasonNeeded(_("say of each trade why it does not count"), field="removed")
        amount = gains.get(position, ZERO)
        if amount <= 0:
            raise PayoutState(
                _("%(position)s is no gain of this account") % {"position": position},
                field="removed",
            )
        rows.append({"position": position, "amount": plain(amount), "reason": reason.strip()[:200]})
    return rows


def _reviewed(payout_id: str, reason: str | None = None) -> Payout:
    if reason is not None and not reason.strip():
        raise ReasonNeeded(_("say why"), field="reason")
    payout = lock_payout(payout_id)
    if payout.state not in _OPEN:
        raise PayoutState(_("the reward does not wait for a decision"))
    return payout


def _note(what: str, payout: Payout, actor: Actor, reason: str) -> None:
    record(
        f"prop.payout_{what}",
        subject=payout.public_id,
        actor=actor,
        brand_id=payout.attempt.brand_id,
        after={
            "state": payout.state, "profit": str(payout.profit), "trader": str(payout.trader),
            "deducted": str(payout.deducted), "currency": payout.currency,
        },
        reason=reason,
    )  # fmt: skip
