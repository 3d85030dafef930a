"""REST of accruals: each line with its derivation, and one explained whole."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from brokerdesk.core.rest import Amount, ApiRequest, Out, Page, paginate, scope
from brokerdesk.kit.clock import now

from ..errors import AccrualNotFound
from ..models import Accrual
from ..services.explained_json import explained_json
from ..services.explaining import explain_line
from .partners import r


class AccrualOut(Out):
    """One line with its derivation; `reason` says why it is zero."""

    id: str
    deal_id: int
    ticket: int
    partner_id: str | None
    level: int
    kind: str
    amount: Amount
    currency: str
    reason: str
    why: dict[str, Any]
    occurred_at: datetime
    recorded_at: datetime


class MemberOut(Out):
    """A partner of the chain as he was at the deal's instant."""

    level: int
    partner: str
    name: str
    code: str
    status: str
    rank: str | None
    rate: str | None
    multiplier: str


class RateOut(Out):
    """One unit of the pair's first currency in its second, as the deal was computed by it."""

    pair: str
    rate: str
    source: str
    at: datetime


class ExplainedOut(AccrualOut):
    """One line with all that it stands on.

    `instant` decided the chain; `plan` has the rule as it was; `recomputed.state` is `same`,
    `differs`, `waits`, `superseded` (the line was reversed, or is a reversal) or `decided` (by a
    person).
    """

    deal: dict[str, Any]
    instant: datetime
    plan: dict[str, Any] | None
    chain: list[MemberOut]
    rates: list[RateOut]
    recomputed: dict[str, Any]


def _accrual_out(row: Accrual) -> AccrualOut:
    names = ("level", "kind", "amount", "currency", "reason", "why", "occurred_at", "recorded_at")
    return AccrualOut(
        id=row.public_id,
        deal_id=row.deal_id,
        ticket=row.deal.ticket,
        partner_id=row.partner.public_id if row.partner else None,
        **{name: getattr(row, name) for name in names},
    )


def _accruals(request: ApiRequest) -> QuerySet[Accrual]:
    rows = Accrual.objects.select_related("deal", "partner")
    if request.brand_id is not None:
        rows = rows.filter(deal__account__brand_id=request.brand_id)
    return rows


@r.get("/accruals", response=Page[AccrualOut])
@scope("partners:read")
def list_accruals(
    request: ApiRequest, partner_id: str = "", cursor: str = "", limit: int = 50
) -> Page[AccrualOut]:
    """List accruals, newest first, zeros included."""
    rows = _accruals(request)
    if partner_id:
        rows = rows.filter(partner__public_id=partner_id)
    return paginate(rows, cursor, limit, out=_accrual_out)


@r.get("/accruals/{accrual_id}", response=ExplainedOut)
@scope("partners:read")
def get_accrual(request: ApiRequest, accrual_id: str) -> ExplainedOut:
    """Read one accrual with its deal, chain, plan and rates, and compute it anew."""
    number = accrual_id.removeprefix("acr_")
    rows = _accruals(request).select_related("plan_version__plan")
    found = rows.filter(pk=int(number)).first() if number.isdigit() and len(number) < 19 else None
    if found is None:
        raise AccrualNotFound(_("there is no such accrual"))
    told = explained_json(explain_line(found, at=now()))
    del told["above"]
    return ExplainedOut(**{**_accrual_out(found).model_dump(), **told})
