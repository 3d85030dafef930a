"""What of partners' payables may be paid: what is late, kept back or promised to a run is not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection

from brokerdesk.kit.money import scale_of
from brokerdesk.modules.ledger.queries import balances
from brokerdesk.modules.ledger.services import chart

from .currencies import payable_currencies

Key = tuple[int, str]
# A rebate is the client's, and so is what takes it back.
_LATE = """
SELECT partner_id, currency, sum(amount) FROM (
    SELECT a.partner_id, a.currency, a.amount FROM partners_accrual a
    WHERE a.partner_id = ANY(%(partners)s) AND a.occurred_at >= %(until)s
      AND a.kind <> 'rebate' AND NOT EXISTS (
        SELECT FROM partners_accrual r WHERE r.id = a.reverses_id AND r.kind = 'rebate'
      )
    UNION ALL
    SELECT partner_id, currency, amount FROM partners_adjustment
    WHERE partner_id = ANY(%(partners)s) AND accrual_id IS NULL AND state = 'posted'
      AND decided_at >= %(until)s
    UNION ALL
    SELECT partner_id, currency, amount FROM partners_earning
    WHERE partner_id = ANY(%(partners)s) AND greatest(occurred_at, payable_at) >= %(until)s
      AND (payable_at IS NULL OR payable_at <= %(at)s)
) late GROUP BY 1, 2
"""
_UNRIPE = """
SELECT partner_id, currency, sum(amount) FROM partners_earning
WHERE partner_id = ANY(%(partners)s) AND payable_at > %(at)s GROUP BY 1, 2
"""
_STOPPED = """
SELECT DISTINCT partner_id FROM partners_hold h
WHERE partner_id = ANY(%(partners)s) AND client_id IS NULL
  AND h.since <= %(at)s AND h.released_at IS NULL
  AND (h.until IS NULL OR h.until > %(at)s)
"""
# A line is paid when a payout took its day, unless the client was held back at that payout too.
_HELD = """
WITH held AS (
    SELECT DISTINCT partner_id, client_id FROM partners_hold h
    WHERE partner_id = ANY(%(partners)s) AND client_id IS NOT NULL
      AND h.since <= %(at)s AND h.released_at IS NULL
  AND (h.until IS NULL OR h.until > %(at)s)
), lines AS (
    SELECT h.partner_id, h.client_id, a.currency, a.amount, a.occurred_at AS day,
           a.recorded_at AS ripe_at
    FROM held h
    JOIN partners_accrual a ON a.partner_id = h.partner_id
    JOIN trading_deal d ON d.id = a.deal_id
    JOIN trading_account t ON t.id = d.account_id AND t.client_id = h.client_id
    WHERE a.amount <> 0 AND a.kind <> 'rebate' AND NOT EXISTS (
        SELECT FROM partners_accrual r WHERE r.id = a.reverses_id AND r.kind = 'rebate'
      )
    UNION ALL
    SELECT h.partner_id, h.client_id, e.currency, e.amount, greatest(e.occurred_at, e.payable_at),
           greatest(e.recorded_at, e.payable_at)
    FROM held h
    JOIN partners_earning e ON e.partner_id = h.partner_id AND e.client_id = h.client_id
    WHERE e.payable_at IS NULL OR e.payable_at <= %(at)s
)
SELECT l.partner_id, l.currency, l.client_id, sum(l.amount)
FROM lines l
WHERE (%(until)s::timestamptz IS NULL OR l.day < %(until)s)
  AND NOT EXISTS (
    SELECT FROM partners_payout p
    WHERE p.partner_id = l.partner_id AND p.currency = l.currency
      AND p.paid_at >= l.ripe_at AND (p.until IS NULL OR l.day < p.until)
      AND NOT EXISTS (
        SELECT FROM partners_hold o
        WHERE o.partner_id = l.partner_id AND o.client_id = l.client_id
          AND o.since <= p.paid_at
          AND p.paid_at < coalesce(least(o.released_at, o.until), 'infinity')
      )
  )
GROUP BY 1, 2, 3
"""
_PROMISED = """
SELECT l.partner_id, l.currency, l.exact, l.amount, l.id
FROM partners_payoutline l JOIN partners_payoutrun r ON r.id = l.run_id
WHERE l.partner_id = ANY(%(partners)s) AND l.state = 'pay' AND r.state IN ('draft', 'approved')
"""


@dataclass(frozen=True, slots=True)
class Position:
    """A partner's payable in one currency.

    balance: the ledger's; late: of deals from the period's end on; held: of clients that are held
    back; promised: lines of runs that are not paid yet; stopped: the partner himself is held back;
    unripe: earned without a deal and not payable yet.
    """

    balance: Decimal
    late: Decimal
    held: Decimal
    promised: Decimal
    stopped: bool
    unripe: Decimal = Decimal(0)

    @property
    def kept(self) -> Decimal:
        """What was accrued in time, less what is not payable yet, held of clients or promised."""
        known = min(self.balance, self.balance - self.late)
        return known - self.unripe - self.held - self.promised

    @property
    def free(self) -> Decimal:
        """What may be paid now."""
        return Decimal(0) if self.stopped else max(self.kept, Decimal(0))


def rounded(exact: Decimal, currency: str) -> Decimal:
    """An exact amount in the currency's minor unit, half up."""
    return exact.quantize(Decimal(1).scaleb(-scale_of(currency)), ROUND_HALF_UP)


def taken(exact: Decimal, amount: Decimal, currency: str) -> Decimal:
    """What paying an amount takes of a payable: its residue too, unless staff lowered it."""
    return exact if amount == rounded(exact, currency) else amount


def positions(
    partners: Mapping[int, str],
    brand_pk: int,
    *,
    entity_pk: int,
    at: datetime,
    until: datetime | None = None,
    but_line: int | None = None,
) -> dict[Key, Position]:
    """Read the positions of a brand's partners (public ids by key), in a few queries.

    `until`: only deals before it count; `but_line`: a run's line that is not counted as promised.
    """
    params: dict[str, Any] = {"partners": list(partners), "at": at, "until": until}
    currencies = payable_currencies(partners, brand_pk)
    codes = {
        chart.partner_payable(public_id, currency, entity_pk).code: (pk, currency)
        for pk, public_id in partners.items()
        for currency in currencies[pk]
    }
    found = balances(codes)
    late = _sums(_rows(_LATE, params)) if until is not None else {}
    unripe = _sums(_rows(_UNRIPE, params))
    stopped = {row[0] for row in _rows(_STOPPED, params)}
    held: dict[Key, Decimal] = defaultdict(Decimal)
    for pk, currency, _client, amount in _rows(_HELD, params):
        held[pk, currency] += max(amount, Decimal(0))
    promised: dict[Key, Decimal] = defaultdict(Decimal)
    for pk, currency, exact, amount, line in _rows(_PROMISED, params):
        if line != but_line:
            promised[pk, currency] += taken(exact, amount, currency)
    return {
        key: Position(
            balance=found[code],
            late=late.get(key, Decimal(0)),
            held=held.get(key, Decimal(0)),
            promised=promised.get(key, Decimal(0)),
            stopped=key[0] in stopped,
            unripe=max(unripe.get(key, Decimal(0)), Decimal(0)),
        )
        for code, key in codes.items()
        if code in found
    }


def _rows(query: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _sums(rows: Iterable[tuple[Any, ...]]) -> dict[Key, Decimal]:
    return {(pk, currency): amount for pk, currency, amount in rows}
