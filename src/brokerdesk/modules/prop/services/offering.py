"""Which second chances an attempt has now, and at which part of the fee."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from brokerdesk.kit.exact import EXACT

from ..documents import programme_of
from ..engine import State, summary
from ..engine.decisions import Status
from ..engine.programme import percent
from ..locks import lock_attempt
from ..models import Attempt, Decision, Order, Override, Stage
from ..terms import Terms, read_terms
from ..types import (
    FINAL,
    AttemptState,
    DecisionType,
    OrderKind,
    OrderState,
    OverrideKind,
    OverrideState,
)
from .money_back import money_went_back
from .payouts.conditions import standing_of

_OPEN = (OrderState.AWAITING_PAYMENT, OrderState.PAID)
_BETWEEN = frozenset({
    AttemptState.PROVISIONING, AttemptState.PASSED, AttemptState.KYC, AttemptState.CONTRACT,
})  # fmt: skip
"""A phase was passed, or its account is not there: nothing can be reset."""
_RESET_FROM = (
    frozenset(AttemptState) - _BETWEEN - (FINAL - {AttemptState.FAILED, AttemptState.EXPIRED})
)


@dataclass(frozen=True, slots=True)
class Chance:
    """A second chance that is offered now, and its price in percent of the fee."""

    kind: OrderKind
    percent: Decimal


def chances(attempt: Attempt, *, at: datetime, ordered: Order | None = None) -> list[Chance]:
    """The second chances that an attempt has now; `ordered` does not count as taken.

    Of a competition there is none, nor of what was refunded or charged back.
    """
    terms = read_terms(attempt.terms)
    taken = Order.objects.filter(of_attempt=attempt, state__in=_OPEN)
    if ordered is not None:
        taken = taken.exclude(pk=ordered.pk)
    found = (
        _reset(attempt, terms), _retry(attempt, terms, taken, at),
        _extension(attempt, terms, taken, at),
    )  # fmt: skip
    offered = [one for one in found if one is not None]
    if offered and (attempt.order.competition_id or money_went_back(attempt)):
        return []
    return offered


def chances_of(attempt_id: str, *, at: datetime) -> list[Chance]:
    """The second chances that an attempt has now, by its public id."""
    return chances(Attempt.objects.get(public_id=attempt_id), at=at)


def still_offered(order: Order, *, at: datetime) -> bool:
    """Whether the second chance that a locked order is for can be had still.

    Locks: attempt.
    """
    if order.of_attempt is None:
        return True
    attempt = lock_attempt(order.of_attempt.public_id)
    return order.kind in {one.kind for one in chances(attempt, at=at, ordered=order)}


def _reset(attempt: Attempt, terms: Terms) -> Chance | None:
    if terms.reset_percent is None or attempt.state not in _RESET_FROM or _is_funded(attempt):
        return None
    return Chance(OrderKind.RESET, terms.reset_percent)


def _retry(attempt: Attempt, terms: Terms, taken: QuerySet[Order], at: datetime) -> Chance | None:
    """Once an attempt, of those that failed or expired, in time; free for the unbreached winner."""
    ended = attempt.state in {AttemptState.FAILED, AttemptState.EXPIRED}
    if not ended or attempt.ended_at is None or _is_funded(attempt):
        return None
    if at > attempt.ended_at + timedelta(days=terms.retry.days):
        return None
    if taken.filter(kind=OrderKind.RETRY).exists():
        return None
    if terms.retry.free and _won_unbreached(attempt):
        return Chance(OrderKind.RETRY, Decimal(0))
    if terms.retry.percent is None:
        return None
    return Chance(OrderKind.RETRY, terms.retry.percent)


def _extension(
    attempt: Attempt, terms: Terms, taken: QuerySet[Order], at: datetime
) -> Chance | None:
    """In the last days of a phase with a limit, for those in profit who traded enough."""
    offered, now = terms.extension, standing_of(attempt)
    if offered is None or now is None or attempt.state in FINAL or now.stage.started_at is None:
        return None
    phase = now.programme.phases[0]
    if phase.max_days is None or taken.filter(kind=OrderKind.EXTENSION).count() >= offered.times:
        return None
    began = now.state.first_open or now.programme.clock.day_of(now.stage.started_at)
    left = phase.max_days.days - (now.programme.clock.day_of(at) - began).days
    final, initial = summary(now.state, now.programme), now.programme.initial_balance
    gained = EXACT.subtract(EXACT.subtract(final.balance, initial), now.state.moved)
    enough = gained >= percent(offered.min_profit_percent, initial)
    lost = now.state.status in {Status.FAILED, Status.EXPIRED}
    if lost or left > offered.within_days or not enough:
        return None
    if final.trading_days < offered.min_trading_days:
        return None
    return Chance(OrderKind.EXTENSION, offered.price_percent)


def _is_funded(attempt: Attempt) -> bool:
    return programme_of(attempt.document).phases[attempt.phase].funded


def _won_unbreached(attempt: Attempt) -> bool:
    """Whether the attempt expired flat and in profit, with no rule ever crossed."""
    stage = Stage.objects.filter(attempt=attempt).order_by("-pk").first()
    if stage is None or stage.engine is None or attempt.state != AttemptState.EXPIRED:
        return False
    state = State.from_json(bytes(stage.engine))
    undone = Override.objects.filter(
        stage__attempt=attempt, kind=OverrideKind.REINSTATE, state=OverrideState.DONE
    )
    breaches = Decision.objects.filter(stage__attempt=attempt, type=DecisionType.BREACH)
    crossed = breaches.exclude(pk__in=undone.values_list("decision_id", flat=True))
    gained = EXACT.subtract(EXACT.subtract(state.balance, stage.initial), state.moved)
    return gained > 0 and not state.open_count and not crossed.exists()
