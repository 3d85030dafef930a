"""How a client becomes a partner: at once, after a review, or by another partner's code."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.modules.clients.queries import client as client_of

from ...errors import (
    AgreementNotAccepted,
    AlreadyPartner,
    ApplicationDecided,
    CodeUnknown,
    InvitationNeeded,
    ProgrammeInvalid,
)
from ...events import PartnerApplied
from ...locks import lock_application, lock_tree
from ...models import Application, Partner
from ...queries.partners import partner_by_code
from ...types import ApplicationState, JoinMode, PartnerStatus
from ..tree import apply_as_partner, approve_partner
from .agreements import accept_agreement, agreement_of
from .settings import programme_of

MOST_CHARACTERS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an applicant gives. agreement: the version that he accepted; 0: none was shown."""

    answers: tuple[str, ...] = ()
    invitation: str = ""
    agreement: int = 0
    ip: str | None = None


@transaction.atomic
def ask_to_join(client_id: str, wish: Wish, *, actor: Actor, at: datetime) -> Application:
    """Let a client ask to become a partner; where the brand is open he is one at once.

    Who was rejected may ask again.
    Locks: the tree, partner.
    Emits: PartnerApplied, and PartnerApproved where he is approved at once.
    Raises:
        AlreadyPartner: he is a partner, or his application waits.
        InvitationNeeded, CodeUnknown: the brand, or the code he gave, wants another code.
        AgreementNotAccepted: he did not accept the agreement that holds.
        ProgrammeInvalid: a question is not answered.
    """
    client = client_of(client_id)
    lock_tree(client.brand_pk)
    rules = programme_of(client.brand_pk, at)
    inviter = _inviter(client.brand_pk, wish.invitation)
    if rules.join == JoinMode.INVITED and inviter is None:
        raise InvitationNeeded(_("you need a partner's invitation code"), field="invitation")
    answers = _answered(rules.questions, wish.answers)
    partner = _applicant(client_id, client.pk, actor)
    _agree(partner, wish, actor, at)
    application = Application.objects.create(
        partner=partner, inviter=inviter, answers=answers, sent_at=at
    )
    tell_application(application, partner, actor)
    if rules.join == JoinMode.OPEN:
        approve_partner(partner.public_id, actor=actor, at=at)
        application.refresh_from_db()
    return application


def _inviter(brand_pk: int, code: str) -> Partner | None:
    if not code.strip():
        return None
    found = partner_by_code(brand_pk, code)
    if found is None or found.status != PartnerStatus.ACTIVE:
        raise CodeUnknown(_("no partner of this brand has this code"), field="invitation")
    return found


def _answered(questions: tuple[str, ...], answers: tuple[str, ...]) -> list[list[str]]:
    given = [answer.strip()[:MOST_CHARACTERS] for answer in answers]
    if len(given) != len(questions) or not all(given):
        raise ProgrammeInvalid(_("please answer every question"))
    return [list(pair) for pair in zip(questions, given, strict=True)]


def _applicant(client_id: str, client_pk: int, actor: Actor) -> Partner:
    """The partner that he would be; a rejected one is taken up again."""
    known = Partner.objects.filter(client_id=client_pk).first()
    if known is None:
        return Partner.objects.get(pk=apply_as_partner(client_id, actor=actor).pk)
    rejected = known.applications.filter(state=ApplicationState.REJECTED).exists()
    waits = known.applications.filter(state=ApplicationState.WAITING).exists()
    if known.status != PartnerStatus.APPLIED or waits or not rejected:
        raise AlreadyPartner(_("this client is a partner, or has applied"))
    return known


def _agree(partner: Partner, wish: Wish, actor: Actor, at: datetime) -> None:
    newest = agreement_of(partner.brand_id)
    if newest is None:
        return
    if not wish.agreement:
        raise AgreementNotAccepted(_("please accept the agreement"), field="agreement")
    accept_agreement(partner.public_id, wish.agreement, actor=actor, at=at, ip=wish.ip)


def tell_application(application: Application, partner: Partner, actor: Actor) -> None:
    """Tell that an application came, or how it ended."""
    emit(
        PartnerApplied(
            application_id=application.public_id,
            partner_id=partner.public_id,
            client_id=partner.client.public_id,
            state=application.state,
        ),
        aggregate=f"partner:{partner.public_id}",
        brand_id=partner.brand_id,
        actor=actor,
    )


@transaction.atomic
def reject_application(
    application_id: str, *, reason: str, actor: Actor, at: datetime
) -> Application:
    """Say no to an applicant, and why; he may ask again.

    Locks: the application.
    Emits: PartnerApplied.
    Raises:
        ApplicationNotFound: there is none.
        ApplicationDecided: it was decided already.
    """
    found = lock_application(application_id)
    if found.state != ApplicationState.WAITING:
        raise ApplicationDecided(_("this application was decided already"))
    found.state, found.reason = ApplicationState.REJECTED, reason
    found.decided_at, found.decided_by = at, actor.ref
    found.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    record(
        "partners.application_rejected",
        subject=found.partner.public_id,
        actor=actor,
        brand_id=found.partner.brand_id,
        reason=reason,
    )
    tell_application(found, found.partner, actor)
    return found
