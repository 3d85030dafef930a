"""A trader's orders: what was bought, how it is paid, what came of it."""

from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest, page, render_page, url
from brokerdesk.core.ui.acting import acted
from brokerdesk.core.ui.texts import entry_text
from brokerdesk.kit.clock import now
from brokerdesk.modules.cashier.queries import wallet

from ...models import Order
from ...queries.orders import orders
from ...services.orders import cancel_order, pay_order
from ...types import OrderState
from .reach import MONEY, own_order, to_order


def missing_for(order: Order) -> Decimal:
    """What the wallet lacks of an order's price."""
    held = wallet(order.client_id, order.currency).available
    return max(order.price - held, Decimal(0))


def to_deposit(missing: Decimal, currency: str) -> str:
    """The page on which what is missing is paid in."""
    asked = {"amount": entry_text(missing), "currency": currency}
    return f"{url('portal', 'cashier.deposit_new')}?{urlencode(asked)}"


@page("portal", "challenges/orders/", name="prop.portal_orders", title=_("Orders"), live=MONEY)
def orders_page(request: UiRequest) -> HttpResponse:
    """What he ordered, newest first."""
    rows = orders().filter(client_id=request.client.pk).order_by("-pk")[:100]
    return render_page(request, "prop/portal/orders.html", {"orders": rows})


@page(
    "portal", "challenges/orders/<str:order_id>/",
    name="prop.portal_order", title=_("Order"), live=MONEY,
)  # fmt: skip
def order_page(request: UiRequest, order_id: str) -> HttpResponse:
    """An order's price line by line, and the way on from here."""
    row = own_order(request, order_id)
    waits = row.state == OrderState.AWAITING_PAYMENT
    missing = missing_for(row) if waits else None
    context = {
        "head_live": "prop.",
        "order": row,
        "waits": waits,
        "missing": missing,
        "pay_in": to_deposit(missing, row.currency) if missing else "",
        "attempts": list(row.attempts.all()),
    }
    return render_page(
        request, "prop/portal/order.html", context, title=row.version.programme.title
    )


@page(
    "portal", "challenges/orders/<str:order_id>/pay/", name="prop.portal_order_pay", title=_("Pay"),
)  # fmt: skip
def pay_page(request: UiRequest, order_id: str) -> HttpResponse:
    """Pay an order from the wallet."""
    own = own_order(request, order_id)
    return acted(
        request,
        to_order(own.public_id),
        _t("Paid. Your account is being opened."),
        lambda: pay_order(own.public_id, actor=request.actor, at=now()),
    )


@page(
    "portal", "challenges/orders/<str:order_id>/cancel/",
    name="prop.portal_order_cancel", title=_("Cancel"),
)  # fmt: skip
def cancel_page(request: UiRequest, order_id: str) -> HttpResponse:
    """Give up an order that was not paid."""
    own = own_order(request, order_id)
    return acted(
        request,
        to_order(own.public_id),
        _t("The order is cancelled."),
        lambda: cancel_order(own.public_id, actor=request.actor, at=now()),
    )
