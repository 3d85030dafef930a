"""What a trader may open: his own, and what his brand offers."""

from typing import Final

from django.utils.translation import gettext as _t

from brokerdesk.core.ui import UiRequest, url

from ...commerce_errors import PayoutNotFound
from ...errors import AttemptNotFound, PropOrderNotFound
from ...models import Attempt, Order, Payout
from ...queries.orders import orders
from ...queries.payouts import payouts

LIVE: Final = ("prop.", "deal.", "account.")
MONEY: Final = ("prop.", "deposit.", "transfer.", "withdrawal.")


def own_attempt(request: UiRequest, attempt_id: str) -> Attempt:
    """A trader's own challenge; another's looks as if it were not there.

    Raises:
        AttemptNotFound: as said.
    """
    rows = Attempt.objects.select_related("client", "order__version__programme", "order__coupon")
    found = rows.filter(public_id=attempt_id, client_id=request.client.pk).first()
    if found is None:
        raise AttemptNotFound(_t("There is no such challenge."))
    return found


def own_order(request: UiRequest, order_id: str) -> Order:
    """A trader's own order.

    Raises:
        PropOrderNotFound: it is not there, or another's.
    """
    found = orders().filter(public_id=order_id, client_id=request.client.pk).first()
    if found is None:
        raise PropOrderNotFound(_t("There is no such order."))
    return found


def own_payout(request: UiRequest, payout_id: str) -> Payout:
    """A trader's own reward.

    Raises:
        PayoutNotFound: it is not there, or another's.
    """
    rows = payouts().filter(attempt__client_id=request.client.pk)
    found = rows.filter(public_id=payout_id).first()
    if found is None:
        raise PayoutNotFound(_t("There is no such reward."))
    return found


def to_attempt(attempt_id: str) -> str:
    """The page of a challenge."""
    return url("portal", "prop.portal_attempt", attempt_id=attempt_id)


def to_order(order_id: str) -> str:
    """The page of an order."""
    return url("portal", "prop.portal_order", order_id=order_id)
