"""What terms give of a profit that a daily loss ended: claimed in time, assessed, paid."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.kit.exact import EXACT, ZERO, plain
from brokerdesk.kit.money import scale_of
from brokerdesk.kit.rounding import Rounding, round_to
from brokerdesk.modules.trading.queries import account_by_pk, deals_after

from ...commerce_errors import PayoutRefused, PayoutState
from ...commerce_locks import lock_payout
from ...documents import programme_of
from ...engine import State
from ...engine.programme import RuleName
from ...engine.rewards import breach_reward
from ...events import PayoutRequested
from ...locks import lock_attempt
from ...models import Action, Attempt, Decision, Payout, Stage
from ...terms import BreachPolicy, Terms, read_terms
from ...types import OPEN_ACTION, ActionKind, AttemptState, DecisionType, Outcome
from ..live.deals import moves_money
from ..money_back import money_went_back
from ..results import gains_of
from .conditions import Standing, open_payouts, profit_of

_FAILED = AttemptState.FAILED


@transaction.atomic
def claim_breach_profit(attempt_id: str, *, actor: Actor, at: datetime) -> Payout:
    """Claim a part of the profit of a funded account that a daily loss ended.

    Locks: attempt.
    Emits: PayoutRequested.
    Raises:
        PayoutRefused: terms give nothing, it is too late, positions are still open, or no profit.
        PayoutState: it was claimed before, or a reward of the account is open.
    """
    attempt = lock_attempt(attempt_id)
    terms = read_terms(attempt.terms)
    stage = _ended(attempt, terms, at)
    if Payout.objects.filter(attempt=attempt, kind="breach").exists():
        raise PayoutState(_("this profit was claimed before"))
    if open_payouts(attempt).exists():
        raise PayoutState(_("a reward of this account is open already"))
    profit = _profit(attempt, stage, terms)
    if profit <= 0:
        raise PayoutRefused(_("the account ended without a profit"), unmet="below_minimum")
    payout = Payout.objects.create(
        attempt=attempt, stage=stage, number=attempt.rewards + 1, kind="breach", state="review",
        asked=profit, profit=profit, split=terms.breach_profit.share, trader=0, firm=profit,
        currency=stage.currency, requested_at=at,
        figures={"profit": plain(profit), "worst_trade": plain(_worst(stage))},
    )  # fmt: skip
    emit(
        PayoutRequested(
            attempt_id=attempt_id, client_id=attempt.client.public_id,
            payout_id=payout.public_id, amount=profit, currency=payout.currency,
        ),
        aggregate=f"attempt:{attempt_id}", brand_id=attempt.brand_id, actor=actor,
    )  # fmt: skip
    return payout


@transaction.atomic
def assess_breach(payout_id: str, *, stops_on_all: bool, actor: Actor, at: datetime) -> Payout:
    """Say whether every trade had a stop; what follows is computed, another has to approve it.

    Locks: order, attempt, reward.
    Raises:
        PayoutState: it does not wait for that, or nothing is to be paid: reject it.
    """
    payout = lock_payout(payout_id)
    if payout.kind != "breach" or payout.state not in ("review", "escalated"):
        raise PayoutState(_("the reward does not wait for a decision"))
    exact = breach_reward(
        payout.profit, payout.split, stops_on_all=stops_on_all,
        worst_trade=_worst(payout.stage), initial=payout.stage.initial,
    )  # fmt: skip
    trader = round_to(exact, scale_of(payout.currency), Rounding.HALF_UP)
    if trader <= 0:
        raise PayoutState(_("the conditions are not met: reject it with the reason"))
    payout.trader, payout.firm = trader, EXACT.subtract(payout.profit, trader)
    payout.figures = payout.figures | {
        "stops_on_all": stops_on_all, "residue": plain(EXACT.subtract(exact, trader))
    }  # fmt: skip
    payout.state, payout.assessed_by, payout.decided_at = "review", actor.ref, at
    payout.save()
    record(
        "prop.payout_assessed", subject=payout_id, actor=actor,
        brand_id=payout.attempt.brand_id, after=payout.figures,
    )  # fmt: skip
    return payout


def _ended(attempt: Attempt, terms: Terms, at: datetime) -> Stage:
    policy = terms.breach_profit
    stage = Stage.objects.filter(attempt=attempt, outcome=Outcome.FAILED).order_by("-pk").first()
    if money_went_back(attempt) is not None:
        raise PayoutRefused(_("its price went back: nothing is paid of it"), unmet="not_funded")
    if policy.policy is not BreachPolicy.SHARE or stage is None or attempt.state != _FAILED:
        raise PayoutRefused(_("nothing is paid of it"), unmet="not_funded")
    funded = programme_of(stage.document).phases[0].funded
    lost = Decision.objects.filter(
        stage=stage, type=DecisionType.BREACH, rule=RuleName.MAX_DAILY_LOSS
    )
    breach = lost.order_by("-pk").first()
    if not funded or breach is None or breach.line.get("action") != "fail":
        raise PayoutRefused(_("only what a daily loss ended is paid in part"), unmet="not_funded")
    if at > breach.at + timedelta(days=policy.claim_days):
        raise PayoutRefused(_("the time to claim it is over"), unmet="too_late")
    waiting = Action.objects.filter(stage=stage, kind=ActionKind.FLATTEN, state__in=OPEN_ACTION)
    if waiting.exists():
        raise PayoutRefused(_("its positions are still being closed"), unmet="not_flat")
    return stage


def _profit(attempt: Attempt, stage: Stage, terms: Terms) -> Decimal:
    """The closed profit after all is flat: the breach's own losses are in it.

    Money that was moved after the end, as by a reward that was still on its way, is no loss. Where
    deals and the platform's balance differ one of them is late: the smaller counts.
    """
    if stage.account_id is None or stage.engine is None or stage.started_at is None:
        return ZERO
    programme, state = programme_of(stage.document), State.from_json(bytes(stage.engine))
    now = Standing(attempt, stage, terms, programme, state)
    deals = deals_after([(stage.account_id, stage.deal_pk)], stage.started_at)
    fresh = [deal for deal in deals if deal.deleted_at is None]
    moved = sum((deal.balance_effect for deal in fresh if moves_money(deal)), ZERO)
    gained = sum((deal.balance_effect for deal in fresh if not moves_money(deal)), ZERO)
    told = EXACT.add(profit_of(now), gained)
    state.balance = EXACT.subtract(account_by_pk(stage.account_id).balance, moved)
    return min(told, profit_of(now))


def _worst(stage: Stage) -> Decimal:
    return min(gains_of(stage).values(), default=ZERO)
