"""REST of the programme: what links brought, cases of abuse."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from brokerdesk.core.rest import ApiRequest, Out, Page, paginate, scope
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand as brand_of

from ..errors import CaseNotFound, PartnerNotFound
from ..models import Partner, PartnerCase
from ..queries.funnel import Counts, funnel_numbers
from .partners import r

MOST_DAYS = 366


class FunnelQuery(Schema):
    """How many of the last days."""

    days: int = Field(default=30, ge=1, le=MOST_DAYS)


class StepsOut(Out):
    """How often each step was taken."""

    click: int
    registered: int
    verified: int
    deposited: int
    active: int


class CampaignOut(StepsOut):
    """A campaign's steps; without a code those of the plain link."""

    code: str | None
    name: str | None


class DayOut(StepsOut):
    """A day's steps, in the brand's reporting zone."""

    day: date


class FunnelOut(Out):
    """Steps of [since, until) by campaign and by day."""

    since: datetime
    until: datetime
    total: StepsOut
    campaigns: list[CampaignOut]
    days: list[DayOut]


class CaseOut(Out):
    """Something that looks like abuse. state: open, confirmed, dismissed."""

    id: str
    partner_id: str
    client_id: str | None
    rule: str
    state: str
    evidence: dict[str, Any]
    hold_id: str | None
    opened_at: datetime
    decided_at: datetime | None


def _steps(counts: Counts) -> dict[str, int]:
    return {str(step): count for step, count in counts.items()}


@r.get("/partners/{partner_id}/funnel", response=FunnelOut)
@scope("partners:read")
def get_funnel(request: ApiRequest, partner_id: str, which: Query[FunnelQuery]) -> FunnelOut:
    """Count what a partner's links brought in the last days, 366 at most."""
    rows = Partner.objects.filter(public_id=partner_id)
    if request.brand_id is not None:
        rows = rows.filter(brand_id=request.brand_id)
    found = rows.first()
    if found is None:
        raise PartnerNotFound(_("there is no such partner"))
    return funnel_out(found, which.days)


def funnel_out(found: Partner, days: int) -> FunnelOut:
    """What a partner's links brought in the last days, as an answer."""
    until = now()
    since = until - timedelta(days=days)
    zone = brand_of(found.brand_id).reporting_zone
    numbers = funnel_numbers(found, since, until, zone=zone)
    return FunnelOut(
        since=since,
        until=until,
        total=StepsOut(**_steps(numbers.total)),
        campaigns=[
            CampaignOut(
                code=row.code if row else None, name=row.name if row else None, **_steps(counts)
            )
            for row, counts in numbers.campaigns
        ],
        days=[DayOut(day=day, **_steps(counts)) for day, counts in numbers.days],
    )


def _case_out(row: PartnerCase) -> CaseOut:
    return CaseOut(
        id=row.public_id,
        partner_id=row.partner.public_id,
        client_id=row.client.public_id if row.client else None,
        rule=row.rule,
        state=row.state,
        evidence=row.evidence,
        hold_id=row.hold.public_id if row.hold else None,
        opened_at=row.opened_at,
        decided_at=row.decided_at,
    )


@r.get("/partner-cases", response=Page[CaseOut])
@scope("partners:read")
def list_cases(
    request: ApiRequest, state: str = "", cursor: str = "", limit: int = 50
) -> Page[CaseOut]:
    """List cases of abuse, newest first; people decide them."""
    rows = PartnerCase.objects.select_related("partner", "client", "hold")
    if request.brand_id is not None:
        rows = rows.filter(brand_id=request.brand_id)
    if state:
        rows = rows.filter(state=state)
    return paginate(rows, cursor, limit, out=_case_out)


@r.get("/partner-cases/{case_id}", response=CaseOut)
@scope("partners:read")
def get_case(request: ApiRequest, case_id: str) -> CaseOut:
    """Read one case with its evidence."""
    rows = PartnerCase.objects.select_related("partner", "client", "hold")
    if request.brand_id is not None:
        rows = rows.filter(brand_id=request.brand_id)
    found = rows.filter(public_id=case_id).first()
    if found is None:
        raise CaseNotFound(_("there is no such case"))
    return _case_out(found)
