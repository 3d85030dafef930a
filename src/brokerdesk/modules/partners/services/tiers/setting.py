"""A brand's tier scheme through time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.texts import translated
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.brands.queries import brand as brand_of

from ...engine import PlanError
from ...errors import TiersInvalid
from ...locks import lock_tiers
from ...models import Plan, TierScheme
from ..history import next_row
from .body import TierRules, read_tiers
from .periods import begun


def checked_tiers(brand_pk: int, body: Mapping[str, object]) -> TierRules:
    """Read a body, and hold what it names against the brand's plans.

    Raises:
        TiersInvalid: as of `read_tiers`, a plan is not there, or none pays in the currency.
    """
    try:
        rules = read_tiers(body)
        _check_plans(rules, brand_pk)
    except PlanError as error:
        raise TiersInvalid(translated(error), field=error.key) from None
    return rules


def _check_plans(rules: TierRules, brand_pk: int) -> None:
    plans = dict(Plan.objects.filter(brand_id=brand_pk).values_list("name", "currency"))
    for name in rules.plans:
        if name not in plans:
            raise PlanError("plans", _("there is no plan %(name)s"), name=name)
    if rules.currency not in plans.values():
        raise PlanError("currency", _("no plan of the brand pays in it"))


@transaction.atomic
def set_tiers(
    brand_pk: int, body: Mapping[str, Any] | None, *, actor: Actor, at: datetime
) -> TierScheme:
    """Let another scheme pay the periods that begin from `at` on, or none.

    A brand's first one pays the period that runs, from its beginning; later ones leave the running
    period as it is. Locks: the tiers.
    Raises:
        TiersInvalid: as of `checked_tiers`.
        BackdatedChange: `at` lies before the scheme that holds now began.
    """
    lock_tiers(brand_pk)
    rules = checked_tiers(brand_pk, body) if body is not None else None
    rows, since = TierScheme.objects.filter(brand_id=brand_pk), at
    if rules is not None and not rows.exists():
        since = begun(rules.period, ZoneInfo(brand_of(brand_pk).reporting_zone), at)
    before = rows.filter(valid__contains=at).values_list("body", flat=True).first()
    row = next_row(rows, since, brand_id=brand_pk, body=body, recorded_by=actor.ref)
    record(
        "partners.tiers",
        subject=brand_of(brand_pk).public_id,
        actor=actor,
        brand_id=brand_pk,
        before={"body": before},
        after={"body": body},
    )
    return row
