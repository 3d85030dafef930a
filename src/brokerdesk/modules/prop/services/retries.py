"""Second chances: paid reset, free or discounted retry, extension. Each is an order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.kit.exact import EXACT
from brokerdesk.modules.clients.queries import client as client_of

from ..commerce_errors import SecondChanceRefused
from ..commerce_locks import lock_buyer
from ..documents import programme_of
from ..engine import State, summary
from ..engine.decisions import Status
from ..engine.programme import percent
from ..models import Attempt, Decision, Order, Stage
from ..pricing import Part, PriceLine, price_of
from ..terms import Terms, read_terms
from ..types import FINAL, AttemptState, DecisionType, OrderKind, OrderState
from .checkout import Quote
from .orders import Sale, find_by_key, place
from .payouts.conditions import standing_of

_OPEN = (OrderState.AWAITING_PAYMENT, OrderState.PAID)
_RESET_FROM = frozenset(AttemptState) - (FINAL - {AttemptState.FAILED, AttemptState.EXPIRED})


@dataclass(frozen=True, slots=True)
class Chance:
    """A second chance that is offered now, and its price in percent of the fee."""

    kind: OrderKind
    percent: Decimal


def chances(attempt: Attempt, *, at: datetime) -> list[Chance]:
    """The second chances that an attempt has now."""
    terms = read_terms(attempt.terms)
    found = (_reset(attempt, terms), _retry(attempt, terms, at), _extension(attempt, terms, at))
    return [one for one in found if one is not None]


def chances_of(attempt_id: str, *, at: datetime) -> list[Chance]:
    """The second chances that an attempt has now, by its public id."""
    return chances(Attempt.objects.get(public_id=attempt_id), at=at)


@transaction.atomic
def order_chance(
    attempt_id: str, kind: OrderKind, sale: Sale, *, actor: Actor, at: datetime
) -> Order:
    """Order a second chance; what is free begins at once.

    Locks: client; then as `pay_order` where it is paid.
    Raises:
        SecondChanceRefused: it is not offered, or was taken.
        InsufficientFunds: it was to be paid now and the wallet does not suffice.
    """
    attempt = Attempt.objects.select_related("order__version__programme").get(public_id=attempt_id)
    client = client_of(attempt.client_id)
    lock_buyer(client.pk)
    known = find_by_key(client.pk, sale.key)
    if known is not None and (known.of_attempt_id, known.kind) == (attempt.pk, kind):
        return known
    attempt.refresh_from_db()
    offered = next((one for one in chances(attempt, at=at) if one.kind == kind), None)
    if offered is None or _waiting(attempt, kind):
        raise SecondChanceRefused(_("this is not offered for this challenge now"))
    offer = _quote(attempt, offered)
    return place(client, offer, kind, sale, actor=actor, at=at, of_attempt=attempt)


def _quote(attempt: Attempt, chance: Chance) -> Quote:
    terms = read_terms(attempt.terms)
    base = PriceLine("fee", attempt.order.version.programme.code, attempt.title, Decimal(0))
    part = Part(str(chance.kind), str(chance.kind), attempt.title, percent=chance.percent)
    line = PriceLine(
        part.what, part.code, part.title, part.of(terms.fee.amount, terms.fee.currency)
    )
    price = price_of(line if line.amount else base, (), None, terms.fee.currency)
    return Quote(
        version=attempt.order.version,
        document=attempt.document,
        terms=attempt.terms,
        fingerprint=attempt.fingerprint,
        product_id=attempt.product_id,
        addons=tuple(attempt.order.addons),
        coupon=None,
        price=price,
    )


def _waiting(attempt: Attempt, kind: OrderKind) -> bool:
    rows = Order.objects.filter(of_attempt=attempt, kind=kind)
    return rows.filter(state=OrderState.AWAITING_PAYMENT).exists()


def _reset(attempt: Attempt, terms: Terms) -> Chance | None:
    if terms.reset_percent is None or attempt.state not in _RESET_FROM or _is_funded(attempt):
        return None
    if attempt.state in {AttemptState.PROVISIONING, AttemptState.PASSED, AttemptState.KYC}:
        return None
    return Chance(OrderKind.RESET, terms.reset_percent)


def _retry(attempt: Attempt, terms: Terms, at: datetime) -> Chance | None:
    """Once an attempt, of those that failed or expired, in time; free for the unbreached winner."""
    ended = attempt.state in {AttemptState.FAILED, AttemptState.EXPIRED}
    if not ended or attempt.ended_at is None or _is_funded(attempt):
        return None
    if at > attempt.ended_at + timedelta(days=terms.retry.days):
        return None
    taken = Order.objects.filter(of_attempt=attempt, kind=OrderKind.RETRY, state__in=_OPEN)
    if taken.exists():
        return None
    if terms.retry.free and _won_unbreached(attempt):
        return Chance(OrderKind.RETRY, Decimal(0))
    if terms.retry.percent is None:
        return None
    return Chance(OrderKind.RETRY, terms.retry.percent)


def _extension(attempt: Attempt, terms: Terms, at: datetime) -> Chance | None:
    """In the last days of a phase with a limit, for those in profit who traded enough."""
    offered, now = terms.extension, standing_of(attempt)
    if offered is None or now is None or attempt.state in FINAL or now.stage.started_at is None:
        return None
    phase = now.programme.phases[0]
    taken = Order.objects.filter(of_attempt=attempt, kind=OrderKind.EXTENSION)
    if phase.max_days is None or taken.filter(state__in=_OPEN).count() >= offered.times:
        return None
    began = now.programme.clock.day_of(now.stage.started_at)
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
    crossed = Decision.objects.filter(stage__attempt=attempt, type=DecisionType.BREACH)
    gained = EXACT.subtract(EXACT.subtract(state.balance, stage.initial), state.moved)
    return gained > 0 and not state.open_count and not crossed.exists()
