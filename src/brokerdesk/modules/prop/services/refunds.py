"""Money back: before the first trade, by two people afterwards, or charged back by a bank."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record
from brokerdesk.modules.cashier.services import refund_service, void_service

from ..commerce_errors import FourEyes, NotRefundable, OrderClosed, ReasonNeeded
from ..locks import lock_attempts, lock_order
from ..models import Attempt, Order, Stage
from ..types import AttemptState, OrderKind, OrderState, StageState
from .lifecycle import end_attempt
from .orders import close_order, purchase_of, tell_ended
from .telling import tell_refund

_UNTRADED = frozenset({AttemptState.PROVISIONING, AttemptState.READY})


@transaction.atomic
def refund_order(order_id: str, *, reason: str, actor: Actor, at: datetime) -> Order:
    """Give the price of an order back whose trader has not traded yet; his attempt ends.

    Locks: order, attempt, wallet account.
    Posts: prop fees -> available.
    Emits: OrderRefunded.
    Raises:
        OrderClosed: it is not paid.
        NotRefundable: trading began, or it was a second chance that is used.
        ReasonNeeded: there is none.
    """
    order = _paid(order_id, reason)
    if order.of_attempt_id is not None or not _untraded(order):
        raise NotRefundable(_("trading began: propose the refund, and have a colleague approve it"))
    return _give_back(order, reason, actor, at)


@transaction.atomic
def propose_refund(order_id: str, *, reason: str, actor: Actor, at: datetime) -> Order:
    """Propose to give the price back although trading began; another has to approve it.

    Locks: order.
    Raises:
        OrderClosed: it is not paid. ReasonNeeded: there is none.
    """
    order = _paid(order_id, reason)
    order.refund_by, order.refund_reason = actor.ref, reason.strip()[:300]
    order.save(update_fields=["refund_by", "refund_reason"])
    _note("refund_proposed", order, actor, reason)
    return order


@transaction.atomic
def approve_refund(order_id: str, *, actor: Actor, at: datetime) -> Order:
    """Give back what another proposed.

    Locks, posts, emits: as `refund_order`.
    Raises:
        OrderClosed: nobody proposed it, or it is not paid any more.
        FourEyes: the approver proposed it.
    """
    order = lock_order(order_id)
    if order.state != OrderState.PAID or not order.refund_by:
        raise OrderClosed(_("no refund of this order waits for an approval"))
    if person_behind(order.refund_by) == person_behind(actor.ref):
        raise FourEyes(_("you proposed this refund: a colleague must approve it"))
    return _give_back(order, order.refund_reason, actor, at)


@transaction.atomic
def decline_refund(order_id: str, *, reason: str, actor: Actor) -> Order:
    """Refuse what was proposed; the order stays as it is.

    Raises:
        OrderClosed: nobody proposed it. ReasonNeeded: there is no reason.
    """
    order = _paid(order_id, reason)
    if not order.refund_by:
        raise OrderClosed(_("no refund of this order waits for an approval"))
    order.refund_by = order.refund_reason = ""
    order.save(update_fields=["refund_by", "refund_reason"])
    _note("refund_declined", order, actor, reason)
    return order


def charge_back(deposit_id: str, *, at: datetime) -> list[str]:
    """End what was paid by a deposit that its bank took back; gives the orders' ids.

    The wallet is not moved: the cashier booked where the money went.
    Emits: OrderEnded; ServiceRefunded for each, so that partners give their shares back.
    """
    orders = Order.objects.filter(deposit_id=deposit_id, state=OrderState.PAID).order_by("pk")
    found = list(orders.values_list("public_id", flat=True)) if deposit_id else []
    return [order_id for order_id in found if _charge_back(order_id, at)]


@transaction.atomic
def _charge_back(order_id: str, at: datetime) -> bool:
    order = lock_order(order_id)
    if order.state != OrderState.PAID:
        return False
    void_service(purchase_of(order), part="charge_back", actor=SYSTEM, at=at)
    close_order(order, OrderState.CHARGED_BACK, at=at, reason="charged_back")
    _end_attempts(order, "charged_back", SYSTEM, at)
    tell_ended(order, SYSTEM)
    _note("charged_back", order, SYSTEM, "")
    return True


def _give_back(order: Order, reason: str, actor: Actor, at: datetime) -> Order:
    _end_attempts(order, "refunded", actor, at)  # who is paid of them locks the wallet after them
    left = order.price - order.refunded
    if left:
        refund_service(purchase_of(order), left, part="refund", actor=actor, at=at)
    order.refunded += left
    order.save(update_fields=["refunded"])
    close_order(order, OrderState.REFUNDED, at=at, reason=reason)
    tell_refund(order, left, reason, actor)
    _note("refunded", order, actor, reason)
    return order


def _end_attempts(order: Order, reason: str, actor: Actor, at: datetime) -> None:
    """End what an order brought: attempts of its own, or the one that it reset or extended.

    Of what was merged the account ends that it went into.
    """
    mine = Attempt.objects.filter(order=order)
    if order.of_attempt_id and order.kind in (OrderKind.RESET, OrderKind.EXTENSION):
        mine = Attempt.objects.filter(pk=order.of_attempt_id)
    for attempt in lock_attempts(list(mine.values_list("pk", flat=True))).values():
        end_attempt(_went_into(attempt).public_id, reason, actor=actor, at=at)


def _went_into(attempt: Attempt) -> Attempt:
    """Follow a locked attempt, locking as it goes: it may be put together just now."""
    while attempt.merged_into_id is not None:
        (attempt,) = lock_attempts([attempt.merged_into_id]).values()
    return attempt


def _paid(order_id: str, reason: str) -> Order:
    if not reason.strip():
        raise ReasonNeeded(_("say why"), field="reason")
    order = lock_order(order_id)
    if order.state != OrderState.PAID:
        raise OrderClosed(_("only a paid order can be refunded"))
    return order


def _untraded(order: Order) -> bool:
    """Whether its first account was never traded: another comes of a phase that has ended."""
    mine = Attempt.objects.filter(order=order).values_list("pk", flat=True)
    attempts = lock_attempts(list(mine))
    before = Stage.objects.filter(attempt__in=attempts, state=StageState.ENDED)
    return all(one.state in _UNTRADED for one in attempts.values()) and not before.exists()


def _note(what: str, order: Order, actor: Actor, reason: str) -> None:
    record(
        f"prop.order_{what}", subject=order.public_id, actor=actor, brand_id=order.brand_id,
        after={"state": order.state, "amount": str(order.price), "currency": order.currency},
        reason=reason,
    )  # fmt: skip
