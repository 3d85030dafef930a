"""Plans: a change is a new version that holds from an instant on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.texts import translated
from brokerdesk.kit.clock import now

from ..engine import PlanError
from ..errors import OtherBrand, PlanInvalid
from ..events import PlanVersionActivated
from ..locks import lock_partner, lock_plan
from ..models import Accrual, Plan, PlanAssignment, PlanVersion
from ..queries.partners import plan_version_row
from ..types import PlanVersionRow
from .history import check_unpaid, next_row
from .offered import check_offered


def checked_body(body: Mapping[str, object], currency: str, brand_pk: int) -> dict[str, object]:
    """A body that deals can be paid by.

    Raises:
        PlanInvalid: it is none; the field is the key at fault.
    """
    try:
        check_offered(body, currency=currency, brand_pk=brand_pk)
    except PlanError as error:
        raise PlanInvalid(translated(error), field=error.key) from None
    return dict(body)


@transaction.atomic
def add_plan(
    *,
    brand_pk: int,
    name: str,
    currency: str,
    body: Mapping[str, object],
    default: bool,
    actor: Actor,
) -> PlanVersionRow:
    """Add a plan with its first version, which holds for all deals from the beginning.

    A default for deals that found none before holds from now on.
    Emits: PlanVersionActivated.
    Raises:
        PlanInvalid: the body is no plan, the name is taken, or the default of before paid deals.
    """
    checked = checked_body(body, currency, brand_pk)
    since = _take_over(brand_pk) if default else None
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                brand_id=brand_pk, name=name, currency=currency, is_default=default
            )
    except IntegrityError:
        raise PlanInvalid(
            _("a plan named %(name)s exists") % {"name": name}, field="name"
        ) from None
    version = PlanVersion.objects.create(
        plan=plan,
        version=1,
        body=checked,
        valid=DateTimeTZRange(since, None, "[)"),
        recorded_by=actor.ref,
    )
    return _activated(plan, version, actor)


def _take_over(brand_pk: int) -> datetime | None:
    """Make room for another default plan; since when it holds. None: from the beginning."""
    defaults = Plan.objects.filter(brand_id=brand_pk, is_default=True)
    if not Accrual.objects.filter(partner__brand_id=brand_pk).exists():
        defaults.update(is_default=False)
        return None
    if defaults.exists():
        raise PlanInvalid(
            _("the default plan has paid deals: give it a new version, so that they stay paid"),
            field="default",
        )
    return now()


@transaction.atomic
def add_plan_version(
    plan_id: str, body: Mapping[str, object], *, actor: Actor, at: datetime
) -> PlanVersionRow:
    """Let a plan pay by a new body from `at` on.

    Locks: plan.
    Emits: PlanVersionActivated.
    Raises:
        PlanNotFound, PlanInvalid: as named.
        BackdatedChange: `at` lies before the version that holds now began, or before paid deals.
    """
    check_unpaid(at)
    plan = lock_plan(plan_id)
    checked = checked_body(body, plan.currency, plan.brand_id)
    version = next_row(
        PlanVersion.objects.filter(plan=plan),
        at,
        plan=plan,
        version=next_number(plan),
        body=checked,
        recorded_by=actor.ref,
    )
    return _activated(plan, version, actor)


def next_number(plan: Plan) -> int:
    """The number of a plan's next version: versions count as they are recorded."""
    last = PlanVersion.objects.filter(plan=plan).aggregate(most=Max("version"))["most"]
    return (last or 0) + 1


def _activated(plan: Plan, version: PlanVersion, actor: Actor) -> PlanVersionRow:
    record(
        "partners.plan_version",
        subject=plan.public_id,
        actor=actor,
        brand_id=plan.brand_id,
        after={"version": version.version, "body": version.body},
    )
    emit(
        PlanVersionActivated(plan_id=plan.public_id, plan_version=version.version),
        aggregate=f"plan:{plan.public_id}",
        brand_id=plan.brand_id,
        actor=actor,
    )
    return plan_version_row(version)


@transaction.atomic
def assign_plan(partner_id: str, plan_id: str, *, actor: Actor, at: datetime) -> None:
    """Give a partner, and all below him without a plan of their own, a plan from `at` on.

    His first one holds from the beginning when he has no lines yet.
    Locks: partner, plan.
    Raises:
        OtherBrand: the plan is another brand's.
        BackdatedChange: `at` lies before the assignment that holds now began, or before paid
            deals.
    """
    check_unpaid(at)
    partner, plan = lock_partner(partner_id), lock_plan(plan_id)
    if plan.brand_id != partner.brand_id:
        raise OtherBrand(_("the plan is another brand's"), field="plan_id")
    rows = PlanAssignment.objects.filter(partner=partner)
    fields = {"partner": partner, "plan": plan, "recorded_by": actor.ref}
    if rows.exists() or Accrual.objects.filter(partner=partner).exists():
        next_row(rows, at, **fields)
    else:
        PlanAssignment.objects.create(valid=DateTimeTZRange(None, None, "[)"), **fields)
    record(
        "partners.plan_assigned",
        subject=partner_id,
        actor=actor,
        brand_id=partner.brand_id,
        after={"plan": plan_id},
    )
