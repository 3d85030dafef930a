"""Disputes: a partner contests a line or a period, staff answer, accept or reject."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.words import words
from brokerdesk.kit.errors import InvalidInput

from ..errors import AccrualNotFound, DisputeClosed, DisputeExists, DisputeNotFound
from ..events import DisputeChanged
from ..locks import lock_dispute, lock_partner
from ..models import Accrual, Adjustment, Dispute, DisputeMessage, Partner
from ..notices import tell_partner
from ..queries.disputes import PENDING, stands
from ..types import DisputeState

MOST_OPEN = 100
UNDECIDED = frozenset({DisputeState.OPEN, DisputeState.ANSWERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a partner contests: a line (`accrual_id`), or a currency's period [since, until)."""

    text: str
    accrual_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    currency: str = ""
    expected: Decimal | None = None


@transaction.atomic
def open_dispute(partner_id: str, claim: Claim, *, actor: Actor, at: datetime) -> Dispute:
    """Contest a line, or all lines of a period.

    Locks: partner.
    Emits: DisputeChanged.
    Raises:
        AccrualNotFound: the line is not his, or a newer one took its place.
        DisputeExists: a dispute about this line is open, or he has as many open as one may.
        InvalidInput: the period is empty.
    """
    partner = lock_partner(partner_id)
    accrual = _line(partner, claim.accrual_id) if claim.accrual_id else None
    if accrual is None and not (claim.since and claim.until and claim.since < claim.until):
        raise InvalidInput(_("give a period that ends after it begins"), field="until")
    if Dispute.objects.filter(partner=partner, state__in=PENDING).count() >= MOST_OPEN:
        raise DisputeExists(_("%(most)s open disputes are the most") % {"most": MOST_OPEN})
    try:
        with transaction.atomic():
            dispute = Dispute.objects.create(
                partner=partner,
                accrual=accrual,
                since=None if accrual else claim.since,
                until=None if accrual else claim.until,
                claim=claim.text,
                expected=claim.expected,
                currency=accrual.currency if accrual else claim.currency,
                opened_at=at,
                due_at=due_from(at),
            )
    except IntegrityError:
        raise DisputeExists(_("a dispute about this line is open already")) from None
    _tell(dispute, "opened", actor)
    return dispute


def due_from(at: datetime) -> datetime:
    """Until when staff should answer what was said at an instant."""
    return at + timedelta(days=settings.DISPUTE_ANSWER_DAYS)


def _line(partner: Partner, accrual_id: str) -> Accrual:
    number = accrual_id.removeprefix("acr_")
    known = number.isdigit() and len(number) < 19
    row = Accrual.objects.filter(pk=int(number), partner=partner).first() if known else None
    if row is None:
        raise AccrualNotFound(_("there is no such accrual"))
    if not stands(row):
        raise AccrualNotFound(_("this line was reversed: contest the one that took its place"))
    return row


@transaction.atomic
def say(dispute_id: str, text: str, *, by_partner: bool, actor: Actor, at: datetime) -> Dispute:
    """Write a word in a dispute. The first of staff answers it; the partner's asks again.

    Locks: dispute.
    Emits: DisputeChanged.
    Raises:
        DisputeClosed: it was decided.
    """
    dispute = _undecided(dispute_id)
    _message(dispute, text, by_partner, actor, at)
    if by_partner:
        dispute.state, dispute.due_at = DisputeState.OPEN, due_from(at)
    else:
        dispute.state = DisputeState.ANSWERED
        _answered(dispute, actor, at)
    dispute.save()
    _tell(dispute, "answered" if not by_partner else "asked", actor)
    if not by_partner:
        tell_partner(dispute, "dispute_answered", text=text)
    return dispute


@transaction.atomic
def take(dispute_id: str, *, actor: Actor) -> Dispute:
    """Make oneself the owner of a dispute.

    Locks: dispute.
    Emits: DisputeChanged.
    """
    dispute = _undecided(dispute_id)
    dispute.owner, dispute.owner_name = actor.ref, actor.label
    dispute.save(update_fields=["owner", "owner_name"])
    _tell(dispute, "taken", actor)
    return dispute


@transaction.atomic
def reject(dispute_id: str, reason: str, *, actor: Actor, at: datetime) -> Dispute:
    """Decide that the line is right, and say why.

    Locks: dispute.
    Emits: DisputeChanged.
    Raises:
        DisputeClosed: it was decided.
    """
    dispute = _undecided(dispute_id)
    _message(dispute, reason, False, actor, at)
    _answered(dispute, actor, at)
    dispute.state, dispute.closed_at = DisputeState.REJECTED, at
    dispute.save()
    _tell(dispute, "rejected", actor)
    tell_partner(dispute, "dispute_rejected", text=reason)
    return dispute


@transaction.atomic
def accept(
    dispute_id: str, amount: Decimal, reason: str, *, actor: Actor, at: datetime
) -> Adjustment:
    """Propose what the line should be, or what a period lacks; another person has to approve it.

    Locks: dispute.
    Emits: DisputeChanged.
    Raises:
        DisputeClosed: it was decided.
        InvalidInput: it would change nothing.
    """
    dispute = _undecided(dispute_id)
    line = dispute.accrual
    change = amount - line.amount if line else amount
    if not change or (line and amount < 0):
        raise InvalidInput(_("give an amount that differs and is not negative"), field="amount")
    if line and not stands(line):
        raise DisputeClosed(_("the line was reversed meanwhile: another took its place"))
    _answered(dispute, actor, at)
    dispute.state = DisputeState.PROPOSED
    dispute.save()
    adjustment = Adjustment.objects.create(
        partner=dispute.partner,
        dispute=dispute,
        accrual=line,
        kind="dispute",
        amount=change,
        currency=dispute.currency,
        reason=reason,
        proposed_by=actor.ref,
        proposed_at=at,
    )
    _tell(dispute, "accepted", actor, amount=str(amount))
    return adjustment


@transaction.atomic
def withdraw(dispute_id: str, partner_id: str, *, actor: Actor, at: datetime) -> Dispute:
    """Take a dispute back, by the partner who opened it.

    Locks: dispute.
    Emits: DisputeChanged.
    Raises:
        DisputeClosed: it was decided.
    """
    dispute = _undecided(dispute_id)
    if dispute.partner.public_id != partner_id:
        raise DisputeNotFound(_("there is no such dispute"))
    dispute.state, dispute.closed_at = DisputeState.WITHDRAWN, at
    dispute.save(update_fields=["state", "closed_at"])
    _tell(dispute, "withdrawn", actor)
    return dispute


def settled(dispute: Dispute, adjustment: Adjustment, *, actor: Actor, at: datetime) -> None:
    """Close a locked dispute whose correction is posted, and tell the partner."""
    dispute.state, dispute.closed_at = DisputeState.ACCEPTED, at
    dispute.save()
    _message(dispute, adjustment.reason, False, actor, at)
    _tell(dispute, "corrected", actor, amount=str(adjustment.amount))
    tell_partner(dispute, "dispute_accepted", text=adjustment.reason, amount=adjustment.amount)


def reopened(dispute: Dispute, *, actor: Actor) -> None:
    """Give a locked dispute back to who answers, as its correction was refused."""
    dispute.state = DisputeState.ANSWERED
    dispute.save(update_fields=["state"])
    _tell(dispute, "correction_refused", actor)


def _undecided(dispute_id: str) -> Dispute:
    dispute = lock_dispute(dispute_id)
    if dispute.state not in UNDECIDED:
        raise DisputeClosed(
            _("the dispute's state is “%(state)s”") % {"state": words(dispute.state)}
        )
    return dispute


def _answered(dispute: Dispute, actor: Actor, at: datetime) -> None:
    """Stop the clock at the first answer; who gives it owns the dispute if nobody does."""
    dispute.answered_at = dispute.answered_at or at
    if not dispute.owner:
        dispute.owner, dispute.owner_name = actor.ref, actor.label


def _message(dispute: Dispute, text: str, by_partner: bool, actor: Actor, at: datetime) -> None:
    DisputeMessage.objects.create(
        dispute=dispute,
        by_partner=by_partner,
        author=actor.ref,
        author_name=actor.label,
        text=text,
        at=at,
    )


def _tell(dispute: Dispute, action: str, actor: Actor, **after: str) -> None:
    partner = dispute.partner
    record(
        f"partners.dispute_{action}",
        subject=dispute.public_id,
        actor=actor,
        brand_id=partner.brand_id,
        after={"state": str(dispute.state), **after},
    )
    emit(
        DisputeChanged(
            dispute_id=dispute.public_id,
            partner_id=partner.public_id,
            client_id=partner.client.public_id,
            state=str(dispute.state),
        ),
        aggregate=f"dispute:{dispute.public_id}",
        brand_id=partner.brand_id,
        actor=actor,
    )
