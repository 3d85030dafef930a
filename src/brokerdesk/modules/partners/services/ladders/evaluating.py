"""The nightly evaluation: once per partner and day, in parts, so that a killed job goes on."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.texts import note
from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.brands.queries import brand as brand_of

from ...errors import PartnerTermsInvalid
from ...locks import lock_ladder
from ...models import Ladder, Partner, PartnerStanding, RankEvaluation
from ...types import PartnerStatus, PayoutPeriod
from ..calendar import period_ended
from .body import LadderRules, plain_measures
from .judging import Judged, Question, judge
from .ranking import Step, give_rank
from .setting import ladder_of

PART = 200
_DONE = ""


def evaluate_some(brand_pk: int) -> int:
    """Evaluate some of those whose day that ended last is left, by the ladder that held at its end.

    Count them; none: all are done. Moves hold from when they are made: deals that were accrued
    since midnight stay as they are.
    """
    zone = brand_of(brand_pk).reporting_zone
    border = period_ended(PayoutPeriod.DAILY, zone, now())
    held = ladder_of(brand_pk, border)
    if held is None:
        return 0
    return _evaluate_part(Question(held.rules, brand_pk, ZoneInfo(zone), border), held.row)


@transaction.atomic
def _evaluate_part(asked: Question, ladder: Ladder) -> int:
    """Evaluate some of those who are left. Locks: the ladder, then each partner who moves."""
    lock_ladder(asked.brand_pk)
    day = asked.midnight.date() - timedelta(days=1)
    pks = _left(asked, day)
    found = judge(asked, pks, at=now()) if pks else []
    at = now()  # measuring took its time
    moved = {row.partner_pk: _move(row, asked.rules, at) for row in found if row.moved}
    RankEvaluation.objects.bulk_create(
        RankEvaluation(
            partner_id=row.partner_pk,
            ladder=ladder,
            day=day,
            measures=plain_measures(row.measures),
            rank_before=row.before,
            rank_after=row.after if moved.get(row.partner_pk, _DONE) == _DONE else row.before,
            missed_since=row.missed_since,
            pinned=row.pinned,
            problem=moved.get(row.partner_pk, _DONE),
            at=at,
        )
        for row in found
    )
    return len(pks)


def _left(asked: Question, day: date) -> list[int]:
    """Some of the partners who were active when the day ended and are not evaluated yet."""
    active = PartnerStanding.objects.filter(
        partner__brand_id=asked.brand_pk, status=PartnerStatus.ACTIVE,
        valid__contains=asked.until,
    )  # fmt: skip
    done = RankEvaluation.objects.filter(day=day, partner__brand_id=asked.brand_pk)
    rows = active.exclude(partner_id__in=done.values("partner_id"))
    return list(rows.order_by("partner_id").values_list("partner_id", flat=True)[:PART])


def _move(row: Judged, rules: LadderRules, at: datetime) -> str:
    """Give a partner the rank he moved to; what stood in the way is said instead."""
    partner_id = Partner.objects.values_list("public_id", flat=True).get(pk=row.partner_pk)
    step = Step(row.before, row.after, rules.rates.get(row.after))
    try:
        with transaction.atomic():
            given = give_rank(partner_id, step, actor=SYSTEM, at=at)
    except PartnerTermsInvalid as error:
        return note(error)
    return _DONE if given else Marked(_("his rank was changed meanwhile"))
