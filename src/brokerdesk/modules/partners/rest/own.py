"""REST of a partner's own key: who he is, what he earned, each line with its derivation."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query, Schema

from brokerdesk.core.rest import Amount, ApiRequest, Instant, Out, Page, own_scope, paginate
from brokerdesk.core.ui import absolute_url
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.modules.brands.queries import brand as brand_of

from ..errors import AccrualNotFound
from ..models import Accrual, Partner
from ..queries.accruals import own_lines, payable
from ..queries.currencies import currencies_of
from ..queries.earnings import earned_in, earned_lately
from ..services.explained_json import explained_json, own_why
from ..services.explaining import explain_line
from ..services.programme.campaigns import link_path
from ..services.programme.keys import READ, partner_of_key
from ..types import Reason
from .accruals import MemberOut, RateOut
from .partners import r


class SumOut(Out):
    """A sum in one currency."""

    currency: str
    amount: Amount


class LatelyOut(Out):
    """Earned since the day, the week (from Monday) and the month began, in the brand's zone."""

    currency: str
    today: Amount
    week: Amount
    month: Amount


class OwnOut(Out):
    """The partner whose key asks."""

    id: str
    code: str
    status: str
    link: str
    earned: list[LatelyOut]
    payable: list[SumOut]


class EarnedOut(SumOut):
    """What deals of a period gave in one currency."""

    deals: int


class OwnLineOut(Out):
    """A line of the partner; `deal` is the platform's ticket, `reason` says why it is zero.

    The chain in `why` goes from the client up to the partner himself.
    """

    id: str
    deal: int
    symbol: str
    level: int
    kind: str
    amount: Amount
    currency: str
    reason: str
    why: dict[str, Any]
    occurred_at: datetime
    recorded_at: datetime


class OwnExplainedOut(OwnLineOut):
    """A line with all that it stands on; `above` counts those who stand above the partner."""

    facts: dict[str, Any]
    instant: datetime
    plan: dict[str, Any] | None
    chain: list[MemberOut]
    above: int
    rates: list[RateOut]
    recomputed: dict[str, Any]


class PeriodQuery(Schema):
    """Deals of [since, until)."""

    since: Instant
    until: Instant


class LineQuery(Schema):
    """Which lines: those that paid, or did not, and why; of deals of [since, until)."""

    paid: bool | None = None
    reason: Reason | None = None
    symbol: str = ""
    since: Instant | None = None
    until: Instant | None = None


def own_partner(request: ApiRequest) -> Partner:
    """The partner whose key asks.

    Raises:
        BadApiKey, PartnerNotActive, KeysOff: as of `partner_of_key`.
    """
    return partner_of_key(request.api_key, now())


def span_of(which: PeriodQuery) -> tuple[datetime, datetime]:
    """The period that is asked for.

    Raises:
        InvalidInput: it ends before it begins.
    """
    if which.until <= which.since:
        raise InvalidInput(_("give a period that ends after it begins"), field="until")
    return which.since, which.until


def _line_out(row: Accrual) -> OwnLineOut:
    names = ("level", "kind", "amount", "currency", "reason", "occurred_at", "recorded_at")
    return OwnLineOut(
        id=row.public_id,
        deal=row.deal.ticket,
        symbol=row.deal.symbol,
        why=own_why(row.why, row.level),
        **{name: getattr(row, name) for name in names},
    )


@r.get("/partner", response=OwnOut, tags=["Partner's own"])
@own_scope(READ)
def get_own(request: ApiRequest) -> OwnOut:
    """Say whose key it is, what he earned lately and what is payable."""
    found, at = own_partner(request), now()
    brand = brand_of(found.brand_id)
    lately = earned_lately(found.pk, brand.reporting_zone, at)
    currencies = currencies_of(found)
    return OwnOut(
        id=found.public_id,
        code=found.code,
        status=found.status,
        link=absolute_url(brand.host, link_path(found)),
        earned=[LatelyOut.from_orm(row) for row in lately],
        payable=[SumOut(currency=code, amount=payable(found, code)) for code in currencies],
    )


@r.get("/partner/earned", response=list[EarnedOut], tags=["Partner's own"])
@own_scope(READ)
def get_earned(request: ApiRequest, which: Query[PeriodQuery]) -> list[EarnedOut]:
    """Sum what deals of a period gave, by currency."""
    found, span = own_partner(request), span_of(which)
    return [EarnedOut.from_orm(row) for row in earned_in(found.pk, *span)]


@r.get("/partner/lines", response=Page[OwnLineOut], tags=["Partner's own"])
@own_scope(READ)
def list_lines(
    request: ApiRequest, which: Query[LineQuery], cursor: str = "", limit: int = 50
) -> Page[OwnLineOut]:
    """List lines, newest first, zeros included."""
    rows = own_lines(own_partner(request))
    if which.paid is not None:
        rows = rows.exclude(amount=0) if which.paid else rows.filter(amount=0)
    given = {
        "reason": which.reason,
        "deal__symbol__iexact": which.symbol or None,
        "occurred_at__gte": which.since,
        "occurred_at__lt": which.until,
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    return paginate(rows, cursor, limit, out=_line_out)


@r.get("/partner/lines/{line_id}", response=OwnExplainedOut, tags=["Partner's own"])
@own_scope(READ)
def get_line(request: ApiRequest, line_id: str) -> OwnExplainedOut:
    """Read one line with its deal, chain, plan and rates, and compute it anew."""
    number = line_id.removeprefix("acr_")
    rows = own_lines(own_partner(request)).select_related("partner", "plan_version__plan")
    known = number.isascii() and number.isdigit() and len(number) < 19
    found = rows.filter(pk=int(number)).first() if known else None
    if found is None:
        raise AccrualNotFound(_("there is no such accrual"))
    told = explained_json(explain_line(found, at=now()), own=True)
    told["facts"] = told.pop("deal")
    return OwnExplainedOut(**{**_line_out(found).model_dump(), **told})
