"""Second chances: paid reset, free or discounted retry, extension. Each is an order."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.modules.clients.queries import client as client_of

from ..commerce_errors import OrderKeyReused, SecondChanceRefused
from ..commerce_locks import lock_buyer
from ..models import Attempt, Order
from ..pricing import Part, PriceLine, price_of
from ..terms import read_terms
from ..types import OrderKind, OrderState
from .checkout import Quote
from .offering import Chance, chances
from .orders import Sale, find_by_key, place


@transaction.atomic
def order_chance(
    attempt_id: str, kind: OrderKind, sale: Sale, *, actor: Actor, at: datetime
) -> Order:
    """Order a second chance; what is free begins at once.

    Locks: client; then as `pay_order` where it is paid.
    Raises:
        SecondChanceRefused: it is not offered, or was taken.
        OrderKeyReused: the key was used for another order.
        InsufficientFunds: it was to be paid now and the wallet does not suffice.
    """
    attempt = Attempt.objects.select_related("order__version__programme").get(public_id=attempt_id)
    client = client_of(attempt.client_id)
    lock_buyer(client.pk)
    known = find_by_key(client.pk, sale.key)
    if known is not None:
        if (known.of_attempt_id, known.kind) != (attempt.pk, kind):
            raise OrderKeyReused(_("this key was used for another order"), field="key")
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
