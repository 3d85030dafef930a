"""A brand's ladder through time."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.texts import translated
from brokerdesk.modules.brands.queries import brand as brand_of

from ...engine import PlanError
from ...errors import LadderInvalid, PartnerTermsInvalid
from ...locks import lock_ladder
from ...models import Ladder, Partner
from ...types import PartnerStatus
from ..history import next_row
from ..terms import Terms, check_plans
from .body import LadderRules, read_ladder
from .ranking import Step, give_rank


class HeldLadder(NamedTuple):
    """A ladder that holds, as stored and as read."""

    row: Ladder
    rules: LadderRules


def ladder_of(brand_pk: int, at: datetime) -> HeldLadder | None:
    """The ladder that holds of a brand at an instant."""
    row = Ladder.objects.filter(brand_id=brand_pk, valid__contains=at).first()
    return None if row is None or row.body is None else HeldLadder(row, read_ladder(row.body))


def checked_ladder(brand_pk: int, body: Mapping[str, object]) -> LadderRules:
    """Read a body, and hold its rates against what the brand's plans may pay.

    Raises:
        LadderInvalid: as of `read_ladder`, or a plan could pay more than it may by a rank's rate.
    """
    try:
        rules = read_ladder(body)
    except PlanError as error:
        raise LadderInvalid(translated(error), field=error.key) from None
    for n, name in enumerate(rules.names):
        if name in rules.rates:
            try:
                check_plans(Terms(rate=rules.rates[name]), brand_pk)
            except PartnerTermsInvalid as error:
                raise LadderInvalid(translated(error), field=f"ranks[{n}].rate") from None
    return rules


@transaction.atomic
def set_ladder(
    brand_pk: int, body: Mapping[str, Any] | None, *, actor: Actor, at: datetime
) -> Ladder:
    """Let another ladder hold from `at` on, or none; nobody moves before the day has ended.

    Locks: the ladder.
    Raises:
        LadderInvalid: as of `checked_ladder`.
        BackdatedChange: `at` lies before the ladder that holds now began.
    """
    lock_ladder(brand_pk)
    if body is not None:
        checked_ladder(brand_pk, body)
    rows = Ladder.objects.filter(brand_id=brand_pk)
    before = rows.filter(valid__contains=at).values_list("body", flat=True).first()
    row = next_row(rows, at, brand_id=brand_pk, body=body, recorded_by=actor.ref)
    record(
        "partners.ladder",
        subject=brand_of(brand_pk).public_id,
        actor=actor,
        brand_id=brand_pk,
        before={"body": before},
        after={"body": body},
    )
    return row


def held_rates(brand_pk: int) -> list[Decimal]:
    """The own rates that the ranks of the ladder that holds bring."""
    row = Ladder.objects.filter(brand_id=brand_pk, valid__upper_inf=True).first()
    return [] if row is None or row.body is None else list(read_ladder(row.body).rates.values())


def start_on_ladder(partner: Partner, *, actor: Actor, at: datetime) -> None:
    """Put a new partner on the lowest rank, so that his first deals are computed by it."""
    held = ladder_of(partner.brand_id, at)
    if held is not None and partner.status == PartnerStatus.ACTIVE:
        lowest = held.rules.names[0]
        step = Step("", lowest, held.rules.rates.get(lowest))
        give_rank(partner.public_id, step, actor=actor, at=at)
