"""What the platform answered about a reward's profit: at once, late, otherwise, or not at all.

Whatever order its answers come in, a reward is paid once, and a profit that left the account
without being paid is put back.
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ...commerce_locks import lock_payout
from ...events import PayoutTroubled
from ...models import Payout
from ...types import OrderState
from ..money_back import money_went_back
from ..telling import tell_staff
from .paying import BACK, PURPOSE, give_back, pay_taken
from .telling import tell_decided

IN_FLIGHT = ("approved", "unresolved")
UNDECIDED = ("review", "escalated", "unresolved")
_NOT_TO_BE_PAID = {
    OrderState.CHARGED_BACK: _("its order was charged back: reject it, and the profit is put back"),
    OrderState.REFUNDED: _("its order was refunded: reject it, and the profit is put back"),
}


def payout_of_operation(operation_id: str, purpose: str) -> str | None:
    """The reward that a platform operation belongs to; None: it is of no reward."""
    if purpose == PURPOSE:
        of = Q(operation_id=operation_id) | Q(former__contains=[operation_id])
    elif purpose == BACK:
        of = Q(returned__contains=[{"by": operation_id}])
    else:
        return None
    rows = Payout.objects.filter(of).order_by("pk")
    return rows.values_list("public_id", flat=True).first()


@transaction.atomic
def profit_taken(payout_id: str, operation_id: str, *, at: datetime) -> None:
    """Pay an approved reward whose deal on the platform is known; once.

    One whose order was charged back or refunded meanwhile is held for staff, with what was taken.
    What an operation took that was believed refused is kept for a reward that is still looked at,
    and put back where another operation took its place, or nothing is to be paid.
    Locks: order, attempt, reward, wallet account; trading account where it is put back.
    Posts, emits: as `pay_taken`.
    """
    payout = lock_payout(payout_id)
    if payout.operation_id == operation_id:
        gone = money_went_back(payout.attempt)
        if payout.state in IN_FLIGHT and gone is not None:
            _hold_back(payout, gone)
        elif payout.state in IN_FLIGHT:
            pay_taken(payout, at=at)
    elif operation_id in payout.former and payout.taken != operation_id:
        _taken_late(payout, operation_id, at)


def _hold_back(payout: Payout, gone: OrderState) -> None:
    """Keep what was taken for a reward that is not to be paid; rejecting it puts it back."""
    payout.taken, payout.operation_id = payout.operation_id, ""
    payout.former = [*payout.former, payout.taken]
    payout.state, payout.assessed_by, payout.approved_by = "review", "", ""
    payout.reason = Marked(_NOT_TO_BE_PAID[gone])
    payout.save()
    tell_decided(payout, actor=SYSTEM)
    tell_staff(payout.attempt, PayoutTroubled, actor=SYSTEM, payout_id=payout.public_id)


def _taken_late(payout: Payout, operation_id: str, at: datetime) -> None:
    if payout.state not in UNDECIDED or payout.operation_id or payout.taken:
        give_back(payout, operation_id, at=at)
        return
    payout.taken = operation_id
    if payout.state == "unresolved":
        payout.state = "review"
    payout.reason = Marked(_("the platform gave the profit up late: it is paid once approved"))
    payout.save(update_fields=["taken", "state", "reason"])
    tell_decided(payout, actor=SYSTEM)


@transaction.atomic
def profit_refused(payout_id: str, operation_id: str, reason: str) -> None:
    """Give a reward back to review whose operation the platform refused: nothing was paid.

    Locks: order, attempt, reward.
    Emits: PayoutDecided.
    """
    payout = lock_payout(payout_id)
    if payout.operation_id == operation_id and payout.state in IN_FLIGHT:
        payout.former = [*payout.former, operation_id]
        payout.operation_id = ""
    elif payout.operation_id or payout.state != "unresolved":
        return
    payout.state, payout.reason = "review", reason
    payout.assessed_by = payout.approved_by = ""
    payout.save()
    tell_decided(payout, actor=SYSTEM)


@transaction.atomic
def profit_in_doubt(payout_id: str, operation_id: str, cause: str, difference_id: str) -> None:
    """Hold a reward of which nobody knows whether the platform gave its profit up.

    A person decides: on the difference where one is named, else on the reward.
    Locks: order, attempt, reward.
    Emits: PayoutDecided.
    """
    payout = lock_payout(payout_id)
    current = payout.operation_id == operation_id and payout.state in IN_FLIGHT
    late = not payout.operation_id and payout.state in UNDECIDED and not payout.taken
    if not current and not late:
        name_trouble(payout, cause)
        return
    payout.state, payout.reason = "unresolved", cause
    payout.figures = payout.figures | {"difference": difference_id, "doubt": operation_id}
    payout.save(update_fields=["state", "reason", "figures"])
    tell_decided(payout, actor=SYSTEM)


@transaction.atomic
def profit_corrected(payout_id: str, operation_id: str, before: Decimal, after: Decimal) -> None:
    """Note that the platform shows another amount than a reward's operation settled at.

    Profit that is back on the account before it was paid is not taken any more; all else is
    staff's to clear up.
    Locks: order, attempt, reward.
    """
    payout = lock_payout(payout_id)
    if payout.taken == operation_id and payout.state in UNDECIDED and not after:
        payout.taken, payout.reason = "", Marked(_("the platform took the profit back"))
        payout.save(update_fields=["taken", "reason"])
        return
    name_trouble(
        payout,
        Marked(
            _("the platform carries %(shown)s instead of %(was)s"),
            shown=f"{after.normalize():f}", was=f"{before.normalize():f}",
        ),
    )  # fmt: skip


@transaction.atomic
def return_failed(payout_id: str, reason: str) -> None:
    """Note that the platform did not put a profit back.

    Locks: order, attempt, reward.
    """
    payout = lock_payout(payout_id)
    said = Marked(_("the profit was not put back on the account: %(reason)s"), reason=reason)
    name_trouble(payout, said)


def name_trouble(payout: Payout, said: str) -> None:
    """Show staff what a locked reward needs; no other reward of the account is asked for till then.

    Emits: PayoutTroubled.
    """
    payout.trouble = said
    payout.save(update_fields=["trouble"])
    attempt = payout.attempt
    tell_staff(attempt, PayoutTroubled, actor=SYSTEM, payout_id=payout.public_id)
