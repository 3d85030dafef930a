"""What links brought: steps counted by campaign and day, and the clients who came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from ..models import Campaign, Funnel, Partner
from ..types import Step

_STEPS = """
WITH steps(campaign_id, step, at) AS (
    SELECT campaign_id, 'click', at FROM partners_click
    WHERE partner_id = %(partner)s AND at >= %(since)s AND at < %(until)s
    UNION ALL
    SELECT f.campaign_id, s.step, s.at
    FROM partners_funnel f, LATERAL (VALUES
        ('registered', f.registered_at), ('verified', f.verified_at),
        ('deposited', f.deposited_at), ('active', f.traded_at)) AS s(step, at)
    WHERE f.partner_id = %(partner)s AND s.at >= %(since)s AND s.at < %(until)s
)
SELECT campaign_id, (at AT TIME ZONE %(zone)s)::date, step, count(*) FROM steps GROUP BY 1, 2, 3
"""
Counts = Mapping[Step, int]


@dataclass(frozen=True, slots=True)
class FunnelNumbers:
    """How often each step was taken in a period: by campaign (None: the plain link), by day."""

    total: Counts
    campaigns: tuple[tuple[Campaign | None, Counts], ...]
    days: tuple[tuple[date, Counts], ...]


def funnel_numbers(
    partner: Partner, since: datetime, until: datetime, *, zone: str
) -> FunnelNumbers:
    """Count the steps of [since, until) by campaign and by day of a zone, newest day first.

    Campaigns that are not archived are named even when they brought nobody.
    """
    values: dict[str, Any] = {"partner": partner.pk, "since": since, "until": until, "zone": zone}
    total, by_campaign = _none(), dict[int | None, dict[Step, int]]()
    by_day = dict[date, dict[Step, int]]()
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, values)
        found = cursor.fetchall()
    for campaign_pk, day, step, count in found:
        for counts in (
            total,
            by_campaign.setdefault(campaign_pk, _none()),
            by_day.setdefault(day, _none()),
        ):
            counts[Step(step)] += count
    known = list(Campaign.objects.filter(partner=partner).order_by("pk"))
    shown = [
        (row, by_campaign.get(row.pk, _none()))
        for row in known
        if row.archived_at is None or row.pk in by_campaign
    ]
    return FunnelNumbers(
        total,
        ((None, by_campaign.get(None, _none())), *shown),
        tuple(sorted(by_day.items(), reverse=True)),
    )


def _none() -> dict[Step, int]:
    return dict.fromkeys(Step, 0)


def arrivals(partner: Partner, *, limit: int) -> list[Funnel]:
    """The clients whom a partner's links brought, newest first."""
    rows = Funnel.objects.select_related("client", "campaign", "click").filter(partner=partner)
    return list(rows.order_by("-registered_at", "-pk")[:limit])
