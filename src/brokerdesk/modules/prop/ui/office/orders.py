"""Orders of challenges: what was bought, what it came to, refunds by two people."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require, scoped
from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.ui import (
    ListPage,
    Nav,
    UiRequest,
    counter,
    page,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.columns import CodeColumn, MoneyColumn, StateColumn, WhenColumn
from brokerdesk.core.ui.days import days
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import actor_names

from ...models import Attempt, Order
from ...queries.orders import orders as all_orders
from ...services.orders import cancel_order
from ...services.refunds import approve_refund, decline_refund, propose_refund, refund_order
from ...types import AttemptState, OrderKind, OrderState
from .acts import Act, Place, register_act, register_button
from .reach import GROUP, LIVE, ORDER, VIEW, may, the_row

UNTRADED = (AttemptState.PROVISIONING, AttemptState.READY)
Values = dict[str, Any]


class OrderFilter(filters.FilterSet):
    """Orders by kind and state; refunds that wait for a second person."""

    state = filters.ChoiceFilter(choices=choices(OrderState), label=_("State"))
    kind = filters.ChoiceFilter(choices=choices(OrderKind), label=_("Kind"))
    refund = filters.ChoiceFilter(
        choices=[("yes", _("Yes"))], method="only_proposed", label=_("Refund proposed")
    )
    created_at = filters.DateFromToRangeFilter(label=_("Ordered"), widget=days())

    class Meta:
        model = Order
        fields = ("state", "kind")

    def only_proposed(self, rows: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        return rows.filter(_PROPOSED)


_PROPOSED = Q(state=OrderState.PAID) & ~Q(refund_by="")


class OrderTable(tables.Table):
    """Orders, newest first."""

    created_at = WhenColumn(verbose_name=_("Ordered"))
    client = tables.Column(verbose_name=_("Client"), orderable=False)
    programme = tables.Column(
        accessor="version__programme__title", verbose_name=_("Programme"), orderable=False
    )
    kind = CodeColumn(verbose_name=_("Kind"))
    coupon = tables.Column(accessor="coupon__code", verbose_name=_("Coupon"), orderable=False)
    price = MoneyColumn(verbose_name=_("Price"))
    refunded = MoneyColumn(verbose_name=_("Given back"), orderable=False)
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = Order
        fields = (
            "created_at", "client", "programme", "kind", "coupon", "price", "refunded", "state",
        )  # fmt: skip
        order_by = "-created_at"

    def render_client(self, record: Order) -> str:
        return format_html('<a href="{}">{}</a>', to_order(record.public_id), record.client)

    def value_client(self, record: Order) -> str:
        return str(record.client)


def orders(request: UiRequest, permission: str = VIEW) -> QuerySet[Order]:
    """Orders on which the actor holds a permission."""
    return scoped(request.actor, permission, all_orders())


def search_orders(rows: QuerySet[Order], text: str) -> QuerySet[Order]:
    """Orders by id, client's name or mail, coupon."""
    return rows.filter(
        Q(public_id=text)
        | Q(client__email__icontains=text)
        | Q(client__last_name__icontains=text)
        | Q(coupon__code__iexact=text)
    )


def to_order(order_id: str) -> str:
    """The page of an order."""
    return url("backoffice", "prop.order", order_id=order_id)


def the_order(request: UiRequest, order_id: str, permission: str) -> Order:
    """One order on which the actor holds a permission.

    Raises:
        NotFound: there is none, or not for him.
    """
    found = the_row(request, orders(request), order_id)
    require(request.actor, permission, brand_id=found.brand_id)
    return found


register_list(
    ListPage(
        surface="backoffice",
        path="prop/orders/",
        name="prop.orders",
        title=_("Orders of challenges"),
        permission=VIEW,
        nav=Nav(GROUP, 35, icon="receipt"),
        queryset=orders,
        table=OrderTable,
        filterset=OrderFilter,
        search=search_orders,
        live=LIVE,
        empty=_("Nothing was ordered yet"),
    )
)


@counter(
    "prop_refunds",
    title=_("Refunds of challenges that wait for a second person"),
    url_name="prop.orders",
    permission=ORDER,
    live=LIVE,
)
def refunds(request: UiRequest) -> int:
    """Proposed refunds."""
    return orders(request, ORDER).filter(_PROPOSED).order_by().count()


@page(
    "backoffice", "prop/orders/<str:order_id>/", name="prop.order", title=_("Order"),
    permission=VIEW, live=LIVE,
)  # fmt: skip
def order_page(request: UiRequest, order_id: str) -> HttpResponse:
    """What was bought for how much, and what came of it."""
    found = the_order(request, order_id, VIEW)
    manages, paid = may(request, ORDER, found.brand_id), found.state == OrderState.PAID
    mine = person_behind(found.refund_by) == person_behind(request.actor.ref)
    began = Attempt.objects.filter(order=found).exclude(state__in=UNTRADED).exists()
    traded = began or found.of_attempt_id is not None
    context = {
        "order": found,
        "attempts": [one for one in (*found.attempts.all(), found.of_attempt) if one],
        "refund_name": actor_names([found.refund_by]).get(found.refund_by, ""),
        "may_refund": manages and paid and not traded,
        "may_propose": manages and paid and traded and not found.refund_by,
        "may_decide": manages and paid and bool(found.refund_by) and not mine,
        "may_cancel": manages and found.state == OrderState.AWAITING_PAYMENT,
    }
    return render_page(request, "prop/office/order.html", context)


def _refund(request: UiRequest, order: Order, values: Values) -> str:
    refund_order(order.public_id, reason=values["reason"], actor=request.actor, at=now())
    return _t("The price is back in the wallet; the challenge has ended.")


def _propose(request: UiRequest, order: Order, values: Values) -> str:
    propose_refund(order.public_id, reason=values["reason"], actor=request.actor, at=now())
    return _t("Proposed: a colleague has to approve it.")


def _decline(request: UiRequest, order: Order, values: Values) -> str:
    decline_refund(order.public_id, reason=values["reason"], actor=request.actor)
    return _t("Declined: the order stays as it is.")


def _cancel(request: UiRequest, order: Order, values: Values) -> str:
    cancel_order(order.public_id, actor=request.actor, at=now(), reason=values["reason"])
    return _t("Cancelled.")


def _approve(request: UiRequest, order: Order, values: Values) -> str:
    approve_refund(order.public_id, actor=request.actor, at=now())
    return ""


PLACE = Place("prop/orders/", "order_id", the_order, to_order)
_GIVES_BACK = _("The price goes back to the wallet, the challenge ends, no reward of it is paid.")
for path, title, act, intro in (
    ("refund", _("Refund an order"), _refund, _GIVES_BACK),
    ("propose-refund", _("Propose a refund"), _propose, _GIVES_BACK),
    ("decline-refund", _("Decline a refund"), _decline, ""),
    ("cancel", _("Cancel an order"), _cancel, ""),
):
    name = f"prop.order_{path.replace('-', '_')}"
    register_act(
        Act(place=PLACE, path=path, name=name, title=title, permission=ORDER, act=act, intro=intro)
    )
register_button(
    Act(
        place=PLACE,
        path="approve-refund",
        name="prop.order_approve_refund",
        title=_("Approve a refund"),
        permission=ORDER,
        act=_approve,
        intro=_("Refunded: the price is back in the wallet."),
    )
)
