"""What a partner gives those right below him, within what he has himself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _t

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.brands.queries import brand as brand_of

from ...errors import PartnerTermsInvalid, SubPartnerNotFound
from ...events import SubRateSet
from ...locks import lock_partner, lock_tree
from ...models import Partner, PartnerParent, PartnerTerms
from ...types import PartnerStatus, PayoutPeriod
from ..calendar import period_ended
from ..history import amend_link
from ..payout_terms import terms_of
from ..terms import Terms, check_terms

_STEPS = {PayoutPeriod.DAILY: 1, PayoutPeriod.WEEKLY: 7, PayoutPeriod.MONTHLY: 31}


@dataclass(frozen=True, slots=True)
class SubRate:
    """A partner right below another: his rate now, and the one that comes next."""

    partner: Partner
    rate: Decimal | None
    next_rate: Decimal | None
    next_from: datetime | None


def next_period(partner: Partner, at: datetime) -> datetime:
    """When the next of a partner's payout periods begins; without terms it is the month's."""
    held = terms_of(partner, at)
    period = PayoutPeriod(held.period) if held else PayoutPeriod.MONTHLY
    if period not in _STEPS:
        period = PayoutPeriod.DAILY
    zone = brand_of(partner.brand_id).reporting_zone
    begun = period_ended(period, zone, at).date()
    noon = datetime.combine(begun + timedelta(days=_STEPS[period]), time(12), ZoneInfo(zone))
    return period_ended(period, zone, noon)


def rate_of(partner: Partner, at: datetime) -> Decimal | None:
    """A partner's own rate at an instant."""
    row = PartnerTerms.objects.filter(partner=partner, valid__contains=at).first()
    return row.rate if row else None


def standing_of(partner: Partner, at: datetime) -> SubRate:
    """A partner's rate now, and the one that is to come."""
    return _standings([partner], at)[0]


def sub_rates(partner: Partner, at: datetime, *, only: str = "") -> list[SubRate]:
    """Those right below a partner, or the one of an id among them, with their rates."""
    links = PartnerParent.objects.filter(parent=partner, valid__contains=at)
    rows = Partner.objects.select_related("client").filter(pk__in=links.values("partner"))
    if only:
        rows = rows.filter(public_id=only)
    return _standings(list(rows.order_by("pk")), at)


def _standings(partners: Sequence[Partner], at: datetime) -> list[SubRate]:
    ever = PartnerTerms.objects.filter(partner__in=partners)
    rows = ever.filter(valid__contains=at) | ever.filter(valid__startswith__gt=at)
    held: dict[int, PartnerTerms] = {}
    coming: dict[int, PartnerTerms] = {}
    for row in rows.order_by("valid"):
        later = row.valid.lower is not None and row.valid.lower > at
        (coming if later else held).setdefault(row.partner_id, row)
    return [_sub_rate(one, held.get(one.pk), coming.get(one.pk)) for one in partners]


def _sub_rate(partner: Partner, held: PartnerTerms | None, coming: PartnerTerms | None) -> SubRate:
    return SubRate(
        partner,
        held.rate if held else None,
        coming.rate if coming else None,
        coming.valid.lower if coming else None,
    )


@transaction.atomic
def set_sub_rate(
    partner_id: str, sub_id: str, rate: Decimal, *, actor: Actor, at: datetime
) -> datetime:
    """Give one who stands right below a rate from his next period on; return when that begins.

    Rank and multiplier stay. Until then it can be set anew.
    Locks: the tree, partner.
    Emits: SubRateSet.
    Raises:
        SubPartnerNotFound: he does not stand right below then.
        PartnerTermsInvalid: the rate is negative, or above the partner's own then.
    """
    partner = Partner.objects.select_related("client").get(public_id=partner_id)
    lock_tree(partner.brand_id)
    sub = _below(partner, sub_id, at)
    begins = next_period(sub, at)
    own = rate_of(partner, begins)
    if partner.status != PartnerStatus.ACTIVE or own is None:
        raise PartnerTermsInvalid(_t("you have no rate of your own to give from"), field="rate")
    check_terms(Terms(rate=rate))
    if rate > own:
        raise PartnerTermsInvalid(
            _t("give at most your own rate, %(own)s") % {"own": f"{own.normalize():f}"},
            field="rate",
        )
    held = PartnerTerms.objects.filter(partner=sub, valid__contains=begins).first()
    amend_link(
        PartnerTerms.objects.filter(partner=sub),
        begins,
        partner=sub,
        rank=held.rank if held else "",
        rate=rate,
        multiplier=held.multiplier if held else Decimal(1),
        reason=Marked(_("given by the partner above")),
        recorded_by=actor.ref,
    )
    _tell(partner, sub, rate, actor)
    return begins


def _below(partner: Partner, sub_id: str, at: datetime) -> Partner:
    found = PartnerParent.objects.filter(
        parent=partner, partner__public_id=sub_id, valid__contains=at
    )
    if not found.exists():
        raise SubPartnerNotFound(_t("no such partner stands right below you"))
    return lock_partner(sub_id)


def _tell(partner: Partner, sub: Partner, rate: Decimal, actor: Actor) -> None:
    record(
        "partners.sub_rate_set",
        subject=sub.public_id,
        actor=actor,
        brand_id=sub.brand_id,
        after={"by": partner.public_id, "rate": f"{rate:f}"},
    )
    emit(
        SubRateSet(
            partner_id=sub.public_id,
            by_partner_id=partner.public_id,
            partner_client_ids=(sub.client.public_id, partner.client.public_id),
        ),
        aggregate=f"partner:{sub.public_id}",
        brand_id=sub.brand_id,
        actor=actor,
    )
