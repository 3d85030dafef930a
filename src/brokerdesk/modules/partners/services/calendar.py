"""Borders of payout periods in a brand's time zone."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..types import PayoutPeriod


def period_ended(period: PayoutPeriod, zone: str, at: datetime, delay_days: int = 0) -> datetime:
    """The newest border of a period whose delay is over at an instant; weeks begin on Mondays.

    Days are the zone's own, whatever its clock does.
    """
    local = ZoneInfo(zone)
    day = at.astimezone(local).date() - timedelta(days=delay_days)
    if period == PayoutPeriod.WEEKLY:
        day -= timedelta(days=day.weekday())
    elif period == PayoutPeriod.MONTHLY:
        day = day.replace(day=1)
    return datetime.combine(day, time(), local)


def period_before(period: PayoutPeriod, zone: str, border: datetime) -> datetime:
    """The border before one, where its period began."""
    return period_ended(period, zone, border - timedelta(microseconds=1))
