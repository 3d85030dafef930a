"""Deals in suspense that change on the platform: what people still have to say, or say again."""

from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..events import OperationNeedsReview
from ..models import Difference, Operation
from ..types import DifferenceClass
from .differences import GONE, Finding, about_before, open_differences, restate
from .operations import emit_operation

RAISED = (DifferenceClass.UNMATCHED, DifferenceClass.DUPLICATE)


def was_raised(difference: Difference) -> bool:
    """Say whether a difference's deal came into suspense and was raised there."""
    return _raised(difference).exists()


def follow_change(
    difference: Difference,
    operation: Operation | None,
    amounts: tuple[Decimal, Decimal],
    at: datetime,
) -> bool:
    """Let what is open about a deal in suspense follow its accepted change.

    amounts: what the deal had in suspense, and what it has there now. What was decided about the
    first stays; the rest is raised for people. Returns whether nothing is left to decide of what
    they had not decided yet.
    Emits: DifferenceClosed or DifferenceOpened; OperationNeedsReview.
    """
    before, now = amounts
    raised = _raised(difference)
    waiting = raised.filter(closed_at__isnull=True).select_for_update(no_key=True).first()
    if waiting is not None:
        restate(waiting, waiting.expected, now, at=at)
        return waiting.closed_at is not None
    if before != now:
        _raise_again(raised.order_by("-id")[0], operation, amounts, at)
    return False


def _raise_again(
    last: Difference,
    operation: Operation | None,
    amounts: tuple[Decimal, Decimal],
    at: datetime,
) -> None:
    before, now = amounts
    undecided = last.resolution == GONE
    bearer = operation if undecided and operation and operation.pk == last.operation_id else None
    finding = Finding(
        cls=DifferenceClass(last.cls),
        item=last.item,
        ticket=None,
        login=last.login,
        account_pk=last.account_id,
        currency=last.currency,
        expected=before,
        actual=now,
        detail=about_before(Marked(_("changed on the platform")), last.detail),
        deal_pk=last.deal_id,
        operation_pk=bearer.pk if bearer else None,
    )
    open_differences(last.server, [finding], at=at)
    if bearer and last.cls == DifferenceClass.UNMATCHED:
        found = Difference.objects.get(
            server=last.server, item=last.item, cls=last.cls, closed_at__isnull=True
        )
        emit_operation(
            OperationNeedsReview, bearer, cause=finding.detail[:200], difference_id=found.public_id
        )


def _raised(difference: Difference) -> QuerySet[Difference]:
    return Difference.objects.filter(server=difference.server, item=difference.item, cls__in=RAISED)
