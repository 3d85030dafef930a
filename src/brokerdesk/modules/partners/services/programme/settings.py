"""A brand's programme through time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.modules.brands.queries import brand as brand_of

from ...errors import ProgrammeInvalid
from ...locks import lock_rebates_allowed
from ...models import PlanVersion, Programme
from ..history import next_row
from .rules import ProgrammeRules, check_programme, read_programme, written


def programme_of(brand_pk: int, at: datetime) -> ProgrammeRules:
    """The rules that hold at an instant; a brand that never said anything has the usual ones."""
    row = Programme.objects.filter(brand_id=brand_pk, valid__contains=at).first()
    return read_programme(row.body) if row else ProgrammeRules()


def current_programme(brand_pk: int) -> ProgrammeRules:
    """The rules that hold until others do."""
    row = Programme.objects.filter(brand_id=brand_pk, valid__upper_inf=True).first()
    return read_programme(row.body) if row else ProgrammeRules()


@transaction.atomic
def set_programme(
    brand_pk: int, rules: ProgrammeRules, *, actor: Actor, at: datetime
) -> ProgrammeRules:
    """Let other rules hold from `at` on.

    Raises:
        ProgrammeInvalid: as of `check_programme`, or it forbids rebates that a plan gives.
        BackdatedChange: `at` lies before the rules that hold now began.
    """
    check_programme(rules)
    if not rules.rebates_allowed:
        _check_no_rebates(brand_pk)
    before = programme_of(brand_pk, at)
    next_row(
        Programme.objects.filter(brand_id=brand_pk),
        at,
        brand_id=brand_pk,
        body=written(rules),
        recorded_by=actor.ref,
    )
    record(
        "partners.programme",
        subject=brand_of(brand_pk).public_id,
        actor=actor,
        brand_id=brand_pk,
        before=written(before),
        after=written(rules),
    )
    return rules


def _check_no_rebates(brand_pk: int) -> None:
    """Refuse to forbid what a plan gives that holds until another does."""
    lock_rebates_allowed(brand_pk)
    held = PlanVersion.objects.filter(plan__brand_id=brand_pk, valid__upper_inf=True)
    giving = held.filter(body__rebate__share__isnull=False).select_related("plan").first()
    if giving is not None:
        raise ProgrammeInvalid(
            _("the plan %(name)s gives clients a rebate: change it first")
            % {"name": giving.plan.name},
            field="rebates_allowed",
        )
