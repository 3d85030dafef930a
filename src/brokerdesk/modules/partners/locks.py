"""The room's locks, in this order: a change of the past, the history, the brand's tree, its ladder
or tiers, a run, a dispute, a correction, an application, a case, a hold, a qualification, who
counts in a brand, one partner, a run's line.
"""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _

from .errors import (
    AdjustmentNotFound,
    ApplicationNotFound,
    CaseNotFound,
    DisputeNotFound,
    HoldNotFound,
    PartnerNotFound,
    PastChangeNotFound,
    PlanNotFound,
    PostbackNotFound,
    QualificationNotFound,
    RunNotFound,
    TrialNotFound,
)
from .models import (
    Adjustment,
    Application,
    Dispute,
    Hold,
    Partner,
    PartnerCase,
    PastChange,
    PayoutLine,
    PayoutRun,
    Plan,
    PostbackCall,
    Qualification,
    Trial,
    WaitingDeal,
)


def lock_tree(brand_pk: int) -> None:
    """Let one change of a brand's tree run at a time, so that no two make a cycle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('partners.tree'), %s)", [brand_pk])


def lock_history() -> None:
    """Let no deal be accrued until this transaction ends, and wait for those that are.

    What is amended under it is seen by all that are accrued later, and what was accrued before is
    seen by who comes after.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('partners.history'))")


def share_history() -> None:
    """Keep the past from being amended while deals are accrued, in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext('partners.history'))")


def lock_day_caps(brand_pk: int) -> None:
    """Let one batch at a time use up what a brand's plans pay per day at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('partners.day_caps'), %s)", [brand_pk]
        )


def lock_ladder(brand_pk: int) -> None:
    """Let one evaluation of a brand's ranks, or change of its ladder, run at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('partners.ladder'), %s)", [brand_pk])


def lock_tiers(brand_pk: int) -> None:
    """Let one settlement of a brand's tiers, or change of its scheme, run at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('partners.tiers'), %s)", [brand_pk])


def lock_counting(brand_pk: int) -> None:
    """Let one client of a brand at a time begin to count, so that no person counts twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('partners.counting'), %s)", [brand_pk]
        )


def lock_rebates_allowed(brand_pk: int) -> None:
    """Let no plan with a rebate be saved in a brand until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('partners.rebates_allowed'), %s)", [brand_pk]
        )


def share_rebates_allowed(brand_pk: int) -> None:
    """Keep a brand's rebates from being forbidden until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtext('partners.rebates_allowed'), %s)",
            [brand_pk],
        )


def lock_rebates(client_pk: int) -> None:
    """Let a client's rebates be paid by one at a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('partners.rebates'), %s)", [client_pk]
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


def lock_in_tree(partner_id: str) -> Partner:
    """Lock the tree of a partner's brand, then himself: who locks him first waits for who waits."""
    rows = Partner.objects.filter(public_id=partner_id).values_list("brand_id", flat=True)
    for brand_pk in rows:
        lock_tree(brand_pk)
    return lock_partner(partner_id)


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


def lock_application(application_id: str) -> Application:
    """Lock one application by its public id."""
    rows = Application.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("partner__client").filter(public_id=application_id).first()
    if found is None:
        raise ApplicationNotFound(_("there is no such application"))
    return found


def lock_case(case_id: str) -> PartnerCase:
    """Lock one case by its public id."""
    rows = PartnerCase.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("partner__client", "client", "hold").filter(public_id=case_id)
    case = found.first()
    if case is None:
        raise CaseNotFound(_("there is no such case"))
    return case


def lock_call(call_pk: int) -> PostbackCall:
    """Lock one call of a postback."""
    found = PostbackCall.objects.select_for_update(no_key=True).filter(pk=call_pk).first()
    if found is None:
        raise PostbackNotFound(_("there is no such call"))
    return found


def lock_qualification(row_pk: int) -> Qualification:
    """Lock how far one client is."""
    rows = Qualification.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("partner", "client").filter(pk=row_pk).first()
    if found is None:
        raise QualificationNotFound(_("there is no such client"))
    return found


def lock_past_change(change_id: str) -> PastChange:
    """Lock one change of the past by its public id."""
    change = PastChange.objects.select_for_update(no_key=True).filter(public_id=change_id).first()
    if change is None:
        raise PastChangeNotFound(_("there is no such change"))
    return change


def lock_trial(trial_id: str) -> Trial:
    """Lock one trial by its public id."""
    trial = Trial.objects.select_for_update(no_key=True).filter(public_id=trial_id).first()
    if trial is None:
        raise TrialNotFound(_("there is no such trial"))
    return trial


def lock_waiting(waiting_pks: Iterable[int]) -> list[WaitingDeal]:
    """Lock those of some waiting deals that still wait and that nobody else settles."""
    rows = WaitingDeal.objects.select_for_update(no_key=True, skip_locked=True)
    return list(rows.filter(pk__in=list(waiting_pks), settled_at=None).order_by("id"))
