"""Trials of plans: started, and saved as a plan's next version when they passed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.texts import translated
from brokerdesk.kit.errors import InvalidInput

from ...engine import PlanError, parse_plan
from ...errors import PartnerNotFound, PlanInvalid, PlanNotFound, TrialNotPassed
from ...locks import lock_trial
from ...models import Partner, Plan, PlanVersion, Trial
from ...types import PlanVersionRow, TrialState
from ..plans import add_plan, add_plan_version
from ..storable import check_storable
from .jobs import begin
from .telling import tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan that is tried: over a brand's deals of [since, until), or those below a partner.

    plan_id: whose next version it may become; empty for a new plan.
    """

    brand_pk: int
    name: str
    currency: str
    body: Mapping[str, object]
    since: datetime
    until: datetime
    plan_id: str = ""
    partner_id: str = ""


@transaction.atomic
def start_trial(draft: Draft, *, actor: Actor, at: datetime) -> Trial:
    """Let a draft be run over past deals; nothing is posted.

    Emits: TrialMoved.
    Raises:
        PlanInvalid: the body is no plan.
        InvalidInput: the period ends before it begins, or the body cannot be stored.
        PlanNotFound, PartnerNotFound: there is none in the brand.
    """
    check_storable(draft.body, "body")
    plan = _plan(draft)
    currency = plan.currency if plan else draft.currency
    try:
        parse_plan(draft.body, currency=currency)
    except PlanError as error:
        raise PlanInvalid(translated(error), field=error.key) from None
    if draft.until <= draft.since:
        raise InvalidInput(_("the period ends before it begins"), field="until")
    trial = Trial.objects.create(
        brand_id=draft.brand_pk,
        name=(plan.name if plan else draft.name)[:80],
        plan=plan,
        partner=_partner(draft),
        body=dict(draft.body),
        currency=currency,
        since=draft.since,
        until=draft.until,
        started_by=actor.ref,
        created_at=at,
    )
    record(
        "partners.trial_started",
        subject=trial.public_id,
        actor=actor,
        brand_id=draft.brand_pk,
        after={"plan": draft.plan_id or None, "body": dict(draft.body)},
    )
    begin(trial.public_id)
    tell(trial, actor)
    return trial


def _plan(draft: Draft) -> Plan | None:
    if not draft.plan_id:
        return None
    found = Plan.objects.filter(brand_id=draft.brand_pk, public_id=draft.plan_id).first()
    if found is None:
        raise PlanNotFound(_("there is no such plan"))
    return found


def _partner(draft: Draft) -> Partner | None:
    if not draft.partner_id:
        return None
    rows = Partner.objects.filter(brand_id=draft.brand_pk, public_id=draft.partner_id)
    found = rows.first()
    if found is None:
        raise PartnerNotFound(_("there is no such partner"))
    return found


@transaction.atomic
def save_trial(trial_id: str, *, actor: Actor, at: datetime) -> PlanVersionRow:
    """Make what was tried its plan's next version from now on, or a new plan.

    Locks: trial, plan.
    Emits: PlanVersionActivated.
    Raises:
        TrialNotFound: there is none.
        TrialNotPassed: it did not pass, or was saved before.
        PlanInvalid: deals cannot be paid by it.
    """
    trial = lock_trial(trial_id)
    if trial.state != TrialState.PASSED or trial.saved_as_id is not None:
        raise TrialNotPassed(_("only a trial that passed can be saved, once"))
    if trial.plan is not None:
        row = add_plan_version(trial.plan.public_id, trial.body, actor=actor, at=at)
    else:
        row = add_plan(
            brand_pk=trial.brand_id,
            name=trial.name,
            currency=trial.currency,
            body=trial.body,
            default=False,
            actor=actor,
        )
    trial.saved_as = PlanVersion.objects.get(pk=row.pk)
    trial.save(update_fields=["saved_as"])
    record(
        "partners.trial_saved",
        subject=row.plan_id,
        actor=actor,
        brand_id=trial.brand_id,
        after={"trial": trial.public_id, "version": row.version},
    )
    return row
