"""REST of trials: a draft plan over past deals; nothing is posted."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import Field

from brokerdesk.core.rest import Amount, ApiRequest, In, Instant, Out, Page, paginate, scope
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.modules.brands.queries import brands

from ..errors import TrialNotFound
from ..models import Trial, TrialSum
from ..queries.trial_sums import trial_sums
from ..services.trials import Draft, start_trial
from .partners import r


class TrialIn(In):
    """A draft, and the deals of [since, until) that it is tried on.

    brand: its code; a key of one brand may leave it out. plan_id: whose next version it may
    become; name and currency are then the plan's. partner_id: only deals below him.
    """

    body: dict[str, Any]
    since: Instant
    until: Instant
    brand: str = Field(default="", max_length=40)
    name: str = Field(default="", max_length=80)
    currency: str = Field(default="USD", min_length=3, max_length=8)
    plan_id: str = Field(default="", max_length=40)
    partner_id: str = Field(default="", max_length=40)


class TrialOut(Out):
    """A trial. `findings`, when it ended: deals counted, those whose revenue is unknown, those
    left out, and the case that refuses the plan: `cap` (per unit) or `case` (a deal's lines).
    """

    id: str
    name: str
    plan_id: str | None
    partner_id: str | None
    body: dict[str, Any]
    currency: str
    since: datetime
    until: datetime
    state: str
    problem: str
    deals: int
    done: int
    findings: dict[str, Any]
    created_at: datetime
    finished_at: datetime | None


class TrialSumOut(Out):
    """Sums of one partner, symbol or month, or of all.

    unknown: deals whose revenue is not known. The margin is the revenue less what the other deals
    would cost; both are null where no deal's revenue is known.
    """

    id: int
    dimension: str
    key: str
    currency: str
    deals: int
    accrued: Amount
    drafted: Amount
    unknown: int
    revenue: Amount | None
    margin: Amount | None


class SumQuery(Schema):
    """Which sums: partner, symbol, month or all."""

    dimension: str = ""


def _out(row: Trial) -> TrialOut:
    names = (
        "name", "body", "currency", "since", "until", "state", "deals", "done", "findings",
        "created_at", "finished_at",
    )  # fmt: skip
    return TrialOut(
        id=row.public_id,
        plan_id=row.plan.public_id if row.plan else None,
        partner_id=row.partner.public_id if row.partner else None,
        problem=str(row.problem),
        **{name: getattr(row, name) for name in names},
    )


def _sum_out(row: TrialSum) -> TrialSumOut:
    names = (
        "dimension", "key", "currency", "deals", "accrued", "drafted", "unknown", "brought",
        "margin",
    )  # fmt: skip
    values = {name: getattr(row, name) for name in names}
    return TrialSumOut(id=row.pk, revenue=values.pop("brought"), **values)


def _trials(request: ApiRequest) -> QuerySet[Trial]:
    rows = Trial.objects.select_related("plan", "partner")
    return rows if request.brand_id is None else rows.filter(brand_id=request.brand_id)


def _trial(request: ApiRequest, trial_id: str) -> Trial:
    found = _trials(request).filter(public_id=trial_id).first()
    if found is None:
        raise TrialNotFound(_("there is no such trial"))
    return found


def _brand(request: ApiRequest, code: str) -> int:
    if request.brand_id is not None and not code:
        return request.brand_id
    found = next((brand.pk for brand in brands() if brand.code == code), None)
    if found is None or request.brand_id not in (None, found):
        raise InvalidInput(_("there is no such brand"), field="brand")
    return found


@r.get("/trials", response=Page[TrialOut])
@scope("partners:read")
def list_trials(request: ApiRequest, cursor: str = "", limit: int = 50) -> Page[TrialOut]:
    """List trials of plans, newest first."""
    return paginate(_trials(request), cursor, limit, out=_out)


@r.post("/trials", response={201: TrialOut})
@scope("partners:try")
def start(request: ApiRequest, body: TrialIn) -> Status[TrialOut]:
    """Run a draft over past deals; read it again until its state is passed or refused."""
    values = body.model_dump(exclude={"brand"})
    draft = Draft(brand_pk=_brand(request, body.brand), **values)
    return Status(201, _out(start_trial(draft, actor=request.actor, at=now())))


@r.get("/trials/{trial_id}", response=TrialOut)
@scope("partners:read")
def get_trial(request: ApiRequest, trial_id: str) -> TrialOut:
    """Read one trial."""
    return _out(_trial(request, trial_id))


@r.get("/trials/{trial_id}/sums", response=Page[TrialSumOut])
@scope("partners:read")
def list_sums(
    request: ApiRequest,
    trial_id: str,
    which: Query[SumQuery],
    cursor: str = "",
    limit: int = 50,
) -> Page[TrialSumOut]:
    """List a trial's sums."""
    rows = trial_sums(_trial(request, trial_id))
    if which.dimension:
        rows = rows.filter(dimension=which.dimension)
    return paginate(rows, cursor, limit, out=_sum_out, order=("pk",))
