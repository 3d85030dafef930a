"""People decide on cases: confirmed keeps what is held back, dismissed lets it go."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _t

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ...errors import CaseDecided
from ...locks import lock_case, lock_history
from ...models import ClientPartner, PartnerCase, SelfReferral
from ...types import CaseState
from ..holds import release_hold
from ..tree import assign_client
from .opening import tell_case
from .settling import settle_client


@transaction.atomic
def confirm_case(
    case_id: str, *, reason: str, detach: bool, actor: Actor, at: datetime
) -> PartnerCase:
    """Say that it is abuse: what is held back stays so; `detach` takes the client away as well.

    Locks: the case.
    Emits: PartnerCaseChanged; ClientDetached.
    Raises:
        CaseNotFound, CaseDecided.
    """
    case = _undecided(case_id)
    if detach and case.client is not None and _is_his(case, at):
        assign_client(
            case.client.public_id, "", actor=actor, at=at, reason=Marked(_("abuse confirmed"))
        )
    return _decide(case, CaseState.CONFIRMED, reason, actor, at)


def _is_his(case: PartnerCase, at: datetime) -> bool:
    links = ClientPartner.objects.filter(client=case.client, partner=case.partner)
    return links.filter(valid__contains=at).exists()


@transaction.atomic
def dismiss_case(case_id: str, *, reason: str, actor: Actor, at: datetime) -> PartnerCase:
    """Say that it is none: what was held back is let go, and what was zero for it is paid.

    Locks: the history, the case, hold.
    Posts: what deals that were zero as self-referral give, as `post_differences` does.
    Emits: PartnerCaseChanged, PayoutHeld, CommissionReversed.
    Raises:
        CaseNotFound, CaseDecided.
    """
    lock_history()
    case = _undecided(case_id)
    if case.hold is not None and case.hold.released_at is None:
        release_hold(case.hold.public_id, reason=reason, actor=actor, at=at)
    if case.client_id is not None and SelfReferral.objects.filter(case=case).delete()[0]:
        reason_given = Marked(_("no self-referral"))
        settle_client(case.client_id, case.opened_at, at=at, reason=reason_given)
    return _decide(case, CaseState.DISMISSED, reason, actor, at)


def _undecided(case_id: str) -> PartnerCase:
    case = lock_case(case_id)
    if case.state != CaseState.OPEN:
        raise CaseDecided(_t("this case was decided already"))
    return case


def _decide(
    case: PartnerCase, state: CaseState, reason: str, actor: Actor, at: datetime
) -> PartnerCase:
    case.state, case.answer = state, reason
    case.decided_by, case.decided_at = actor.ref, at
    case.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    record(
        f"partners.case_{state}",
        subject=case.public_id,
        actor=actor,
        brand_id=case.brand_id,
        after={"partner": case.partner.public_id, "rule": case.rule},
        reason=reason,
    )
    tell_case(case, actor)
    return case
