"""Appeals: a trader contests a decision of his, staff answer, the verdict stands or is changed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.words import words

from ..appeal_mail import tell_trader
from ..errors import AppealClosed, AppealExists, AppealNotFound, AppealTooLate, DecisionNotFound
from ..events import AppealChanged
from ..locks import lock_appeal
from ..models import Appeal, Decision, Override
from ..terms import read_terms
from ..types import AppealState, DecisionType, OverrideKind
from .telling import tell

APPEALABLE = frozenset({DecisionType.BREACH, DecisionType.HELD, DecisionType.EXPIRED})
UNDECIDED = frozenset({AppealState.OPEN, AppealState.ANSWERED})
_AGAINST = frozenset({OverrideKind.CONFIRM, OverrideKind.FAIL})


def appeal_until(decision: Decision) -> datetime:
    """Until when a trader may contest a decision, by his terms."""
    days = read_terms(decision.stage.attempt.terms).appeal_days
    return decision.at + timedelta(days=days)


@transaction.atomic
def open_appeal(
    decision_id: str, claim: str, *, client_pk: int, actor: Actor, at: datetime
) -> Appeal:
    """Contest a breach, what is held, or an expiry.

    Emits: AppealChanged.
    Raises:
        DecisionNotFound: it is none of his, or nothing that can be contested.
        AppealTooLate: his terms give him fewer days.
        AppealExists: one is open.
    """
    rows = Decision.objects.select_related("stage__attempt__client")
    decision = rows.filter(public_id=decision_id, stage__attempt__client_id=client_pk).first()
    if decision is None or decision.type not in APPEALABLE:
        raise DecisionNotFound(_("there is no such decision"))
    if at > appeal_until(decision):
        raise AppealTooLate(_("it is too late: the days for an appeal are over"))
    try:
        with transaction.atomic():
            row = Appeal.objects.create(
                decision=decision, claim=claim, opened_at=at, due_at=due_from(at)
            )
    except IntegrityError:
        raise AppealExists(_("you have contested this decision already")) from None
    _say(row, "opened", actor)
    return row


def due_from(at: datetime) -> datetime:
    """Until when staff should answer what was said at an instant."""
    return at + timedelta(days=settings.DISPUTE_ANSWER_DAYS)


@transaction.atomic
def say(appeal_id: str, text: str, *, by_trader: bool, actor: Actor, at: datetime) -> Appeal:
    """Write a word. The first of staff answers it; the trader's asks again.

    Locks: appeal.
    Emits: AppealChanged.
    Raises:
        AppealClosed: it was decided.
    """
    row = _undecided(appeal_id)
    _message(row, text, by_trader, actor, at)
    if by_trader:
        row.state, row.due_at = AppealState.OPEN, due_from(at)
    else:
        row.state = AppealState.ANSWERED
        _answered(row, actor, at)
    row.save()
    _say(row, "asked" if by_trader else "answered", actor)
    if not by_trader:
        tell_trader(row, "appeal_answered", text=text)
    return row


@transaction.atomic
def take(appeal_id: str, *, actor: Actor) -> Appeal:
    """Make oneself the owner of an appeal.

    Locks: appeal.
    Emits: AppealChanged.
    """
    row = _undecided(appeal_id)
    row.owner, row.owner_name = actor.ref, actor.label
    row.save(update_fields=["owner", "owner_name"])
    _say(row, "taken", actor)
    return row


@transaction.atomic
def uphold(appeal_id: str, reason: str, *, actor: Actor, at: datetime) -> Appeal:
    """Decide that the verdict stands, and say why.

    Locks: appeal.
    Emits: AppealChanged.
    Raises:
        AppealClosed: it was decided.
    """
    row = _undecided(appeal_id)
    _message(row, reason, False, actor, at)
    _answered(row, actor, at)
    _close(row, AppealState.UPHELD, actor, at)
    tell_trader(row, "appeal_upheld", text=reason)
    return row


@transaction.atomic
def withdraw(appeal_id: str, *, client_pk: int, actor: Actor, at: datetime) -> Appeal:
    """Take an appeal back, by the trader who opened it.

    Locks: appeal.
    Emits: AppealChanged.
    Raises:
        AppealClosed: it was decided.
    """
    row = _undecided(appeal_id)
    if row.decision.stage.attempt.client_id != client_pk:
        raise AppealNotFound(_("there is no such appeal"))
    _close(row, AppealState.WITHDRAWN, actor, at)
    return row


def settle(override: Override, *, actor: Actor, at: datetime) -> None:
    """Close the appeal that an override answers, once that is carried out.

    Locks: appeal.
    Emits: AppealChanged.
    """
    if override.appeal is None:
        return
    row = lock_appeal(override.appeal.public_id)
    if row.state not in UNDECIDED:
        return
    _message(row, override.reason, False, actor, at)
    _answered(row, actor, at)
    upheld = override.kind in _AGAINST
    _close(row, AppealState.UPHELD if upheld else AppealState.OVERTURNED, actor, at)
    tell_trader(row, "appeal_upheld" if upheld else "appeal_overturned", text=override.reason)


def _undecided(appeal_id: str) -> Appeal:
    row = lock_appeal(appeal_id)
    if row.state not in UNDECIDED:
        raise AppealClosed(_("the appeal's state is “%(state)s”") % {"state": words(row.state)})
    return row


def _answered(row: Appeal, actor: Actor, at: datetime) -> None:
    row.answered_at = row.answered_at or at
    if not row.owner:
        row.owner, row.owner_name = actor.ref, actor.label


def _message(row: Appeal, text: str, by_trader: bool, actor: Actor, at: datetime) -> None:
    said = {
        "by_trader": by_trader,
        "author": actor.ref,
        "author_name": actor.label,
        "text": text,
        "at": at.isoformat(),
    }
    row.messages = [*row.messages, said]


def _close(row: Appeal, state: AppealState, actor: Actor, at: datetime) -> None:
    row.state, row.closed_at = state, at
    row.save()
    _say(row, str(state), actor)


def _say(row: Appeal, action: str, actor: Actor) -> None:
    attempt = row.decision.stage.attempt
    record(
        f"prop.appeal_{action}",
        subject=row.public_id,
        actor=actor,
        brand_id=attempt.brand_id,
        after={"state": str(row.state), "decision": row.decision.public_id},
    )
    tell(attempt, AppealChanged, actor=actor, appeal_id=row.public_id, state=str(row.state))
