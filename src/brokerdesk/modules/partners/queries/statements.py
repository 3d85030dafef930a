"""A partner's statement of a period, proved against the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.db import connection

from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.ledger.errors import NoSuchAccount
from brokerdesk.modules.ledger.queries import balance_as_of
from brokerdesk.modules.ledger.services import chart

from ..models import Adjustment, Partner, Payout
from ..types import EarningKind

By = Literal["symbol", "client"]
_MOMENT = timedelta(microseconds=1)
_LINES: Mapping[By, str] = {
    "symbol": """
SELECT a.kind, d.symbol, count(DISTINCT a.deal_id), sum(a.amount)
FROM partners_accrual a
JOIN trading_deal d ON d.id = a.deal_id
LEFT JOIN partners_accrual r ON r.id = a.reverses_id
WHERE a.partner_id = %(partner)s AND a.currency = %(currency)s AND a.amount <> 0
  AND a.recorded_at >= %(since)s AND a.recorded_at < %(until)s
  AND a.kind <> 'rebate' AND r.kind IS DISTINCT FROM 'rebate'
GROUP BY 1, 2 ORDER BY 1, 2
""",
    "client": """
SELECT a.kind, btrim(c.first_name || ' ' || c.last_name) || ' · ' || right(c.public_id, 6),
  count(DISTINCT a.deal_id), sum(a.amount)
FROM partners_accrual a
JOIN trading_deal d ON d.id = a.deal_id
JOIN trading_account t ON t.id = d.account_id
JOIN clients_client c ON c.id = t.client_id
LEFT JOIN partners_accrual r ON r.id = a.reverses_id
WHERE a.partner_id = %(partner)s AND a.currency = %(currency)s AND a.amount <> 0
  AND a.recorded_at >= %(since)s AND a.recorded_at < %(until)s
  AND a.kind <> 'rebate' AND r.kind IS DISTINCT FROM 'rebate'
GROUP BY 1, 2 ORDER BY 1, 2
""",
}
_EARNED: Mapping[By, str] = {
    "symbol": """
SELECT e.kind, '', count(*), sum(e.amount) FROM partners_earning e
WHERE e.partner_id = %(partner)s AND e.currency = %(currency)s
  AND e.recorded_at >= %(since)s AND e.recorded_at < %(until)s GROUP BY 1 ORDER BY 1
""",
    "client": """
SELECT e.kind, coalesce(
    btrim(c.first_name || ' ' || c.last_name) || ' · ' || right(c.public_id, 6), ''
  ), count(*), sum(e.amount)
FROM partners_earning e LEFT JOIN clients_client c ON c.id = e.client_id
WHERE e.partner_id = %(partner)s AND e.currency = %(currency)s
  AND e.recorded_at >= %(since)s AND e.recorded_at < %(until)s GROUP BY 1, 2 ORDER BY 1, 2
""",
}
KINDS = (
    "commission", "overriding", "same_rank", "reversal", "adjustment", *EarningKind, "correction",
    "payout", "rounding",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a statement: kind is one of KINDS; `count` is of deals, or of bookings.

    Earnings without a deal have a kind each: cpa, revenue_share, tier, clawback.

    `label` is a symbol, a client, or what was written about a booking.
    """

    kind: str
    label: str
    count: int
    amount: Decimal
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What was booked to a partner's payable in [since, until), by the time of booking."""

    partner_id: str
    name: str
    currency: str
    since: datetime
    until: datetime
    by: By
    opening: Decimal
    lines: tuple[StatementLine, ...]
    ledger: Decimal

    @property
    def closing(self) -> Decimal:
        """Opening and all lines."""
        return self.opening + sum((line.amount for line in self.lines), Decimal(0))

    @property
    def proved(self) -> bool:
        """Whether the ledger has the same balance at the period's end."""
        return self.closing == self.ledger

    def total(self, kind: str) -> Decimal:
        """The sum of one kind's lines."""
        return sum((line.amount for line in self.lines if line.kind == kind), Decimal(0))

    @property
    def totals(self) -> list[tuple[str, Decimal]]:
        """The sums of the kinds that occur."""
        found = {line.kind for line in self.lines}
        return [(kind, self.total(kind)) for kind in KINDS if kind in found]


def statement(
    partner: Partner, currency: str, since: datetime, until: datetime, *, by: By = "symbol"
) -> Statement:
    """Give a partner's statement of a period in one currency."""
    code = chart.partner_payable(
        partner.public_id, currency, brand(partner.brand_id).entity_pk
    ).code
    span: dict[str, Any] = {
        "partner": partner.pk, "currency": currency, "since": since, "until": until,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LINES[by], span)
        accrued = [StatementLine(*row) for row in cursor.fetchall()]
        cursor.execute(_EARNED[by], span)
        earned = [StatementLine(*row) for row in cursor.fetchall()]
    return Statement(
        partner_id=partner.public_id,
        name=str(partner.client),
        currency=currency,
        since=since,
        until=until,
        by=by,
        opening=_balance(code, since),
        lines=(*accrued, *earned, *_corrections(span), *_payouts(span)),
        ledger=_balance(code, until),
    )


def _balance(code: str, before: datetime) -> Decimal:
    """What was booked before an instant."""
    try:
        return balance_as_of(code, before - _MOMENT)
    except NoSuchAccount:
        return Decimal(0)


def _corrections(span: Mapping[str, Any]) -> list[StatementLine]:
    """What was booked without a deal."""
    rows = Adjustment.objects.filter(
        partner_id=span["partner"],
        currency=span["currency"],
        accrual=None,
        state="posted",
        decided_at__gte=span["since"],
        decided_at__lt=span["until"],
    )
    return [
        StatementLine("correction", row.reason, 1, row.amount, row.decided_at)
        for row in rows.order_by("decided_at", "pk")
    ]


def _payouts(span: Mapping[str, Any]) -> list[StatementLine]:
    rows = Payout.objects.filter(
        partner_id=span["partner"],
        currency=span["currency"],
        paid_at__gte=span["since"],
        paid_at__lt=span["until"],
    ).order_by("paid_at", "pk")
    paid = [StatementLine("payout", r.public_id, 1, -r.amount, r.paid_at) for r in rows]
    residue = sum((r.residue for r in rows), Decimal(0))
    return [*paid, *([StatementLine("rounding", "", len(paid), -residue)] if residue else [])]
