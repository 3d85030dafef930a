"""Orders: created once, paid from the wallet, expired or cancelled when they are not."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit
from brokerdesk.core.jobs.apart import each
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.cashier.errors import InsufficientFunds
from brokerdesk.modules.cashier.queries import newest_credited, wallet
from brokerdesk.modules.cashier.services import Purchase, charge_service
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.clients.types import ClientRow

from ..commerce_errors import (
    OfferNotFound,
    OrderClosed,
    OrderKeyReused,
    TooManyAttempts,
    TrialUsed,
)
from ..commerce_locks import lock_buyer
from ..events import OrderEnded, OrderPaid
from ..locks import lock_order
from ..models import Attempt, Order
from ..terms import read_terms
from ..types import FINAL, OrderKind, OrderState, ProgrammeKind
from .checkout import Quote, Wish, quote
from .coupons import count_use
from .offering import still_offered
from .opening import open_what_was_bought

log = logging.getLogger(__name__)

INCOME = "prop_fees"
SERVICE = "prop"


@dataclass(frozen=True, slots=True)
class Sale:
    """How an order is taken. key: the same key and wish give the same order."""

    key: str
    auto_pay: bool = True
    pay_now: bool = False


@transaction.atomic
def create_order(client_id: str, wish: Wish, sale: Sale, *, actor: Actor, at: datetime) -> Order:
    """Order a programme; what costs nothing is paid at once.

    Locks: client; order, coupon and wallet where it is paid.
    Emits: OrderPaid where it is paid.
    Raises:
        TooManyAttempts, TrialUsed, OrderKeyReused: as named.
        NotForYou, OfferNotFound, ProductInvalid, AddOnInvalid, CouponInvalid: as of `quote`.
        InsufficientFunds: it was to be paid now and the wallet does not suffice.
    """
    client = client_of(client_id)
    lock_buyer(client.pk)
    known = find_by_key(client.pk, sale.key)
    if known is not None:
        _check_same(known, wish)
        return known
    offer = quote(client, wish, at=at)
    sort = ProgrammeKind(offer.version.programme.kind)
    if sort is ProgrammeKind.COMPETITION:
        raise OfferNotFound(_("join the competition itself"), field="programme_id")
    kind = OrderKind.TRIAL if sort is ProgrammeKind.TRIAL else OrderKind.CHALLENGE
    check_room(client, offer, kind)
    return place(client, offer, kind, sale, actor=actor, at=at)


def place(
    client: ClientRow, offer: Quote, kind: OrderKind, sale: Sale, *, actor: Actor, at: datetime,
    **more: Any,
) -> Order:  # fmt: skip
    """Keep an order of a locked client, and pay it where nothing is left to wait for.

    more: other columns; `expires_at` may only shorten the time to pay.
    """
    latest = at + timedelta(hours=read_terms(offer.terms).pay_within_hours)
    expires_at = min(more.pop("expires_at", latest), latest)
    order = Order.objects.create(
        brand_id=client.brand_pk,
        client_id=client.pk,
        version=offer.version,
        kind=kind,
        document=offer.document,
        terms=offer.terms,
        fingerprint=offer.fingerprint,
        product_id=offer.product_id,
        addons=list(offer.addons),
        coupon=offer.coupon,
        lines=[line.row() for line in offer.price.lines],
        price=offer.price.total,
        currency=offer.price.currency,
        auto_pay=sale.auto_pay,
        key=sale.key,
        created_at=at,
        expires_at=expires_at,
        **more,
    )
    if not order.price or sale.pay_now:
        return pay_order(order.public_id, actor=actor, at=at)
    return order


def find_by_key(client_pk: int, key: str) -> Order | None:
    """The order that a client made by a key."""
    return Order.objects.filter(client_id=client_pk, key=key).first() if key else None


def _check_same(order: Order, wish: Wish) -> None:
    coupon = order.coupon.code if order.coupon else ""
    kept = (
        order.version.programme.public_id, order.product_id, tuple(order.addons), coupon
    )  # fmt: skip
    given = (
        wish.programme_id, wish.product_id, tuple(sorted(wish.addons)), wish.coupon.strip().upper()
    )  # fmt: skip
    if kept != given or order.of_attempt_id or order.competition_id:
        raise OrderKeyReused(_("this key was used for another order"), field="key")


def check_room(client: ClientRow, offer: Quote, kind: OrderKind) -> None:
    """Refuse a locked client who has as much of it as he may.

    Raises:
        TooManyAttempts, TrialUsed: as named.
    """
    taken = (OrderState.AWAITING_PAYMENT, OrderState.PAID)
    orders = Order.objects.filter(client_id=client.pk)
    if kind is OrderKind.TRIAL and orders.filter(kind=kind, state__in=taken).exists():
        raise TrialUsed(_("you had your free trial already"))
    most = read_terms(offer.terms).max_active
    if most is None:
        return
    same = {"version__programme_id": offer.version.programme_id}
    waiting = orders.filter(**same, state=OrderState.AWAITING_PAYMENT, of_attempt=None).count()
    running = Attempt.objects.filter(
        client_id=client.pk, order__version__programme_id=offer.version.programme_id
    ).exclude(state__in=FINAL)
    if waiting + running.count() >= most:
        raise TooManyAttempts(_("%(most)s at once is the most") % {"most": most})


@transaction.atomic
def pay_order(order_id: str, *, actor: Actor, at: datetime, deposit_id: str = "") -> Order:
    """Pay an order from the client's wallet, and begin what was bought.

    Locks: order, attempt of a second chance, coupon, wallet account.
    Posts: available -> prop fees.
    Emits: OrderPaid; ServicePurchased where it has a price.
    Raises:
        OrderClosed: it was paid, cancelled, its time is over, or it is not offered any more.
        CouponInvalid: the coupon's last use went to another.
        InsufficientFunds: the wallet does not suffice.
    """
    order = lock_order(order_id)
    if order.state != OrderState.AWAITING_PAYMENT or (order.expires_at and order.expires_at <= at):
        raise OrderClosed(_("the order cannot be paid any more"))
    if not still_offered(order, at=at):
        raise OrderClosed(_("what was ordered is not offered for this challenge any more"))
    if order.coupon_id is not None:
        count_use(order.coupon_id, order.client_id)
    if order.price:
        order.deposit_id = deposit_id or newest_credited(order.client_id, order.currency)
        charge_service(purchase_of(order), actor=actor, at=at)
    order.state, order.paid_at = OrderState.PAID, at
    order.save(update_fields=["state", "paid_at", "deposit_id"])
    emit(
        OrderPaid(
            order_id=order.public_id, client_id=order.client.public_id, kind=order.kind,
            amount=order.price, currency=order.currency,
        ),
        aggregate=f"prop_order:{order.public_id}", brand_id=order.brand_id, actor=actor,
    )  # fmt: skip
    open_what_was_bought(order, at=at)
    return order


def purchase_of(order: Order) -> Purchase:
    """An order as the cashier books it."""
    return Purchase(
        id=order.public_id,
        service=SERVICE,
        client_id=order.client.public_id,
        amount=order.price,
        currency=order.currency,
        income=INCOME,
    )


@transaction.atomic
def cancel_order(order_id: str, *, actor: Actor, at: datetime, reason: str = "") -> Order:
    """Give up an order that was not paid.

    Locks: order.
    Emits: OrderEnded.
    Raises:
        OrderClosed: it was paid, or is closed.
    """
    order = lock_order(order_id)
    if order.state != OrderState.AWAITING_PAYMENT:
        raise OrderClosed(_("only an order that waits for its payment can be cancelled"))
    close_order(order, OrderState.CANCELLED, at=at, reason=reason)
    tell_ended(order, actor)
    return order


def close_order(order: Order, state: OrderState, *, at: datetime, reason: str = "") -> Order:
    """End a locked order."""
    order.state, order.ended_at, order.end_reason = state, at, reason[:300]
    order.save(update_fields=["state", "ended_at", "end_reason"])
    return order


def tell_ended(order: Order, actor: Actor) -> None:
    """Emit that an order ended otherwise than by a refund."""
    emit(
        OrderEnded(
            order_id=order.public_id, client_id=order.client.public_id, kind=order.kind,
            amount=order.price, currency=order.currency, state=str(order.state),
        ),
        aggregate=f"prop_order:{order.public_id}", brand_id=order.brand_id, actor=actor,
    )  # fmt: skip


def expire_orders(*, at: datetime, limit: int = 500) -> int:
    """End orders whose time to pay is over; each in a transaction of its own.

    Emits: OrderEnded for each.
    """
    due = Order.objects.filter(state=OrderState.AWAITING_PAYMENT, expires_at__lte=at)
    found = list(due.order_by("expires_at").values_list("public_id", flat=True)[:limit])
    return sum(each(found, lambda order_id: _expire(order_id, at=at)))


@transaction.atomic
def _expire(order_id: str, *, at: datetime) -> bool:
    order = lock_order(order_id)
    if order.state != OrderState.AWAITING_PAYMENT:
        return False
    close_order(order, OrderState.EXPIRED, at=at)
    tell_ended(order, SYSTEM)
    return True


def pay_waiting(client_id: str, currency: str, *, deposit_id: str, at: datetime) -> list[str]:
    """Pay a client's waiting orders, oldest first, while the wallet suffices.

    An order that cannot be paid any more is passed over and waits for him, who is told why when
    he pays it himself: its coupon is used up, the second chance gone, the platform out of use.
    """
    client = client_of(client_id)
    waiting = Order.objects.filter(
        client_id=client.pk, currency=currency, auto_pay=True,
        state=OrderState.AWAITING_PAYMENT, expires_at__gt=at,
    )  # fmt: skip
    paid: list[str] = []
    for order in waiting.order_by("pk"):
        if not _suffices(client.pk, currency, order.price):
            break
        try:
            pay_order(order.public_id, actor=SYSTEM, at=at, deposit_id=deposit_id)
        except InsufficientFunds:
            break
        except DomainError as refused:
            log.info("order %s was not paid: %s", order.public_id, refused)
            continue
        paid.append(order.public_id)
    return paid


def _suffices(client_pk: int, currency: str, price: Decimal) -> bool:
    return wallet(client_pk, currency).available >= price
