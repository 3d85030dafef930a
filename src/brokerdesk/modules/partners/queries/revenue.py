"""What a partner's direct clients brought a broker in a period, by component and currency."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from brokerdesk.core.db import read_rows

# His clients' own trades while they were his; of one who seems to be himself nothing counts.
_TRADES: Final = """
FROM partners_clientpartner l
JOIN trading_account a ON a.client_id = l.client_id AND a.kind = 'live' AND a.pays_partner
JOIN trading_deal d ON d.account_id = a.id AND l.valid @> d.occurred_at
WHERE l.partner_id = %(partner)s AND d.occurred_at >= %(since)s AND d.occurred_at < %(until)s
  AND d.kind IN ('buy', 'sell') AND d.deleted_at IS NULL AND NOT EXISTS (
    SELECT FROM partners_selfreferral s WHERE s.client_id = l.client_id
      AND s.partner_id = l.partner_id AND s.valid @> d.occurred_at
  )
"""
_SUMS: Final = """
SELECT a.client_id, d.currency, -sum(d.commission + d.fee), -sum(d.swap), sum(d.profit)
{trades} GROUP BY 1, 2 ORDER BY 1, 2
""".replace("{trades}", _TRADES)
_CLOSING: Final = """
SELECT d.id, a.client_id {trades} AND d.entry IN ('out', 'inout', 'out_by') ORDER BY d.id
""".replace("{trades}", _TRADES)
# What the same deals gave the clients themselves, and partners other than this one.
_ACCRUED: Final = """
SELECT a.client_id, x.currency,
       coalesce(sum(x.amount) FILTER (WHERE x.rebate), 0),
       coalesce(sum(x.amount) FILTER (WHERE NOT x.rebate AND x.partner_id <> l.partner_id), 0)
FROM partners_clientpartner l
JOIN trading_account a ON a.client_id = l.client_id AND a.kind = 'live' AND a.pays_partner
JOIN trading_deal d ON d.account_id = a.id AND l.valid @> d.occurred_at
JOIN LATERAL (
    SELECT c.currency, c.amount, c.partner_id, c.kind = 'rebate' OR EXISTS (
        SELECT FROM partners_accrual r WHERE r.id = c.reverses_id AND r.kind = 'rebate'
    ) AS rebate
    FROM partners_accrual c WHERE c.deal_id = d.id AND c.amount <> 0
) x ON true
WHERE l.partner_id = %(partner)s AND d.occurred_at >= %(since)s AND d.occurred_at < %(until)s
GROUP BY 1, 2 ORDER BY 1, 2
"""
_PAYMENTS: Final = """
SELECT l.client_id, m.currency,
       -coalesce(sum(m.amount) FILTER (WHERE m.kind IN ('chargeback', 'chargeback_won')), 0),
       coalesce(sum(m.fee), 0)
FROM partners_clientpartner l
JOIN LATERAL (
    SELECT public_id FROM cashier_deposit WHERE client_id = l.client_id
    UNION ALL
    SELECT public_id FROM cashier_withdrawal WHERE client_id = l.client_id
) p ON true
JOIN cashier_movement m ON m.reference = p.public_id AND l.valid @> m.posted_at
WHERE l.partner_id = %(partner)s AND m.posted_at >= %(since)s AND m.posted_at < %(until)s
GROUP BY 1, 2 ORDER BY 1, 2
"""
_PARTNERS: Final = """
SELECT DISTINCT p.id, p.public_id FROM partners_clientpartner l
JOIN partners_partner p ON p.id = l.partner_id
WHERE p.brand_id = %(brand)s AND l.valid && tstzrange(%(since)s, %(until)s) ORDER BY p.id
"""


class Brought(NamedTuple):
    """What one client brought by one component, in one currency."""

    client_pk: int
    component: str
    currency: str
    amount: Decimal


class Span(NamedTuple):
    """A partner's time, [since, until)."""

    partner_pk: int
    since: datetime
    until: datetime

    def asked(self, query: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        return read_rows(
            query, {"partner": self.partner_pk, "since": self.since, "until": self.until}
        )


def brought_in(span: Span) -> Iterator[Brought]:
    """All components but markup and spread, zeros left out.

    commission: charged, with fees; swaps: charged; client_result: what clients won; rebates: to
    the clients; other_commissions: to other partners; chargebacks; payment_fees: to providers.
    """
    sources = (
        (_SUMS, ("commission", "swaps", "client_result")),
        (_ACCRUED, ("rebates", "other_commissions")),
        (_PAYMENTS, ("chargebacks", "payment_fees")),
    )
    for query, components in sources:
        for client_pk, currency, *amounts in span.asked(query):
            for component, amount in zip(components, amounts, strict=True):
                if amount:
                    yield Brought(client_pk, component, currency, amount)


def closed_in(span: Span) -> dict[int, int]:
    """The closing deals of direct clients, and whose each is."""
    return dict(span.asked(_CLOSING))


def partners_with_clients(brand_pk: int, since: datetime, until: datetime) -> dict[int, str]:
    """Partners of a brand who had a direct client in a period, by key."""
    given = {"brand": brand_pk, "since": since, "until": until}
    return dict(read_rows(_PARTNERS, given))
