"""The room's row locks: the brand's tree first, then one partner."""

from django.db import connection
from django.utils.translation import gettext as _

from .errors import PartnerNotFound, PlanNotFound
from .models import Partner, Plan


def lock_tree(brand_pk: int) -> None:
    """Let one change of a brand's tree run at a time, so that no two make a cycle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('partners.tree'), %s)", [brand_pk])


def lock_partner(partner_id: str) -> Partner:
    """Lock one partner by his public id."""
    partner = (
        Partner.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client", "brand")
        .filter(public_id=partner_id)
        .first()
    )
    if partner is None:
        raise PartnerNotFound(_("there is no such partner"))
    return partner


def lock_plan(plan_id: str) -> Plan:
    """Lock one plan by its public id."""
    plan = Plan.objects.select_for_update(no_key=True).filter(public_id=plan_id).first()
    if plan is None:
        raise PlanNotFound(_("there is no such plan"))
    return plan
