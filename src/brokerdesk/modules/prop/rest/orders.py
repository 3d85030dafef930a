"""REST: orders, their payment and refund, second chances."""

from datetime import datetime
from typing import Any

from ninja import Status

from brokerdesk.core.rest import Amount, ApiRequest, In, Out, Page, money_post, paginate, scope
from brokerdesk.kit.clock import now

from ..models import Order
from ..queries.orders import order as order_of
from ..queries.orders import orders
from ..services.offering import Chance, chances_of
from ..services.orders import Sale, cancel_order, create_order, pay_order
from ..services.refunds import approve_refund, decline_refund, propose_refund, refund_order
from ..services.retries import order_chance
from ..types import OrderKind
from .catalogue import PriceLineOut, WishIn
from .shop import DECIDE, READ, WRITE, Reason, client_for, key_of, own_attempt, own_brand, r


class OrderIn(WishIn):
    """An order. pay_now: refused where the wallet does not suffice; else it waits for money."""

    pay_now: bool = False
    auto_pay: bool = True


class ReasonIn(In):
    """Why."""

    reason: Reason


class ChanceIn(In):
    """Which second chance: reset, retry or extension."""

    kind: OrderKind
    pay_now: bool = True


class ChanceOut(Out):
    """A second chance that is offered now; percent is of the fee."""

    kind: str
    percent: Amount


class OrderOut(Out):
    """An order. rules, terms: what the attempt is judged by for ever."""

    id: str
    client_id: str
    programme_id: str
    version_id: str
    kind: str
    state: str
    price: Amount
    refunded: Amount
    currency: str
    coupon: str
    addons: list[str]
    lines: list[PriceLineOut]
    fingerprint: str
    attempt_ids: list[str]
    of_attempt_id: str | None
    refund_waits: bool
    reason: str
    created_at: datetime
    expires_at: datetime | None
    paid_at: datetime | None
    ended_at: datetime | None


def order_out(row: Order) -> OrderOut:
    """An order as an answer; needs what `queries.orders.orders` joins."""
    names = (
        "kind", "state", "price", "refunded", "currency", "fingerprint", "created_at",
        "expires_at", "paid_at", "ended_at",
    )  # fmt: skip
    return OrderOut(
        id=row.public_id,
        client_id=row.client.public_id,
        programme_id=row.version.programme.public_id,
        version_id=row.version.public_id,
        coupon=row.coupon.code if row.coupon else "",
        addons=list(row.addons),
        lines=[PriceLineOut(**line) for line in row.lines],
        attempt_ids=[one.public_id for one in row.attempts.all()],
        of_attempt_id=row.of_attempt.public_id if row.of_attempt else None,
        refund_waits=bool(row.refund_by) and row.state == "paid",
        reason=row.end_reason,
        **{name: getattr(row, name) for name in names},
    )


def _own(request: ApiRequest, order_id: str) -> Order:
    row = order_of(order_id)
    own_brand(request, row.brand_id)
    return row


@r.get("/prop/orders", response=Page[OrderOut])
@scope(READ)
def list_orders(
    request: ApiRequest, client_id: str = "", state: str = "", cursor: str = "", limit: int = 50
) -> Page[OrderOut]:
    """List orders, newest first."""
    where: dict[str, Any] = {"client__public_id": client_id} if client_id else {}
    if state:
        where["state"] = state
    if request.brand_id is not None:
        where["brand_id"] = request.brand_id
    return paginate(orders().filter(**where), cursor, limit, out=order_out)


@r.get("/prop/orders/{order_id}", response=OrderOut)
@scope(READ)
def get_order(request: ApiRequest, order_id: str) -> OrderOut:
    """Read an order."""
    return order_out(_own(request, order_id))


@r.post("/prop/orders", response={201: OrderOut})
@scope(WRITE)
@money_post
def place_order(request: ApiRequest, body: OrderIn) -> Status[OrderOut]:
    """Order a programme for a client; it is paid from his wallet."""
    client_for(request, body.client_id)
    sale = Sale(key_of(request), auto_pay=body.auto_pay, pay_now=body.pay_now)
    row = create_order(body.client_id, body.wish(), sale, actor=request.actor, at=now())
    return Status(201, order_out(order_of(row.public_id)))


@r.post("/prop/orders/{order_id}/pay", response=OrderOut)
@scope(WRITE)
@money_post
def pay(request: ApiRequest, order_id: str) -> OrderOut:
    """Pay an order from the client's wallet; the attempt begins."""
    _own(request, order_id)
    pay_order(order_id, actor=request.actor, at=now())
    return order_out(order_of(order_id))


@r.post("/prop/orders/{order_id}/cancel", response=OrderOut)
@scope(WRITE)
@money_post
def cancel(request: ApiRequest, order_id: str) -> OrderOut:
    """Give up an order that was not paid."""
    _own(request, order_id)
    cancel_order(order_id, actor=request.actor, at=now())
    return order_out(order_of(order_id))


@r.post("/prop/orders/{order_id}/refund", response=OrderOut)
@scope(DECIDE)
@money_post
def refund(request: ApiRequest, order_id: str, body: ReasonIn) -> OrderOut:
    """Give the price back before the first trade; the attempt ends."""
    _own(request, order_id)
    refund_order(order_id, reason=body.reason, actor=request.actor, at=now())
    return order_out(order_of(order_id))


@r.post("/prop/orders/{order_id}/refund/propose", response=OrderOut)
@scope(DECIDE)
@money_post
def propose(request: ApiRequest, order_id: str, body: ReasonIn) -> OrderOut:
    """Propose to give the price back although trading began; another person approves."""
    _own(request, order_id)
    propose_refund(order_id, reason=body.reason, actor=request.actor, at=now())
    return order_out(order_of(order_id))


@r.post("/prop/orders/{order_id}/refund/approve", response=OrderOut)
@scope(DECIDE)
@money_post
def approve(request: ApiRequest, order_id: str) -> OrderOut:
    """Approve a refund that another person proposed."""
    _own(request, order_id)
    approve_refund(order_id, actor=request.actor, at=now())
    return order_out(order_of(order_id))


@r.post("/prop/orders/{order_id}/refund/decline", response=OrderOut)
@scope(DECIDE)
@money_post
def decline(request: ApiRequest, order_id: str, body: ReasonIn) -> OrderOut:
    """Refuse a refund that was proposed."""
    _own(request, order_id)
    decline_refund(order_id, reason=body.reason, actor=request.actor)
    return order_out(order_of(order_id))


@r.get("/prop/attempts/{attempt_id}/second-chances", response=list[ChanceOut])
@scope(READ)
def list_chances(request: ApiRequest, attempt_id: str) -> list[ChanceOut]:
    """List the resets, retries and extensions that an attempt may have now."""
    own_attempt(request, attempt_id)
    return [_chance_out(one) for one in chances_of(attempt_id, at=now())]


@r.post("/prop/attempts/{attempt_id}/second-chances", response={201: OrderOut})
@scope(WRITE)
@money_post
def take_chance(request: ApiRequest, attempt_id: str, body: ChanceIn) -> Status[OrderOut]:
    """Order a reset, a retry or an extension."""
    own_attempt(request, attempt_id)
    sale = Sale(key_of(request), pay_now=body.pay_now)
    row = order_chance(attempt_id, body.kind, sale, actor=request.actor, at=now())
    return Status(201, order_out(order_of(row.public_id)))


def _chance_out(one: Chance) -> ChanceOut:
    return ChanceOut(kind=str(one.kind), percent=one.percent)
