"""A trader asks for his reward: checked, previewed, frozen."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit
from brokerdesk.core.words import words
from brokerdesk.kit.exact import EXACT
from brokerdesk.kit.money import scale_of
from brokerdesk.kit.rounding import decimals
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _n

from ...commerce_errors import PayoutAmount, PayoutRefused, PayoutState, PayoutWouldBreach
from ...commerce_locks import lock_payout
from ...engine import preview_withdrawal
from ...engine.decisions import printed
from ...engine.preview import Preview
from ...engine.rewards import share_out
from ...events import PayoutRequested
from ...locks import lock_attempt
from ...models import Action, Attempt, Payout
from ...types import ActionKind, ActionState
from .conditions import Checklist, Standing, checklist, profit_of, standing_of
from .freezing import freeze, unfreeze
from .paying import give_back
from .telling import tell_decided

CANCELLABLE = ("requested", "freezing", "review", "escalated")
OPEN = (*CANCELLABLE, "approved", "unresolved")


@transaction.atomic
def request_payout(
    attempt_id: str, *, amount: Decimal | None = None, actor: Actor, at: datetime
) -> Payout:
    """Ask for a reward; the account is blocked until it is decided. amount None: all there is.

    What does not count of gains around news leaves the account with it, beside the amount.

    Locks: attempt, stage.
    Emits: PayoutRequested.
    Raises:
        PayoutRefused: conditions are not met; `unmet` names them.
        PayoutAmount: more than is payable, below the minimum, or too fine.
        PayoutWouldBreach: the withdrawal would put the account at or below a floor.
        PayoutState: another reward is open, or being cleared up.
    """
    attempt = lock_attempt(attempt_id)
    if Payout.objects.filter(attempt=attempt, state__in=OPEN).exists():
        raise PayoutState(_("a reward of this account is open already"))
    if Payout.objects.filter(attempt=attempt).exclude(trouble="").exists():
        raise PayoutState(_("your last reward is being cleared up: ask us"))
    now = standing_of(attempt)
    if now is None:
        raise PayoutRefused(_("no account is running"), unmet="not_funded")
    found = checklist(now, at=at)
    if found.unmet:
        raise PayoutRefused(
            "; ".join(words(str(one)) for one in found.unmet),
            unmet=",".join(str(one) for one in found.unmet),
        )
    asked = _amount(now, found, amount)
    preview = preview_of(now, EXACT.add(asked, found.news.uncounted), at)
    payout = _keep(now, found, asked, preview, at)
    freeze(attempt_id, at=at)
    emit(
        PayoutRequested(
            attempt_id=attempt_id, client_id=attempt.client.public_id,
            payout_id=payout.public_id, amount=payout.trader, currency=payout.currency,
        ),
        aggregate=f"attempt:{attempt_id}", brand_id=attempt.brand_id, actor=actor,
    )  # fmt: skip
    return payout


def preview_of(now: Standing, asked: Decimal, at: datetime) -> Preview:
    """What the account would keep.

    Raises:
        PayoutWouldBreach: nothing above the floor, or a rule would be crossed.
    """
    preview = preview_withdrawal(now.state, now.programme, asked, max(at, now.state.at))
    if preview.breaches is not None:
        raise PayoutWouldBreach(
            _("after it the account would be in breach of “%(rule)s”")
            % {"rule": words(str(preview.breaches))},
            field="amount",
        )
    return preview


def _amount(now: Standing, found: Checklist, amount: Decimal | None) -> Decimal:
    if amount is None:
        return found.payable
    if not amount.is_finite() or decimals(amount) > scale_of(now.stage.currency):
        raise PayoutAmount(_("this is no amount of the account's currency"), field="amount")
    if not max(now.terms.minimum, Decimal(0)) <= amount <= found.payable or not amount:
        raise PayoutAmount(
            _("choose an amount from %(least)s to %(most)s")
            % {"least": printed(now.terms.minimum), "most": printed(found.payable)},
            field="amount",
        )
    return amount


def _keep(
    now: Standing, found: Checklist, asked: Decimal, preview: Preview, at: datetime
) -> Payout:
    currency = now.stage.currency
    shares = share_out(asked, found.split, currency)
    figures = found.row() | {
        "balance_after": printed(preview.balance),
        "daily_floor_after": printed(preview.daily_floor),
        "overall_floor_after": printed(preview.overall_floor),
        "buffer_after": printed(preview.buffer),
        "fingerprint": now.stage.fingerprint,
        "journal_seq": now.stage.seq,
    }
    return Payout.objects.create(
        attempt=now.attempt, stage=now.stage, number=found.number, state="freezing",
        asked=EXACT.add(asked, found.news.uncounted), profit=asked,
        deducted=found.news.uncounted, split=found.split, trader=shares.trader,
        firm=shares.firm, currency=currency, figures=figures, requested_at=at,
    )  # fmt: skip


def frozen(attempt_id: str, *, at: datetime) -> None:
    """Go on with a reward whose account is blocked: a person looks at it, if it still stands."""
    open_one = Payout.objects.filter(attempt__public_id=attempt_id, state="freezing").first()
    if open_one is not None:
        _frozen(open_one.public_id, at=at)


def freezing_done(*, limit: int = 200) -> list[str]:
    """Attempts whose rewards wait for a block that is done: what a lost event would leave."""
    done = Action.objects.filter(kind=ActionKind.BLOCK, state=ActionState.DONE)
    rows = Payout.objects.filter(state="freezing", stage__actions__in=done)
    fresh = [row for row in rows.select_related("attempt")[:limit] if _blocked_since(row)]
    return sorted({row.attempt.public_id for row in fresh})


def _blocked_since(payout: Payout) -> bool:
    done = payout.stage.actions.filter(kind=ActionKind.BLOCK, state=ActionState.DONE)
    return done.filter(wanted_at__gte=payout.requested_at).exists()


@transaction.atomic
def _frozen(payout_id: str, *, at: datetime) -> None:
    payout = lock_payout(payout_id)
    if payout.state != "freezing" or not _blocked_since(payout):
        return
    now = standing_of(Attempt.objects.select_related("client").get(pk=payout.attempt_id))
    moved = now is None or profit_of(now) < payout.asked
    if moved or (now is not None and now.terms.flat and now.state.open_count):
        close(payout, "cancelled", Marked(_n("the account traded on meanwhile")), at=at)
        return
    payout.state = "review"
    payout.save(update_fields=["state"])


@transaction.atomic
def cancel_payout(payout_id: str, *, actor: Actor, at: datetime) -> Payout:
    """Take a request back that was not approved yet; the account goes on.

    Locks: order, attempt, reward.
    Raises:
        PayoutState: it was decided.
    """
    payout = lock_payout(payout_id)
    if payout.state not in CANCELLABLE or payout.kind != "reward":
        raise PayoutState(_("the reward was decided already"))
    close(payout, "cancelled", "", at=at, actor=actor)
    return payout


def close(payout: Payout, state: str, reason: str, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """End a locked reward without payment; the account goes on, with profit that was taken.

    Emits: PayoutDecided.
    """
    payout.state, payout.reason, payout.decided_at = state, reason, at
    payout.save(update_fields=["state", "reason", "decided_at"])
    if payout.taken:
        give_back(payout, payout.taken, at=at)
    tell_decided(payout, actor=actor)
    if payout.kind == "reward":
        unfreeze(payout.attempt.public_id, at=at)
