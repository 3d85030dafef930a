"""What ends a client's way by hand, or takes back what was paid for him."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _t

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.words import worded, words
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ...engine.cpa import Qualification as Status
from ...engine.cpa import State, clawed_back
from ...errors import QualificationDecided
from ...locks import lock_qualification
from ...models import Earning, Qualification
from ...types import EarningKind
from ..earnings import reverse_earning


@transaction.atomic
def claw_back(client_id: str, *, charged_at: datetime, reason: str, at: datetime) -> int:
    """Take back what was paid for a client and was not payable yet, once; return how many rows.

    A deposit of his was charged back or refunded then: `reason` is its state. What had become
    payable before stays.
    Locks: qualification, then as `reverse_earning`.
    """
    # One who is pending may be just being paid for: only under the lock is it known.
    rows = Qualification.objects.filter(
        client__public_id=client_id, state__in=(Status.PENDING, Status.QUALIFIED)
    )
    pk = rows.filter(clawed_at=None).values_list("pk", flat=True).first()
    if pk is None:
        return 0
    row = lock_qualification(pk)
    if row.state != Status.QUALIFIED or row.clawed_at is not None:
        return 0
    paid = Earning.objects.select_related("partner").filter(
        client_id=row.client_id, kind=EarningKind.CPA
    )
    taken = 0
    for earning in paid.order_by("pk"):
        state = State(Status.QUALIFIED, row.ended_at, earning.payable_at)
        back = clawed_back(state, earning.amount, charged_back_at=charged_at)
        if back and reverse_earning(
            earning, at=at, why={"reason": reason}, kind=EarningKind.CLAWBACK
        ):
            row.paid += back
            taken += 1
    if taken:
        row.clawed_at = at
        row.reason = Marked(_("taken back: %(reason)s"), reason=worded(reason))
        row.save(update_fields=["paid", "clawed_at", "reason"])
    return taken


@transaction.atomic
def reject(row_pk: int, *, reason: str, actor: Actor, at: datetime) -> Qualification:
    """Say that a client who has not qualified yet never will, and why.

    Locks: qualification.
    Raises:
        QualificationDecided: he has ended already.
    """
    row = lock_qualification(row_pk)
    if row.state != Status.PENDING:
        raise QualificationDecided(
            _t("the client's state is “%(state)s”") % {"state": words(row.state)}
        )
    row.state, row.ended_at = Status.REJECTED, at
    row.reason, row.decided_by = reason, actor.ref
    row.save(update_fields=["state", "ended_at", "reason", "decided_by"])
    record(
        "partners.qualification_rejected",
        subject=row.client.public_id,
        actor=actor,
        brand_id=row.partner.brand_id,
        after={"partner": row.partner.public_id},
        reason=reason,
    )
    return row
