"""REST of payout runs, payouts and statements: read here, decided by people."""

from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema

from brokerdesk.core.rest import Amount, ApiRequest, Instant, Out, Page, paginate, scope
from brokerdesk.kit.errors import InvalidInput

from ..errors import PartnerNotFound, RunNotFound
from ..models import Partner, Payout, PayoutLine, PayoutRun
from ..queries.currencies import currencies_of
from ..queries.statements import statement
from ..types import RunState
from .partners import r


class RunOut(Out):
    """A payout run: of deals before `until`."""

    id: str
    period: str
    since: datetime | None
    until: datetime
    state: str
    needs_approval: bool
    created_at: datetime
    approved_at: datetime | None
    finished_at: datetime | None


class RunLineOut(Out):
    """What a run gives one partner in one currency; `exact` is what is payable."""

    id: int
    partner_id: str
    payee_id: str | None
    currency: str
    exact: Amount
    amount: Amount
    state: str
    reason: str
    payout_id: str | None


class PayoutOut(Out):
    """A payable that went into a wallet; `residue` went to rounding."""

    id: str
    partner_id: str
    payee_id: str | None
    amount: Amount
    residue: Amount
    currency: str
    paid_at: datetime


class LineOut(Out):
    """One line of a statement."""

    kind: str
    label: str
    count: int
    amount: Amount
    at: datetime | None


class StatementOut(Out):
    """What was booked to a payable in [since, until); `ledger` is its balance at the end."""

    partner_id: str
    currency: str
    since: datetime
    until: datetime
    opening: Amount
    closing: Amount
    ledger: Amount
    lines: list[LineOut]


class RunQuery(Schema):
    """Which runs."""

    state: RunState | None = None


class StatementQuery(Schema):
    """Which statement."""

    currency: str
    since: Instant
    until: Instant


def _run_out(row: PayoutRun) -> RunOut:
    names = (
        "period", "since", "until", "state", "needs_approval", "created_at", "approved_at",
        "finished_at",
    )  # fmt: skip
    return RunOut(id=row.public_id, **{name: getattr(row, name) for name in names})


def _line_out(row: PayoutLine) -> RunLineOut:
    return RunLineOut(
        id=row.pk,
        partner_id=row.partner.public_id,
        payee_id=row.payee.public_id if row.payee else None,
        currency=row.currency,
        exact=row.exact,
        amount=row.amount,
        state=row.state,
        reason=str(row.reason),
        payout_id=row.payout.public_id if row.payout else None,
    )


def _payout_out(row: Payout) -> PayoutOut:
    return PayoutOut(
        id=row.public_id,
        partner_id=row.partner.public_id,
        payee_id=row.payee.public_id if row.payee else None,
        amount=row.amount,
        residue=row.residue,
        currency=row.currency,
        paid_at=row.paid_at,
    )


def _runs(request: ApiRequest) -> QuerySet[PayoutRun]:
    rows = PayoutRun.objects.all()
    return rows if request.brand_id is None else rows.filter(brand_id=request.brand_id)


@r.get("/payout-runs", response=Page[RunOut])
@scope("partners:read")
def list_runs(
    request: ApiRequest, which: Query[RunQuery], cursor: str = "", limit: int = 50
) -> Page[RunOut]:
    """List payout runs, newest first."""
    rows = _runs(request)
    if which.state is not None:
        rows = rows.filter(state=which.state)
    return paginate(rows, cursor, limit, out=_run_out)


@r.get("/payout-runs/{run_id}/lines", response=Page[RunLineOut])
@scope("partners:read")
def list_run_lines(
    request: ApiRequest, run_id: str, cursor: str = "", limit: int = 50
) -> Page[RunLineOut]:
    """List the lines of one run."""
    run = _runs(request).filter(public_id=run_id).first()
    if run is None:
        raise RunNotFound(_("there is no such payout run"))
    rows = PayoutLine.objects.select_related("partner", "payee", "payout").filter(run=run)
    return paginate(rows, cursor, limit, out=_line_out)


@r.get("/partner-payouts", response=Page[PayoutOut])
@scope("partners:read")
def list_payouts(
    request: ApiRequest, partner_id: str = "", cursor: str = "", limit: int = 50
) -> Page[PayoutOut]:
    """List payouts of partners, newest first."""
    rows = Payout.objects.select_related("partner", "payee")
    if request.brand_id is not None:
        rows = rows.filter(partner__brand_id=request.brand_id)
    if partner_id:
        rows = rows.filter(partner__public_id=partner_id)
    return paginate(rows, cursor, limit, out=_payout_out)


@r.get("/partners/{partner_id}/statement", response=StatementOut)
@scope("partners:read")
def get_statement(
    request: ApiRequest, partner_id: str, which: Query[StatementQuery]
) -> StatementOut:
    """Read a partner's statement of a period, by the time of booking, summed by symbol."""
    rows = Partner.objects.select_related("client")
    if request.brand_id is not None:
        rows = rows.filter(brand_id=request.brand_id)
    partner = rows.filter(public_id=partner_id).first()
    if partner is None:
        raise PartnerNotFound(_("there is no such partner"))
    return statement_out(partner, which)


def statement_out(partner: Partner, which: StatementQuery) -> StatementOut:
    """A partner's statement as an answer.

    Raises:
        InvalidInput: the currency is none of his brand's plans, or the period is empty.
    """
    if which.currency not in currencies_of(partner):
        raise InvalidInput(_("his brand pays no commission in this currency"), field="currency")
    if which.until <= which.since:
        raise InvalidInput(_("give a period that ends after it begins"), field="until")
    found = statement(partner, which.currency, which.since, which.until)
    lines = [
        LineOut(kind=x.kind, label=x.label, count=x.count, amount=x.amount, at=x.at)
        for x in found.lines
    ]
    return StatementOut(
        partner_id=found.partner_id,
        currency=found.currency,
        since=found.since,
        until=found.until,
        opening=found.opening,
        closing=found.closing,
        ledger=Decimal(found.ledger),
        lines=lines,
    )
