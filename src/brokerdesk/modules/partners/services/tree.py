"""Who is a partner, above whom, and whose client someone is: all through time."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _t

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.clients.types import ClientRow

from ..errors import (
    AlreadyPartner,
    CodeTaken,
    CodeUnknown,
    CycleRefused,
    OtherBrand,
    ParentUnknown,
    PartnerNotActive,
)
from ..events import ClientAttributed, ClientDetached, PartnerApproved, PartnerMoved
from ..locks import lock_in_tree
from ..models import Accrual, ClientPartner, Partner, PartnerParent, PartnerStanding
from ..queries.partners import partner_by_code, partner_row
from ..types import ApplicationState, PartnerRow, PartnerStatus
from .history import check_unpaid, next_row
from .ladders.setting import start_on_ladder

_CODE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_code() -> str:
    """A referral code of 8 letters and digits that are not mistaken for each other."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(8))


@transaction.atomic
def apply_as_partner(client_id: str, *, actor: Actor, code: str = "") -> PartnerRow:
    """Let a client apply to become a partner.

    Raises:
        AlreadyPartner: he applied before.
        CodeTaken: the wanted referral code is in use.
    """
    client = client_of(client_id)
    if Partner.objects.filter(client_id=client.pk).exists():
        raise AlreadyPartner(_t("this client is a partner, or has applied"))
    try:
        with transaction.atomic():
            partner = Partner.objects.create(
                brand_id=client.brand_pk, client_id=client.pk, code=code or new_code()
            )
    except IntegrityError:
        raise CodeTaken(_t("this referral code is in use"), field="code") from None
    record("partners.applied", subject=partner.public_id, actor=actor, brand_id=client.brand_pk)
    return partner_row(partner)


@transaction.atomic
def approve_partner(partner_id: str, *, actor: Actor, at: datetime) -> PartnerRow:
    """Make an applicant an active partner below whoever invited him, else whoever referred him.

    An application of his that waits is approved; where there is a ladder he begins on its lowest
    rank. Locks: the tree, partner.
    Emits: PartnerApproved.
    Raises:
        AlreadyPartner: he is not an applicant.
    """
    partner = lock_in_tree(partner_id)
    if partner.status != PartnerStatus.APPLIED:
        raise AlreadyPartner(
            _t("the partner's state is “%(status)s”") % {"status": words(partner.status)}
        )
    partner.status = PartnerStatus.ACTIVE
    partner.approved_at = at
    partner.save(update_fields=["status", "approved_at"])
    referrer = ClientPartner.objects.filter(client_id=partner.client_id, valid__contains=at).first()
    waiting = partner.applications.filter(state=ApplicationState.WAITING)
    inviter_pk = waiting.values_list("inviter", flat=True).first()
    parent_pk = inviter_pk or (referrer.partner_id if referrer else None)
    waiting.update(state=ApplicationState.APPROVED, decided_at=at, decided_by=actor.ref)
    PartnerParent.objects.create(
        partner=partner,
        parent_id=parent_pk,
        valid=DateTimeTZRange(None, None, "[)"),
        reason=Marked(_("approved")),
        recorded_by=actor.ref,
    )
    PartnerStanding.objects.create(
        partner=partner,
        status=PartnerStatus.ACTIVE,
        valid=DateTimeTZRange(None, None, "[)"),
        reason=Marked(_("approved")),
        recorded_by=actor.ref,
    )
    start_on_ladder(partner, actor=actor, at=at)
    record(
        "partners.approved",
        subject=partner_id,
        actor=actor,
        brand_id=partner.brand_id,
        after={"parent": parent_pk},
    )
    emit(
        PartnerApproved(partner_id=partner_id, client_id=partner.client.public_id),
        aggregate=f"partner:{partner_id}",
        brand_id=partner.brand_id,
        actor=actor,
    )
    return partner_row(partner)


@transaction.atomic
def move_partner(
    partner_id: str, parent_id: str | None, *, actor: Actor, at: datetime, reason: str
) -> PartnerRow:
    """Put a partner below another one, from `at` on; what was accrued stays where it is.

    Locks: the tree, partner.
    Emits: PartnerMoved.
    Raises:
        ParentUnknown: there is no such parent.
        CycleRefused: the new parent is the partner himself or below him.
        OtherBrand: the new parent is another brand's.
        BackdatedChange: `at` lies before the link that holds now began, or before paid deals.
    """
    check_unpaid(at)
    partner = lock_in_tree(partner_id)
    parent = _parent(parent_id) if parent_id else None
    if parent is not None and parent.brand_id != partner.brand_id:
        raise OtherBrand(_t("a partner's parent must be of the same brand"), field="parent_id")
    if parent is not None and _is_below(parent.pk, partner.pk, at):
        raise CycleRefused(_t("a partner cannot stand below himself"), field="parent_id")
    next_row(
        PartnerParent.objects.filter(partner=partner),
        at,
        partner=partner,
        parent=parent,
        reason=reason,
        recorded_by=actor.ref,
    )
    record(
        "partners.moved",
        subject=partner_id,
        actor=actor,
        brand_id=partner.brand_id,
        after={"parent": parent_id},
        reason=reason,
    )
    emit(
        PartnerMoved(partner_id=partner_id, parent_id=parent_id),
        aggregate=f"partner:{partner_id}",
        brand_id=partner.brand_id,
        actor=actor,
    )
    return partner_row(partner)


def _parent(parent_id: str) -> Partner:
    found = Partner.objects.filter(public_id=parent_id).first()
    if found is None:
        raise ParentUnknown(_t("there is no partner of this id"), field="parent_id")
    return found


def _is_below(partner_pk: int, above_pk: int, at: datetime) -> bool:
    """Whether one partner is another, or stands below him at an instant."""
    seen: set[int] = set()
    current: int | None = partner_pk
    while current is not None and current not in seen:
        if current == above_pk:
            return True
        seen.add(current)
        link = PartnerParent.objects.filter(partner_id=current, valid__contains=at).first()
        current = link.parent_id if link else None
    return False


@transaction.atomic
def attribute_client(client_id: str, code: str, *, actor: Actor, at: datetime, reason: str) -> bool:
    """Give a client to the partner of a referral code, from `at` on.

    His first one has him from the beginning when no deal of his was looked at yet; where deals of
    `at` or later were, it holds from now on. Returns False when the code belongs to no active
    partner of his brand, or to himself.
    Emits: ClientAttributed.
    Raises:
        BackdatedChange: it would hold from before the link that holds now began.
    """
    client = client_of(client_id)
    partner = partner_by_code(client.brand_pk, code)
    if partner is None or partner.client_id == client.pk:
        return False
    if partner.status != PartnerStatus.ACTIVE:
        return False
    rows = ClientPartner.objects.filter(client_id=client.pk)
    accrued = Accrual.objects.filter(deal__account__client_id=client.pk)
    if not rows.exists() and not accrued.exists():
        ClientPartner.objects.create(
            client_id=client.pk,
            partner=partner,
            valid=DateTimeTZRange(None, None, "[)"),
            reason=reason,
            recorded_by=actor.ref,
        )
    else:
        next_row(
            rows,
            now() if accrued.filter(occurred_at__gte=at).exists() else at,
            client_id=client.pk,
            partner=partner,
            reason=reason,
            recorded_by=actor.ref,
        )
    record(
        "partners.client_attributed",
        subject=client_id,
        actor=actor,
        brand_id=client.brand_pk,
        after={"partner": partner.public_id},
        reason=reason,
    )
    emit(
        ClientAttributed(
            partner_id=partner.public_id,
            client_id=client_id,
            partner_client_ids=(partner.client.public_id,),
        ),
        aggregate=f"client:{client_id}",
        brand_id=client.brand_pk,
        actor=actor,
    )
    return True


@transaction.atomic
def assign_client(
    client_id: str, code: str, *, actor: Actor, at: datetime, reason: str
) -> PartnerRow | None:
    """Let staff give a client to the partner of a code from `at` on, or to none without a code.

    What was accrued stays where it is.
    Emits: ClientAttributed or ClientDetached.
    Raises:
        CodeUnknown: the code belongs to no partner of his brand.
        PartnerNotActive: that partner is not active.
        CycleRefused: the client is that partner himself.
        BackdatedChange: `at` lies before the link that holds now began, or before paid deals.
    """
    check_unpaid(at)
    client = client_of(client_id)
    partner = _by_code(client, code) if code.strip() else None
    next_row(
        ClientPartner.objects.filter(client_id=client.pk),
        at,
        client_id=client.pk,
        partner=partner,
        reason=reason,
        recorded_by=actor.ref,
    )
    partner_id = partner.public_id if partner else None
    record(
        "partners.client_assigned",
        subject=client_id,
        actor=actor,
        brand_id=client.brand_pk,
        after={"partner": partner_id},
        reason=reason,
    )
    fact = (
        ClientAttributed(partner_id=partner_id, client_id=client_id)
        if partner_id
        else ClientDetached(client_id=client_id)
    )
    emit(fact, aggregate=f"client:{client_id}", brand_id=client.brand_pk, actor=actor)
    return partner_row(partner) if partner else None


def _by_code(client: ClientRow, code: str) -> Partner:
    partner = partner_by_code(client.brand_pk, code)
    if partner is None:
        raise CodeUnknown(_t("no partner of this brand has this code"), field="code")
    if partner.client_id == client.pk:
        raise CycleRefused(_t("a client cannot be his own partner"), field="code")
    if partner.status != PartnerStatus.ACTIVE:
        raise PartnerNotActive(
            _t("the partner's state is “%(status)s”") % {"status": words(partner.status)},
            field="code",
        )
    return partner
