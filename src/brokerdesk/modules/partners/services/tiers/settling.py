"""Booking what periods that have ended pay, and what corrections since have changed of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from brokerdesk.core.db import read_rows

from ...engine.numbers import to_line
from ...locks import lock_tiers
from ...models import Earning, Partner, TierSettlement
from ...queries.earnings import first_line_since
from ...types import EarningKind
from ..earnings import NewEarning, book_earning, reverse_earning
from .periods import Period, periods_after_settled, settled_periods
from .reckoning import Reckoned, derivation, reckoned

PART = 200
LOOKED_BACK = 3
SETTLED_AFTER = timedelta(hours=1)
_TICK = timedelta(microseconds=1)
_PAID = """
SELECT DISTINCT a.partner_id FROM partners_accrual a
JOIN partners_partner p ON p.id = a.partner_id
WHERE p.brand_id = %s AND a.id >= %s AND a.occurred_at >= %s AND a.occurred_at < %s
  AND a.amount > 0
ORDER BY 1
"""


def settle_due(brand_pk: int, *, at: datetime) -> int:
    """Settle the periods that ended an hour ago or earlier; count them.

    With each, up to three before it are looked at again: what corrections of deals changed is
    reversed and booked anew. Who is killed is followed by another who goes on.
    """
    settled = 0
    for period in periods_after_settled(brand_pk):
        if period.until + SETTLED_AFTER > at:
            break
        again = settled_periods(brand_pk, before=period.since, most=LOOKED_BACK)
        for one in (*again, period):
            _settle(one, at)
        TierSettlement.objects.get_or_create(
            brand_id=brand_pk,
            since=period.since,
            defaults={"scheme": period.scheme, "until": period.until, "settled_at": at},
        )
        settled += 1
    return settled


def _settle(period: Period, at: datetime) -> None:
    """Book what a period gives each partner and is not booked yet, in parts."""
    given = [period.brand_pk, first_line_since(period.since), period.since, period.until]
    paid = {pk for (pk,) in read_rows(_PAID, given)}
    booked = set(_booked(period).values_list("partner_id", flat=True))
    pks = sorted(paid | booked)
    for start in range(0, len(pks), PART):
        part = pks[start : start + PART]
        found = reckoned(period, part)
        ids = dict(Partner.objects.filter(pk__in=part).values_list("pk", "public_id"))
        for pk in part:
            _book(period, ids[pk], found.get(pk), at)


def _booked(period: Period) -> QuerySet[Earning]:
    """What stands booked of a period."""
    return Earning.objects.filter(
        partner__brand_id=period.brand_pk, kind=EarningKind.TIER, reverses=None,
        earning=None, period__startswith=period.since,
    )  # fmt: skip


@transaction.atomic
def _book(period: Period, partner_id: str, done: Reckoned | None, at: datetime) -> None:
    """Book what differs from what stands of a partner's period. Locks: the tiers, then partner."""
    lock_tiers(period.brand_pk)
    known = Earning.objects.select_related("partner").filter(
        partner__public_id=partner_id, kind=EarningKind.TIER, reverses=None,
        period__startswith=period.since,
    )  # fmt: skip
    before, number = known.filter(earning=None).first(), known.count()
    amount = to_line(done.amount) if done else Decimal(0)
    if amount == (before.amount if before else 0):
        return
    if before is not None:
        reverse_earning(before, at=at)
    if done is None:
        return
    book_earning(
        NewEarning(
            partner_id=partner_id,
            kind=EarningKind.TIER,
            key=f"tier:{partner_id}:{period.since.astimezone(UTC):%Y-%m-%dT%H:%M}:{number}",
            amount=amount,
            currency=period.rules.currency,
            why=derivation(period, done),
            occurred_at=at if number else period.until - _TICK,
            period=(period.since, period.until),
        ),
        at=at,
    )
