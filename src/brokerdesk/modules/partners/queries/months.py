"""What a partner earned by month."""

from typing import Final

from brokerdesk.core.db import read_rows

from ..types import MonthSum
from .earnings import OWN

_MONTHS: Final = """
WITH lines AS (
    SELECT a.occurred_at, a.currency, a.amount, a.deal_id FROM partners_accrual a
    WHERE a.partner_id = %(partner)s AND a.amount <> 0 AND {own}
    UNION ALL
    SELECT occurred_at, currency, amount, NULL FROM partners_earning
    WHERE partner_id = %(partner)s
)
SELECT date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date, currency,
       count(DISTINCT deal_id), sum(amount)
FROM lines GROUP BY 1, 2 ORDER BY 1 DESC, 2 LIMIT %(limit)s
""".replace("{own}", OWN)


def months_of(partner_pk: int, *, limit: int = 24) -> list[MonthSum]:
    """A partner's sums by month (of the deals, or the earning's day) and currency, newest first."""
    return [MonthSum(*row) for row in read_rows(_MONTHS, {"partner": partner_pk, "limit": limit})]
