"""Reports of the prop business: what was sold, who passed, what was paid, month by month."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from brokerdesk.core.db import read_rows

_SALES: Final = """
SELECT date_trunc('month', o.paid_at, 'UTC')::date, g.title, o.kind, o.currency, count(*),
    count(*) FILTER (WHERE o.coupon_id IS NOT NULL), sum(o.price), sum(o.refunded),
    coalesce(sum(o.price) FILTER (WHERE o.state = 'charged_back'), 0)
FROM prop_order o
JOIN prop_programmeversion v ON v.id = o.version_id JOIN prop_programme g ON g.id = v.programme_id
WHERE o.paid_at >= %s AND o.paid_at < %s AND (%s::bigint[] IS NULL OR o.brand_id = ANY(%s))
GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3, 4
"""
_COHORTS: Final = """
SELECT date_trunc('month', t.created_at, 'UTC')::date, g.title, s.currency, o.currency, count(*),
    count(*) FILTER (WHERE s.started), count(*) FILTER (WHERE s.passed),
    count(*) FILTER (WHERE s.funded), count(*) FILTER (WHERE t.state = 'failed'),
    count(*) FILTER (WHERE t.state = 'expired'), count(*) FILTER (WHERE p.paid IS NOT NULL),
    coalesce(sum(p.paid), 0), sum(o.price - o.refunded)
FROM prop_attempt t
JOIN prop_order o ON o.id = t.order_id
JOIN prop_programmeversion v ON v.id = o.version_id JOIN prop_programme g ON g.id = v.programme_id
JOIN LATERAL (
    SELECT coalesce(bool_or(x.started_at IS NOT NULL), false) AS started,
        coalesce(bool_or(x.outcome = 'passed'), false) AS passed,
        coalesce(bool_or(t.document->'phases'->x.phase->>'funded' = 'true'), false) AS funded,
        coalesce(max(x.currency), o.currency) AS currency
    FROM prop_stage x WHERE x.attempt_id = t.id
) s ON true
LEFT JOIN LATERAL (
    SELECT sum(y.trader + y.refund) AS paid FROM prop_payout y
    WHERE y.attempt_id = t.id AND y.state = 'paid'
) p ON true
WHERE t.created_at >= %s AND t.created_at < %s
    AND (%s::bigint[] IS NULL OR t.brand_id = ANY(%s))
GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class SalesRow:
    """What was paid of one programme and kind in a month (of UTC)."""

    month: date
    programme: str
    kind: str
    currency: str
    orders: int
    with_coupon: int
    paid: Decimal
    refunded: Decimal
    charged_back: Decimal

    @property
    def kept(self) -> Decimal:
        """What stayed."""
        return self.paid - self.refunded - self.charged_back


@dataclass(frozen=True, slots=True)
class CohortRow:
    """What became of the challenges that began in a month, up to now.

    passed: at least one phase. rewarded: paid a reward at least once. paid: to traders, with fees
    that came back. fees: of the orders that began them, less refunds.
    """

    month: date
    programme: str
    currency: str
    fee_currency: str
    begun: int
    traded: int
    passed: int
    funded: int
    failed: int
    expired: int
    rewarded: int
    paid: Decimal
    fees: Decimal

    @property
    def pass_rate(self) -> Decimal | None:
        """How many of a hundred that began have passed a phase."""
        return _percent(self.passed, self.begun)

    @property
    def funded_rate(self) -> Decimal | None:
        """How many of a hundred that began came to a funded account."""
        return _percent(self.funded, self.begun)

    @property
    def payout_ratio(self) -> Decimal | None:
        """What was paid of a hundred of fees; None without fees, or in another currency."""
        if self.currency != self.fee_currency:
            return None
        return _percent(self.paid, self.fees)


def sales(since: datetime, until: datetime, brand_pks: Collection[int] | None) -> list[SalesRow]:
    """Paid orders by month, programme and kind, newest first; brand_pks None: of all brands."""
    own = None if brand_pks is None else list(brand_pks)
    return [SalesRow(*row) for row in read_rows(_SALES, [since, until, own, own])]


def cohorts(since: datetime, until: datetime, brand_pks: Collection[int] | None) -> list[CohortRow]:
    """Challenges by the month in which they began, and what became of them."""
    own = None if brand_pks is None else list(brand_pks)
    return [CohortRow(*row) for row in read_rows(_COHORTS, [since, until, own, own])]


def _percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    return round(Decimal(100) * part / whole, 1) if whole > 0 else None
