"""A partner's rank, own rate and multiplier, through time."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.kit.clock import now

from ..engine import PlanError, check_total, parse_plan
from ..errors import PartnerTermsInvalid
from ..locks import lock_partner
from ..models import PartnerTerms, PlanVersion
from ..queries.chains import MAX_DEPTH
from .history import amend_link, check_unpaid, next_row

_MOST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What rank slices (rank), difference (rate) and all but split (multiplier) look at."""

    rank: str = ""
    rate: Decimal | None = None
    multiplier: Decimal = Decimal(1)


def check_terms(terms: Terms) -> None:
    """Refuse what no partner can have.

    Raises:
        PartnerTermsInvalid: a number is negative, too large or too fine, or the rank is too long.
    """
    if len(terms.rank) > 40:
        raise PartnerTermsInvalid(_("give 40 characters at most"), field="rank")
    for name, value in (("rate", terms.rate), ("multiplier", terms.multiplier)):
        if value is None:
            continue
        if not value.is_finite() or not 0 <= value < _MOST or value != round(value, 8):
            raise PartnerTermsInvalid(
                _("give a number such as 1.25, not negative, 8 decimals at most"), field=name
            )


def check_plans(terms: Terms, brand_pk: int, *, since: datetime | None = None) -> None:
    """Refuse a rate by which a plan could pay more per unit than it may, add-ons included.

    since: versions count that held at any time from then on; by default those that hold now.

    Raises:
        PartnerTermsInvalid: it names the plan.
    """
    if terms.rate is None:
        return
    rows = PlanVersion.objects.filter(plan__brand_id=brand_pk, body__distribution="difference")
    held = {"valid__overlap": DateTimeTZRange(since, None)} if since else {"valid__upper_inf": True}
    for version in rows.filter(**held).select_related("plan"):
        try:
            plan = parse_plan(version.body, currency=version.plan.currency)
            check_total(plan, [terms.rate], longest=MAX_DEPTH)
        except PlanError:
            raise PartnerTermsInvalid(
                _("plan %(plan)s pays %(most)s per unit at most")
                % {"plan": version.plan.name, "most": version.body["max_total"]},
                field="rate",
            ) from None


@transaction.atomic
def set_terms(
    partner_id: str, terms: Terms, *, actor: Actor, at: datetime, reason: str
) -> PartnerTerms:
    """Give a partner terms of his own from `at` on; deals before keep theirs.

    A rate that the partner above gave him from his next period on comes all the same.
    Locks: partner.
    Raises:
        PartnerTermsInvalid: as of `check_terms`, or a plan could pay more than it may by the rate.
        BackdatedChange: `at` lies before the terms that hold now began, or before paid deals.
    """
    check_unpaid(at)
    check_terms(terms)
    partner = lock_partner(partner_id)
    check_plans(terms, partner.brand_id)
    rows = PartnerTerms.objects.filter(partner=partner)
    to_come = rows.filter(valid__startswith__gt=max(at, now()))
    changed = to_come.update(rank=terms.rank, multiplier=terms.multiplier)
    row = (amend_link if changed else next_row)(
        rows,
        at,
        partner=partner,
        rank=terms.rank,
        rate=terms.rate,
        multiplier=terms.multiplier,
        reason=reason,
        recorded_by=actor.ref,
    )
    record(
        "partners.terms",
        subject=partner_id,
        actor=actor,
        brand_id=partner.brand_id,
        after={
            "rank": terms.rank,
            "rate": None if terms.rate is None else f"{terms.rate:f}",
            "multiplier": f"{terms.multiplier:f}",
        },
        reason=reason,
    )
    return row
