"""Whether the price of a challenge was given back, or taken back."""

from django.db.models import Q

from ..models import Attempt, Order
from ..types import OrderKind, OrderState


def money_went_back(attempt: Attempt) -> OrderState | None:
    """How the price of an attempt went back: nothing is paid then. None: it did not.

    Its resets and extensions count, and those of what was merged into it. A charge-back comes
    before a refund, which the house itself decided.
    """
    gone = Order.objects.filter(state__in=(OrderState.CHARGED_BACK, OrderState.REFUNDED))
    whole = _with_merged(attempt)
    again = Q(of_attempt__in=whole, kind__in=(OrderKind.RESET, OrderKind.EXTENSION))
    found = gone.filter(Q(attempts__in=whole) | again).order_by("state")
    state = found.values_list("state", flat=True).first()
    return None if state is None else OrderState(state)


def _with_merged(attempt: Attempt) -> set[int]:
    """An attempt's key, and those of all that were merged into it."""
    found = fresh = {attempt.pk}
    while fresh:
        rows = Attempt.objects.filter(merged_into__in=fresh).values_list("pk", flat=True)
        fresh = set(rows) - found
        found |= fresh
    return found
