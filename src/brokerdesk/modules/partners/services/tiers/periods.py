"""Periods of a brand's tiers: each is paid by the scheme that held when it began."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from brokerdesk.modules.brands.queries import brand as brand_of

from ...models import TierScheme, TierSettlement
from .body import TierPeriod, TierRules, read_tiers

_MONTHS = {TierPeriod.MONTH: 1, TierPeriod.QUARTER: 3}


class Period(NamedTuple):
    """A brand's period, [since, until), and what it is paid by."""

    brand_pk: int
    scheme: TierScheme
    rules: TierRules
    since: datetime
    until: datetime


def begun(period: TierPeriod, zone: ZoneInfo, at: datetime) -> datetime:
    """When the calendar's period of an instant began; weeks begin on Mondays."""
    day = at.astimezone(zone).date()
    if period == TierPeriod.WEEK:
        day -= timedelta(days=day.weekday())
    else:
        months = _MONTHS[period]
        day = day.replace(month=day.month - (day.month - 1) % months, day=1)
    return datetime.combine(day, time(), zone)


def ends(period: TierPeriod, zone: ZoneInfo, at: datetime) -> datetime:
    """When the calendar's period of an instant ends."""
    first = begun(period, zone, at).date()
    if period == TierPeriod.WEEK:
        return datetime.combine(first + timedelta(days=7), time(), zone)
    month = first.month - 1 + _MONTHS[period]
    return datetime.combine(
        first.replace(year=first.year + month // 12, month=month % 12 + 1), time(), zone
    )


def periods_after_settled(brand_pk: int) -> Iterator[Period]:
    """The periods that follow the last one settled, without end while a scheme holds."""
    zone = ZoneInfo(brand_of(brand_pk).reporting_zone)
    schemes = list(TierScheme.objects.filter(brand_id=brand_pk).order_by("valid"))
    last = TierSettlement.objects.filter(brand_id=brand_pk).order_by("-since").first()
    since = last.until if last else None
    while (found := _held(schemes, since)) is not None:
        scheme, since = found
        rules = _rules(scheme)
        until = ends(rules.period, zone, since)
        yield Period(brand_pk, scheme, rules, since, until)
        since = until


def _rules(scheme: TierScheme) -> TierRules:
    """What a scheme with a body pays."""
    body: Any = scheme.body
    return read_tiers(body)


def _held(schemes: list[TierScheme], since: datetime | None) -> tuple[TierScheme, datetime] | None:
    """The scheme with a body that holds at an instant, else the next one and its beginning."""
    for scheme in schemes:
        lower, upper = scheme.valid.lower, scheme.valid.upper
        if scheme.body is None or (since is not None and upper is not None and upper <= since):
            continue
        return scheme, lower if since is None else max(lower, since)
    return None


def running_period(brand_pk: int, at: datetime) -> Period | None:
    """The period that an instant lies in, among those not settled yet."""
    for period in periods_after_settled(brand_pk):
        if at < period.until:
            return period if period.since <= at else None
    return None


def settled_periods(brand_pk: int, *, before: datetime, most: int) -> list[Period]:
    """The last periods settled before an instant, the oldest first."""
    rows = TierSettlement.objects.select_related("scheme").filter(
        brand_id=brand_pk, since__lt=before
    )
    return [
        Period(brand_pk, row.scheme, _rules(row.scheme), row.since, row.until)
        for row in rows.order_by("-since")[:most][::-1]
    ]
