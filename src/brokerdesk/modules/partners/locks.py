"""The room's row locks, in this order: the brand's tree, a run, a dispute, a correction, a hold,
one partner, a run's line.
"""

from django.db import connection
from django.utils.translation import gettext as _

from .errors import (
    AdjustmentNotFound,
    DisputeNotFound,
    HoldNotFound,
    PartnerNotFound,
    PlanNotFound,
    RunNotFound,
)
from .models import Adjustment, Dispute, Hold, Partner, PayoutLine, PayoutRun, Plan


def lock_tree(brand_pk: int) -> None:
    """Let one change of a brand's tree run at a time, so that no two make a cycle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('partners.tree'), %s)", [brand_pk])


def lock_day_caps(brand_pk: int) -> None:
    """Let one batch at a time use up what a brand's plans pay per day at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('partners.day_caps'), %s)", [brand_pk]
        )


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


def lock_run(run_id: str) -> PayoutRun:
    """Lock one payout run by its public id."""
    rows = PayoutRun.objects.select_for_update(of=("self",), no_key=True).select_related("brand")
    run = rows.filter(public_id=run_id).first()
    if run is None:
        raise RunNotFound(_("there is no such payout run"))
    return run


def lock_line(line_pk: int) -> PayoutLine:
    """Lock one line of a payout run; run and partner are locked before."""
    rows = PayoutLine.objects.select_for_update(of=("self",), no_key=True)
    line = rows.select_related("payee__client").filter(pk=line_pk).first()
    if line is None:
        raise RunNotFound(_("there is no such line"))
    return line


def lock_hold(hold_id: str) -> Hold:
    """Lock one hold by its public id."""
    rows = Hold.objects.select_for_update(of=("self",), no_key=True).select_related("partner")
    hold = rows.filter(public_id=hold_id).first()
    if hold is None:
        raise HoldNotFound(_("there is no such hold"))
    return hold


def lock_dispute(dispute_id: str) -> Dispute:
    """Lock one dispute by its public id."""
    rows = Dispute.objects.select_for_update(of=("self",), no_key=True)
    dispute = rows.select_related("partner__client").filter(public_id=dispute_id).first()
    if dispute is None:
        raise DisputeNotFound(_("there is no such dispute"))
    return dispute


def lock_adjustment(adjustment_id: str) -> Adjustment:
    """Lock one correction of a payable by its public id."""
    rows = Adjustment.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("partner__client").filter(public_id=adjustment_id).first()
    if found is None:
        raise AdjustmentNotFound(_("there is no such correction"))
    return found
