"""What a change of the past does step by step: preview, look once more, post the differences.

Each step is one transaction that also notes where it ended, so that whoever is killed is followed
by another who goes on there. Preview and check amend the histories only inside what is rolled back.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _t

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.audit import record
from brokerdesk.core.events import Event, emit
from brokerdesk.core.texts import note
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError, InvalidInput
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.trading.queries import deals_by_pk

from ...events import ClientAttributed, ClientDetached, PartnerMoved, PlanVersionActivated
from ...locks import lock_history, lock_past_change, lock_tree, share_history
from ...models import PastChange, PastChangeLine, PlanVersion
from ...types import PastKind, PastState
from ..accruing import post_differences
from ..differences import find_differences
from ..earning import earns
from ..posting import new_batch
from .amending import Wish, carry_out
from .differing import Shift, folded, shifts
from .telling import tell

PART: Final = 1000
# Deals that share a cap per day are computed together: it is used up in their order.
MOST_CAPPED: Final = 100_000
_ALL: Final = 1 << 31


class _Undo(Exception):
    """Ends what is only tried: nothing of it stays."""


def advance(change_id: str) -> bool:
    """Do the next step of a change; gives whether there may be more.

    Locks: change; then, to amend, all accruing and the tree.
    Posts: as `post_differences`, one batch per step.
    Emits: PastChangeMoved, CommissionReversed, and the facts of the change of today.
    """
    with transaction.atomic():
        change = lock_past_change(change_id)
        step = _STEPS.get(PastState(change.state))
        if step is None:
            return False
        try:
            with transaction.atomic():
                step(change)
        except DomainError as error:
            change.refresh_from_db()
            if change.state == PastState.POSTING:
                raise  # the histories are amended: the rest is posted, or seen as failing
            change.state, change.answer = PastState.FAILED, note(error)
        change.save()
        tell(change)
    return change.state in _STEPS


def _preview(change: PastChange) -> None:
    """Compute the next deals, keep what differs; at the end it waits for a decision."""
    reach = Wish.of(change).reach()
    if not change.cursor:
        change.deals, change.last_deal = reach.count()
        change.rows.all().delete()
        change.lines, change.done, change.digest = 0, 0, ""
        if change.deals > MOST_CAPPED and Wish.of(change).capped():
            raise InvalidInput(
                _t("%(deals)s deals share a cap per day; %(most)s at most are computed together")
                % {"deals": change.deals, "most": MOST_CAPPED}
            )
    found, ended = _tried(change)
    PastChangeLine.objects.bulk_create([shift.line(change) for shift in found], batch_size=500)
    change.lines += len(found)
    change.digest = folded(change.digest, found)
    if ended:
        change.state = PastState.PROPOSED


def _check(change: PastChange) -> None:
    """Compute once more what was approved; amend when it is the same, else preview anew."""
    found, ended = _tried(change)
    change.checked = folded(change.checked, found)
    if not ended:
        return
    change.cursor, change.done = 0, 0
    if change.checked == change.digest:
        _amend(change)
        change.state = PastState.POSTING
        change.last_deal = Wish.of(change).reach().count()[1]
        return
    change.state, change.decided_by, change.decided_at = PastState.PREVIEWING, "", None
    change.answer = Marked(_("what differs changed since the approval: it is previewed anew"))


def _amend(change: PastChange) -> None:
    """Carry the change out: from here on deals are accrued by it."""
    lock_history()
    lock_tree(change.brand_id)
    wish = Wish.of(change)
    carry_out(wish, by=change.decided_by, reason=change.reason)
    record(
        "partners.past_carried_out",
        subject=change.public_id,
        actor=SYSTEM,
        brand_id=change.brand_id,
        after={"kind": change.kind, "subject": change.subject, "params": change.params},
        reason=str(change.reason),
    )
    _tell_fact(change)


def _post(change: PastChange) -> None:
    """Post what differs of the next deals, once; no case bars a client meanwhile."""
    share_history()
    pks, ended = _next(change)
    deals = [deal for deal in deals_by_pk(pks) if earns(deal)]
    if deals:
        post_differences(deals, batch_id=new_batch(), at=now(), reason=str(change.reason))
    if ended:
        change.state = PastState.POSTED


def _tried(change: PastChange) -> tuple[list[Shift], bool]:
    """What would differ of the next deals, and whether they are the last."""
    pks, ended = _next(change)
    deals = [deal for deal in deals_by_pk(pks) if earns(deal)]
    found: list[Shift] = []
    with suppress(_Undo), transaction.atomic():
        carry_out(Wish.of(change), by=change.proposed_by, reason=change.reason)
        found = shifts(find_differences(deals, batch_id=0, at=now()).changes)
        raise _Undo
    return found, ended


def _next(change: PastChange) -> tuple[list[int], bool]:
    """The next deals, and whether they are the last."""
    wish = Wish.of(change)
    limit = _ALL if wish.capped() else PART
    pks = wish.reach().following(change.cursor, change.last_deal, limit=limit)
    if pks:
        change.cursor = pks[-1]
        change.done += len(pks)
    return pks, len(pks) < limit


def _tell_fact(change: PastChange) -> None:
    """Emit what a change of today would; its instant is in the past."""
    found = _fact(change)
    if found is not None:
        event, aggregate = found
        emit(event, aggregate=f"{aggregate}:{change.subject}", brand_id=change.brand_id)


def _fact(change: PastChange) -> tuple[Event, str] | None:
    subject, params = change.subject, change.params
    match PastKind(change.kind):
        case PastKind.CLIENT if params.get("partner"):
            return ClientAttributed(partner_id=params["partner"], client_id=subject), "client"
        case PastKind.CLIENT:
            return ClientDetached(client_id=subject), "client"
        case PastKind.PARENT:
            return PartnerMoved(partner_id=subject, parent_id=params.get("parent")), "partner"
        case PastKind.PLAN_VERSION:
            newest = PlanVersion.objects.filter(plan__public_id=subject).latest("version")
            return PlanVersionActivated(plan_id=subject, plan_version=newest.version), "plan"
    return None


_STEPS: Final[dict[PastState, Callable[[PastChange], None]]] = {
    PastState.PREVIEWING: _preview,
    PastState.APPROVED: _check,
    PastState.POSTING: _post,
}
