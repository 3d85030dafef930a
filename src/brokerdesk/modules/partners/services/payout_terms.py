"""When and how partners are paid: a brand's terms, and those of single partners, through time."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record

from ..errors import BackdatedChange, PartnerNotFound, TermsInvalid
from ..locks import lock_partner, lock_tree
from ..models import Partner, PayoutTerms
from ..types import PartnerStatus, PayoutPeriod

LONGEST_DELAY = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerms:
    """How someone is to be paid. `minimum` is in each currency; `payee_id` another partner."""

    period: PayoutPeriod
    delay_days: int = 0
    minimum: Decimal = Decimal(0)
    needs_approval: bool = True
    payee_id: str = ""


def terms_of(partner: Partner, at: datetime) -> PayoutTerms | None:
    """The terms that hold for a partner at an instant: his own, else his brand's."""
    rows = PayoutTerms.objects.select_related("payee__client").filter(
        Q(partner=partner) | Q(partner=None, brand_id=partner.brand_id), valid__contains=at
    )
    return rows.order_by(F("partner").asc(nulls_last=True)).first()


def by_calendar(partner: Partner, at: datetime) -> PayoutTerms | None:
    """The terms by which a partner is paid by runs, not on request; None: on request."""
    terms = terms_of(partner, at)
    return terms if terms and terms.period != PayoutPeriod.INSTANT else None


@transaction.atomic
def set_payout_terms(
    brand_pk: int, partner_id: str, new: NewTerms, *, actor: Actor, at: datetime
) -> PayoutTerms:
    """Say how a brand (no partner) or one partner is paid from an instant on.

    Locks: the brand's tree.
    Raises:
        TermsInvalid: they contradict themselves, or the payee cannot be paid.
        BackdatedChange: newer terms are set already.
    """
    lock_tree(brand_pk)
    partner = _partner(brand_pk, partner_id) if partner_id else None
    payee = _checked(brand_pk, partner, new)
    rows = PayoutTerms.objects.filter(brand_id=brand_pk, partner=partner)
    before = rows.filter(valid__contains=at).first()
    if rows.filter(valid__startswith__gte=at).exists():
        raise BackdatedChange(_("there are terms from a later instant on"))
    if before is not None:
        before.valid = DateTimeTZRange(before.valid.lower, at, "[)")
        before.save(update_fields=["valid"])
    row = PayoutTerms.objects.create(
        brand_id=brand_pk,
        partner=partner,
        period=new.period,
        delay_days=new.delay_days,
        minimum=new.minimum,
        needs_approval=new.needs_approval,
        payee=payee,
        valid=DateTimeTZRange(at, None, "[)"),
        recorded_by=actor.ref,
    )
    record(
        "partners.payout_terms",
        subject=partner_id or f"brand:{brand_pk}",
        actor=actor,
        brand_id=brand_pk,
        before=_plain(before) if before else None,
        after=_plain(row),
    )
    return row


def _partner(brand_pk: int, partner_id: str) -> Partner:
    found = lock_partner(partner_id)
    if found.brand_id != brand_pk:
        raise PartnerNotFound(_("there is no such partner"))
    return found


def _checked(brand_pk: int, partner: Partner | None, new: NewTerms) -> Partner | None:
    if new.period == PayoutPeriod.MANUAL:
        raise TermsInvalid(_("only a run is made by hand"), field="period")
    if new.period == PayoutPeriod.INSTANT and (new.needs_approval or new.delay_days):
        raise TermsInvalid(
            _("what is paid at once waits neither for days nor for approval"), field="period"
        )
    if not 0 <= new.delay_days <= LONGEST_DELAY:
        raise TermsInvalid(
            _("give 0 to %(most)s days") % {"most": LONGEST_DELAY}, field="delay_days"
        )
    if new.minimum < 0:
        raise TermsInvalid(_("the minimum is not below zero"), field="minimum")
    if not new.payee_id:
        return None
    if partner is None:
        raise TermsInvalid(_("a payee belongs to one partner, not to a brand"), field="payee_id")
    if not new.needs_approval:
        raise TermsInvalid(
            _("where another is paid, a second person approves each run"), field="needs_approval"
        )
    rows = Partner.objects.filter(brand_id=brand_pk, status=PartnerStatus.ACTIVE)
    payee = rows.filter(public_id=new.payee_id).exclude(pk=partner.pk).first()
    if payee is None:
        raise TermsInvalid(
            _("the payee is another active partner of the same brand"), field="payee_id"
        )
    return payee


def _plain(row: PayoutTerms) -> dict[str, object]:
    names = ("period", "delay_days", "minimum", "needs_approval")
    kept: dict[str, object] = {name: str(getattr(row, name)) for name in names}
    return kept | {"payee": row.payee.public_id if row.payee else None}
