"""REST of a partner's own key: what he earns without a deal, payouts, statements, disputes."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query, Status
from pydantic import Field

from brokerdesk.core.rest import (
    Amount,
    ApiRequest,
    In,
    Instant,
    Out,
    Page,
    own_scope,
    paginate,
)
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput

from ..errors import DisputeNotFound
from ..models import Dispute, Earning, Payout
from ..queries.currencies import currencies_of
from ..services.disputes import Claim, open_dispute
from ..services.programme.keys import DISPUTE, READ
from ..services.programme.masking import client_ref
from .disputes import DisputeOut, DisputeWhole, dispute_out, dispute_whole
from .own import own_partner
from .partners import r
from .payouts import StatementOut, StatementQuery, statement_out
from .ranks import StandingOut, standing_out


class OwnPayoutOut(Out):
    """What was paid of the partner's payable; `residue` went to rounding."""

    id: str
    amount: Amount
    residue: Amount
    currency: str
    paid_at: datetime


class OwnEarningOut(Out):
    """What was earned, or given back, without a deal, and how it came about.

    client: his reference; period: what it is for; reverses: the earning that it takes back.
    """

    id: str
    kind: str
    client: str | None
    amount: Amount
    currency: str
    why: dict[str, Any]
    since: datetime | None
    until: datetime | None
    occurred_at: datetime
    payable_at: datetime | None
    reverses: str | None


class ClaimIn(In):
    """A line, or a currency's period [since, until), and what is wrong with it."""

    text: str = Field(min_length=1, max_length=1000)
    accrual_id: str = Field(default="", max_length=40)
    currency: str = Field(default="", max_length=8)
    since: Instant | None = None
    until: Instant | None = None
    expected: Amount | None = Field(default=None, ge=0, max_digits=20, decimal_places=8)


def _payout_out(row: Payout) -> OwnPayoutOut:
    return OwnPayoutOut(
        id=row.public_id,
        amount=row.amount,
        residue=row.residue,
        currency=row.currency,
        paid_at=row.paid_at,
    )


def _earning_out(row: Earning) -> OwnEarningOut:
    names = ("kind", "amount", "currency", "why", "occurred_at", "payable_at")
    owner = row.partner.public_id
    return OwnEarningOut(
        id=row.public_id,
        client=client_ref(owner, row.client.public_id) if row.client else None,
        since=row.period.lower if row.period else None,
        until=row.period.upper if row.period else None,
        reverses=row.reverses.public_id if row.reverses else None,
        **{name: getattr(row, name) for name in names},
    )


@r.get("/partner/earnings", response=Page[OwnEarningOut], tags=["Partner's own"])
@own_scope(READ)
def list_own_earnings(
    request: ApiRequest, cursor: str = "", limit: int = 50
) -> Page[OwnEarningOut]:
    """List what was earned without a deal, newest first."""
    rows = Earning.objects.select_related("partner", "client", "reverses")
    return paginate(rows.filter(partner=own_partner(request)), cursor, limit, out=_earning_out)


@r.get("/partner/rank", response=StandingOut, tags=["Partner's own"])
@own_scope(READ)
def get_own_rank(request: ApiRequest) -> StandingOut:
    """Read the rank, what lacks to the next, and the running period of tiers."""
    return standing_out(own_partner(request))


@r.get("/partner/payouts", response=Page[OwnPayoutOut], tags=["Partner's own"])
@own_scope(READ)
def list_own_payouts(request: ApiRequest, cursor: str = "", limit: int = 50) -> Page[OwnPayoutOut]:
    """List what was paid, newest first."""
    rows = Payout.objects.filter(partner=own_partner(request))
    return paginate(rows, cursor, limit, out=_payout_out)


@r.get("/partner/statement", response=StatementOut, tags=["Partner's own"])
@own_scope(READ)
def get_own_statement(request: ApiRequest, which: Query[StatementQuery]) -> StatementOut:
    """Read the statement of a period, by the time of booking, summed by symbol."""
    return statement_out(own_partner(request), which)


@r.get("/partner/disputes", response=Page[DisputeOut], tags=["Partner's own"])
@own_scope(READ)
def list_own_disputes(request: ApiRequest, cursor: str = "", limit: int = 50) -> Page[DisputeOut]:
    """List what the partner contested, newest first."""
    rows = Dispute.objects.select_related("partner", "accrual")
    return paginate(rows.filter(partner=own_partner(request)), cursor, limit, out=dispute_out)


@r.get("/partner/disputes/{dispute_id}", response=DisputeWhole, tags=["Partner's own"])
@own_scope(READ)
def get_own_dispute(request: ApiRequest, dispute_id: str) -> DisputeWhole:
    """Read one dispute with what was said."""
    rows = Dispute.objects.select_related("partner", "accrual")
    found = rows.filter(partner=own_partner(request), public_id=dispute_id).first()
    if found is None:
        raise DisputeNotFound(_("there is no such dispute"))
    return dispute_whole(found)


@r.post("/partner/disputes", response={201: DisputeWhole}, tags=["Partner's own"])
@own_scope(DISPUTE)
def contest(request: ApiRequest, body: ClaimIn) -> Status[DisputeWhole]:
    """Contest a line, or a period."""
    found = own_partner(request)
    if not body.accrual_id and body.currency not in currencies_of(found):
        raise InvalidInput(_("your brand pays no commission in this currency"), field="currency")
    claim = Claim(**body.model_dump())
    made = open_dispute(found.public_id, claim, actor=request.actor, at=now())
    return Status(201, dispute_whole(made))
