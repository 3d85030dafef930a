"""A brand's programme through time."""

from datetime import datetime

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.modules.brands.queries import brand as brand_of

from ...models import Programme
from ..history import next_row
from .rules import ProgrammeRules, check_programme, read_programme, written


def programme_of(brand_pk: int, at: datetime) -> ProgrammeRules:
    """The rules that hold at an instant; a brand that never said anything has the usual ones."""
    row = Programme.objects.filter(brand_id=brand_pk, valid__contains=at).first()
    return read_programme(row.body) if row else ProgrammeRules()


@transaction.atomic
def set_programme(
    brand_pk: int, rules: ProgrammeRules, *, actor: Actor, at: datetime
) -> ProgrammeRules:
    """Let other rules hold from `at` on.

    Raises:
        ProgrammeInvalid: as of `check_programme`.
        BackdatedChange: `at` lies before the rules that hold now began.
    """
    check_programme(rules)
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
