"""What partners' clients traded and paid in within a period, for many partners at once."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from ..models import SymbolBook
from ..rules import SymbolRules, read_symbol_rules
from ..types import Reason
from .earnings import OWN, first_line_since

_BEGINNING, _END = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
# Deals that the plans' conditions and the house's rules leave out count for nothing.
LEFT_OUT = [
    str(reason)
    for reason in (
        Reason.ACCOUNT_EXCLUDED, Reason.SELF_REFERRAL, Reason.TOO_SHORT, Reason.TOO_FEW_POINTS,
        Reason.PARTNER_SUSPENDED,
    )
]  # fmt: skip
_TRADED = """
WITH lines AS MATERIALIZED (
    SELECT a.partner_id, a.deal_id, min(a.level) AS level, min(a.occurred_at) AS at
    FROM partners_accrual a
    WHERE a.partner_id = ANY(%(partners)s) AND a.id >= %(first)s
      AND a.occurred_at >= %(since)s AND a.occurred_at < %(until)s
      AND a.kind IN ('commission', 'adjustment') AND a.reason <> ALL(%(out)s) AND {which}
      AND NOT EXISTS (SELECT FROM partners_accrual r WHERE r.reverses_id = a.id)
    GROUP BY 1, 2
), factors AS (
    SELECT * FROM unnest(%(groups)s::text[], %(lowers)s::timestamptz[], %(uppers)s::timestamptz[],
                         %(factors)s::numeric[]) AS f (name, lower, upper, factor)
), traded AS (
    SELECT l.partner_id, l.deal_id, l.level, l.at, t.client_id, d.ticket,
           CASE WHEN d.lots_closed > 0 THEN d.lots_closed ELSE d.lots END
               * coalesce(f.factor, 1) AS lots
    FROM lines l
    JOIN trading_deal d ON d.id = l.deal_id AND d.deleted_at IS NULL
    JOIN trading_account t ON t.id = d.account_id
    LEFT JOIN factors f ON f.name = d."group" AND d.occurred_at >= f.lower
                        AND d.occurred_at < f.upper
)
"""
_VOLUMES = """{traded}, clients AS (
    SELECT partner_id, client_id, level = 1 AS direct, count(*) AS trades, sum(lots) AS lots
    FROM traded GROUP BY 1, 2, 3
)
SELECT partner_id, coalesce(sum(lots) FILTER (WHERE direct), 0), sum(lots),
       count(*) FILTER (WHERE direct AND trades >= %(trades)s AND lots >= %(lots)s)
FROM clients GROUP BY 1
""".replace("{traded}", _TRADED.replace("{which}", "true"))
_PAID = """a.amount > 0
      AND (%(versions)s::bigint[] IS NULL OR a.plan_version_id = ANY(%(versions)s))"""
_TIERED = """{traded}, running AS (
    SELECT partner_id, lots, sum(lots) OVER (
        PARTITION BY partner_id ORDER BY at, ticket, deal_id ROWS UNBOUNDED PRECEDING
    ) - lots AS reached
    FROM traded WHERE level = 1 OR NOT %(direct)s
)
SELECT partner_id, width_bucket(reached, %(borders)s::numeric[]), sum(lots), count(*)
FROM running GROUP BY 1, 2 ORDER BY 1, 2
""".replace("{traded}", _TRADED.replace("{which}", _PAID))
_GROUPS = """
SELECT DISTINCT d."group" FROM partners_accrual a JOIN trading_deal d ON d.id = a.deal_id
WHERE a.partner_id = ANY(%(partners)s) AND a.id >= %(first)s
  AND a.occurred_at >= %(since)s AND a.occurred_at < %(until)s
"""
_REFERRALS = """
SELECT l.parent_id, count(*)
FROM partners_partnerparent l JOIN partners_partnerstanding s ON s.partner_id = l.partner_id
WHERE l.parent_id = ANY(%(partners)s) AND l.valid @> %(until)s::timestamptz
  AND s.status = 'active' AND s.valid @> %(until)s::timestamptz
GROUP BY 1
"""
_NET_DEPOSITS = """
SELECT l.partner_id, sum(m.amount)
FROM partners_clientpartner l JOIN (
    SELECT client_id, received - refunded - CASE
               WHEN state IN ('chargeback_open', 'chargeback_lost') THEN chargeback_amount
               ELSE 0 END AS amount
    FROM cashier_deposit
    WHERE received_currency = %(currency)s AND credited_at >= %(since)s
      AND credited_at < %(until)s
    UNION ALL
    SELECT client_id, -amount FROM cashier_withdrawal
    WHERE currency = %(currency)s AND state = 'paid' AND paid_at >= %(since)s
      AND paid_at < %(until)s
) m ON m.client_id = l.client_id
WHERE l.partner_id = ANY(%(partners)s) AND l.valid @> %(until)s::timestamptz
GROUP BY 1
"""
_EARNED = """
SELECT partner_id, sum(amount) FROM (
    SELECT a.partner_id, a.amount FROM partners_accrual a
    WHERE a.partner_id = ANY(%(partners)s) AND a.id >= %(first)s
      AND a.occurred_at >= %(since)s AND a.occurred_at < %(until)s
      AND a.currency = %(currency)s AND {own}
    UNION ALL
    SELECT partner_id, amount FROM partners_earning
    WHERE partner_id = ANY(%(partners)s) AND occurred_at >= %(since)s
      AND occurred_at < %(until)s AND currency = %(currency)s
) e GROUP BY 1
""".replace("{own}", OWN)


@dataclass(frozen=True, slots=True)
class Span:
    """Partners of a brand, and the instants [since, until) that are looked at."""

    brand_pk: int
    partners: Collection[int]
    since: datetime
    until: datetime

    def asked(self, query: str, **params: object) -> list[tuple[Any, ...]]:
        """Ask about them."""
        given: dict[str, Any] = {
            "partners": list(self.partners), "since": self.since, "until": self.until,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(query, given | params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


class Volume(NamedTuple):
    """Lots of direct clients and of all below, and how many direct clients were active."""

    lots: Decimal
    tree_lots: Decimal
    active_clients: int


class Bucket(NamedTuple):
    """What a partner's clients traded while he had reached a tier: 0 is below the first."""

    partner_pk: int
    tier: int
    lots: Decimal
    deals: int


def volumes(span: Span, *, trades: int, lots: Decimal) -> dict[int, Volume]:
    """Who traded; a client is active from so many trades and lots on."""
    first = first_line_since(span.since)
    given = {"first": first, "out": LEFT_OUT, "trades": trades, "lots": lots}
    rows = span.asked(_VOLUMES, **given, **_factors(span, first))
    return {row[0]: Volume(*row[1:]) for row in rows}


def tier_buckets(
    span: Span, borders: Sequence[Decimal], *, direct: bool, versions: Sequence[int] | None
) -> list[Bucket]:
    """Lots of deals that paid a partner, by the tier reached before each, in order of time.

    versions: of these versions of plans alone.
    """
    first = first_line_since(span.since)
    given = {
        "first": first, "out": LEFT_OUT, "borders": list(borders), "direct": direct,
        "versions": None if versions is None else list(versions),
    }  # fmt: skip
    return [Bucket(*row) for row in span.asked(_TIERED, **given, **_factors(span, first))]


def referrals(span: Span) -> dict[int, Decimal]:
    """Active partners right below each, as of the span's end."""
    return {pk: Decimal(count) for pk, count in span.asked(_REFERRALS)}


def net_deposits(span: Span, currency: str) -> dict[int, Decimal]:
    """What the clients of each at the span's end paid in, less what went back."""
    return dict(span.asked(_NET_DEPOSITS, currency=currency))


def earned(span: Span, currency: str) -> dict[int, Decimal]:
    """What each earned for the span, by deals and without."""
    first = first_line_since(span.since)
    return dict(span.asked(_EARNED, currency=currency, first=first))


def _factors(span: Span, first: int) -> dict[str, list[Any]]:
    """What the lots of each platform group count, from when to when; others count as they are."""
    rows = list(_factor_rows(span, first))
    names = ("groups", "lowers", "uppers", "factors")
    return {name: [row[n] for row in rows] for n, name in enumerate(names)}


def _factor_rows(span: Span, first: int) -> Iterator[tuple[str, datetime, datetime, Decimal]]:
    books: list[tuple[SymbolRules, datetime, datetime]] = []
    held = SymbolBook.objects.filter(
        brand_id=span.brand_pk, valid__overlap=(span.since, span.until)
    )
    for row in held:
        rules = read_symbol_rules(row.body)
        if rules.lot_modifiers:
            books.append((rules, row.valid.lower or _BEGINNING, row.valid.upper or _END))
    groups = [row[0] for row in span.asked(_GROUPS, first=first)] if books else []
    for rules, lower, upper in books:
        for group in groups:
            factor = rules.lot_modifier(group)
            if factor != 1:
                yield group, lower, upper, factor
