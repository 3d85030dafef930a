"""Orders for others."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..errors import PropOrderNotFound
from ..models import Order


def orders() -> QuerySet[Order]:
    """All orders with what shows them."""
    return Order.objects.select_related(
        "client", "version__programme", "coupon", "of_attempt", "competition"
    ).prefetch_related("attempts")


def order(order_id: str) -> Order:
    """One order.

    Raises:
        PropOrderNotFound: there is none.
    """
    found = orders().filter(public_id=order_id).first()
    if found is None:
        raise PropOrderNotFound(_("there is no such order"))
    return found
