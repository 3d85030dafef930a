"""What the rules against abuse look at: each question is one query over a brand's days."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

# People as they can be compared: mail without case, tag or Gmail's dots, the last nine digits of a
# phone, name and day of birth.
PLAIN = r"""
    SELECT id, lower(first_name || ' ' || last_name) || ' ' || born_on AS identity, phone,
        CASE WHEN host IN ('gmail.com', 'googlemail.com')
             THEN replace(name, '.', '') || '@gmail.com' ELSE name || '@' || host END AS email
    FROM (
        SELECT id, first_name, last_name, born_on,
            split_part(lower(email), '@', 2) AS host,
            split_part(split_part(lower(email), '@', 1), '+', 1) AS name,
            right(regexp_replace(phone, '\D', '', 'g'), 9) AS phone
        FROM known
    ) parts
"""
_SAME_DOCUMENT = """EXISTS (
    SELECT FROM compliance_document d JOIN compliance_document e ON e.sha256 = d.sha256
    WHERE d.client_id = c.id AND e.client_id = o.id)"""
_SAME_PHONE = "length(c.phone) = 9 AND c.phone = o.phone"
ALIKE = f"""c.email = o.email OR ({_SAME_PHONE})
    OR c.identity = o.identity OR {_SAME_DOCUMENT}"""
_SELF = (
    """
WITH known AS MATERIALIZED (
    SELECT id, first_name, last_name, born_on, email, phone
    FROM clients_client WHERE brand_id = %(brand)s
), plain AS ({plain}), pairs AS (
    SELECT l.partner_id, l.client_id, c.email = o.email AS email,
        {phone} AS phone, c.identity = o.identity AS identity, {document} AS document
    FROM partners_clientpartner l
    JOIN partners_partner p ON p.id = l.partner_id
    JOIN plain o ON o.id = p.client_id
    JOIN plain c ON c.id = l.client_id
    WHERE p.brand_id = %(brand)s AND l.valid @> %(at)s::timestamptz AND c.id <> o.id
      AND (%(client)s::bigint IS NULL OR l.client_id = %(client)s)
)
SELECT partner_id, client_id, array_remove(ARRAY[
    CASE WHEN email THEN 'email' END, CASE WHEN phone THEN 'phone' END,
    CASE WHEN identity THEN 'identity' END, CASE WHEN document THEN 'document' END], NULL)
FROM pairs WHERE email OR phone OR identity OR document ORDER BY partner_id, client_id
""".replace("{plain}", PLAIN)
    .replace("{phone}", _SAME_PHONE)
    .replace("{document}", _SAME_DOCUMENT)
)
_HEDGES = """
WITH RECURSIVE up(start, id, depth) AS (
    SELECT id, id, 0 FROM partners_partner WHERE brand_id = %(brand)s
    UNION ALL
    SELECT up.start, l.parent_id, depth + 1 FROM up JOIN partners_partnerparent l
    ON l.partner_id = up.id AND l.valid @> %(at)s::timestamptz
    WHERE l.parent_id IS NOT NULL AND depth < 64
), roots AS (
    SELECT DISTINCT ON (start) start, id AS root FROM up ORDER BY start, depth DESC
), opened AS MATERIALIZED (
    SELECT r.root, cp.partner_id, a.client_id, d.symbol, d.kind, d.lots, d.occurred_at,
           floor(extract(epoch FROM d.occurred_at) / %(within)s)::bigint AS slot, d.ticket
    FROM trading_deal d
    JOIN trading_account a ON a.id = d.account_id
    JOIN partners_clientpartner cp ON cp.client_id = a.client_id
         AND cp.valid @> d.occurred_at AND cp.partner_id IS NOT NULL
    JOIN roots r ON r.start = cp.partner_id
    WHERE a.brand_id = %(brand)s AND a.kind = 'live' AND d.entry = 'in'
      AND d.kind IN ('buy', 'sell') AND d.deleted_at IS NULL
      AND d.occurred_at >= %(since)s AND d.occurred_at < %(at)s
)
SELECT b.client_id, min(b.partner_id), s.client_id, min(s.partner_id), count(*),
       (array_agg(ARRAY[b.ticket, s.ticket] ORDER BY b.occurred_at))[1:5]
FROM opened b
JOIN opened s ON s.root = b.root AND s.symbol = b.symbol AND s.kind = 'sell'
     AND s.slot = ANY(ARRAY[b.slot - 1, b.slot, b.slot + 1]) AND s.client_id <> b.client_id
WHERE b.kind = 'buy'
  AND abs(extract(epoch FROM b.occurred_at - s.occurred_at)) <= %(within)s
  AND abs(b.lots - s.lots) <= %(ratio)s * greatest(b.lots, s.lots)
GROUP BY b.client_id, s.client_id
ORDER BY 1, 3
"""
_QUICK_TRADES = """
WITH closed AS (
    SELECT a.client_id, (d.occurred_at AT TIME ZONE 'UTC')::date AS day,
        extract(epoch FROM d.occurred_at - coalesce(d.opened_at, (
            SELECT min(o.occurred_at) FROM trading_deal o
            WHERE o.server_id = d.server_id AND o.position_id = d.position_id
              AND o.position_id <> 0 AND o.entry = 'in'))) AS held
    FROM trading_deal d JOIN trading_account a ON a.id = d.account_id
    JOIN partners_clientpartner l ON l.client_id = a.client_id AND l.partner_id IS NOT NULL
         AND l.valid @> %(at)s::timestamptz
    WHERE a.brand_id = %(brand)s AND a.kind = 'live' AND d.entry IN ('out', 'out_by')
      AND d.kind IN ('buy', 'sell') AND d.deleted_at IS NULL
      AND d.occurred_at >= %(since)s AND d.occurred_at < %(at)s
), days AS (
    SELECT client_id, day, count(*) AS trades,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY held) AS median
    FROM closed GROUP BY client_id, day
)
SELECT DISTINCT ON (client_id) client_id, day, trades, round(median)::bigint FROM days
WHERE trades > %(trades)s AND median < %(held)s ORDER BY client_id, trades DESC
"""
_COMMISSION = """
SELECT l.client_id, a.currency, sum(a.amount)
FROM partners_accrual a
JOIN trading_deal d ON d.id = a.deal_id
JOIN trading_account t ON t.id = d.account_id
JOIN partners_clientpartner l ON l.client_id = t.client_id AND l.partner_id IS NOT NULL
     AND l.valid @> %(at)s::timestamptz
WHERE t.brand_id = %(brand)s AND a.partner_id IS NOT NULL
  AND a.occurred_at >= %(since)s AND a.occurred_at < %(at)s
GROUP BY 1, 2 HAVING sum(a.amount) > 0 ORDER BY 1, 2
"""
_BY_DEAL = """
SELECT a.deal_id, t.client_id, a.currency, sum(a.amount), max(a.plan_version_id)
FROM partners_accrual a
JOIN trading_deal d ON d.id = a.deal_id
JOIN trading_account t ON t.id = d.account_id
WHERE t.brand_id = %(brand)s AND a.partner_id IS NOT NULL
  AND a.occurred_at >= %(since)s AND a.occurred_at < %(at)s
GROUP BY 1, 2, 3 HAVING sum(a.amount) <> 0 ORDER BY 1
"""
_MONEY = """
SELECT client_id, currency, sum(paid_in), sum(paid_out) FROM (
    SELECT client_id, received_currency AS currency, received - refunded AS paid_in, 0 AS paid_out
    FROM cashier_deposit
    WHERE client_id = ANY(%(clients)s) AND credited_at >= %(since)s AND credited_at < %(at)s
    UNION ALL
    SELECT client_id, currency, 0, amount FROM cashier_withdrawal
    WHERE client_id = ANY(%(clients)s) AND state = 'paid'
      AND paid_at >= %(since)s AND paid_at < %(at)s
) m GROUP BY 1, 2
"""
_QUICK_OUT = """
WITH firsts AS (
    SELECT client_id, min(credited_at) AS at FROM cashier_deposit
    WHERE brand_id = %(brand)s AND credited_at IS NOT NULL GROUP BY client_id
), put AS (
    SELECT d.client_id, f.at, d.received_currency AS currency, sum(d.received) AS paid_in
    FROM firsts f JOIN cashier_deposit d ON d.client_id = f.client_id
         AND d.credited_at < f.at + make_interval(days => %(days)s)
    WHERE f.at >= %(since)s GROUP BY 1, 2, 3
)
SELECT put.client_id, put.currency, put.paid_in, sum(w.amount), put.at
FROM put
JOIN cashier_withdrawal w ON w.client_id = put.client_id AND w.currency = put.currency
     AND w.state = 'paid' AND w.paid_at < put.at + make_interval(days => %(days)s)
JOIN partners_clientpartner l ON l.client_id = put.client_id AND l.partner_id IS NOT NULL
     AND l.valid @> %(at)s::timestamptz
WHERE EXISTS (SELECT FROM trading_account a JOIN trading_deal t ON t.account_id = a.id
              WHERE a.client_id = put.client_id AND a.kind = 'live' AND t.kind IN ('buy', 'sell'))
GROUP BY 1, 2, 3, 5 HAVING sum(w.amount) > %(ratio)s * put.paid_in ORDER BY 1, 2
"""
_FARMS = """
SELECT f.partner_id, k.origin, (k.at AT TIME ZONE 'UTC')::date, count(*),
       (array_agg(c.public_id ORDER BY f.registered_at))[1:20]
FROM partners_funnel f
JOIN partners_click k ON k.id = f.click_id
JOIN partners_partner p ON p.id = f.partner_id
JOIN clients_client c ON c.id = f.client_id
WHERE p.brand_id = %(brand)s AND f.registered_at >= %(since)s AND f.registered_at < %(at)s
GROUP BY 1, 2, 3 HAVING count(*) >= %(least)s ORDER BY 1, 3
"""
_DIRECT = """
SELECT client_id, partner_id FROM partners_clientpartner
WHERE client_id = ANY(%(clients)s) AND partner_id IS NOT NULL AND valid @> %(at)s::timestamptz
"""
_BARRED = """
SELECT client_id, partner_id, lower(valid), upper(valid) FROM partners_selfreferral
WHERE client_id = ANY(%(clients)s)
"""


class SamePerson(NamedTuple):
    """A client who shares something with his partner: email, phone, identity, document."""

    partner_pk: int
    client_pk: int
    shared: list[str]


class Hedge(NamedTuple):
    """Opposite trades of two clients of one tree, with the tickets of the first pairs."""

    client_pk: int
    partner_pk: int
    other_pk: int
    other_partner_pk: int
    times: int
    tickets: list[list[int]]


class QuickDay(NamedTuple):
    """A client's day with the most short trades."""

    client_pk: int
    day: date
    trades: int
    median_s: int


class QuickOut(NamedTuple):
    """What came and went within days of a client's first deposit."""

    client_pk: int
    currency: str
    paid_in: Decimal
    paid_out: Decimal
    first_at: datetime


class Farm(NamedTuple):
    """Registrations by a partner's links from one origin on one day."""

    partner_pk: int
    origin: str
    day: date
    registrations: int
    client_ids: list[str]


class Span(NamedTuple):
    """The days of a brand that are looked at."""

    brand_pk: int
    since: datetime
    at: datetime

    def asked(self, query: str, **more: Any) -> list[tuple[Any, ...]]:
        """What a query gives."""
        values: dict[str, Any] = {
            "brand": self.brand_pk,
            "since": self.since,
            "at": self.at,
            **more,
        }
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            return list(cursor.fetchall())


def same_persons(span: Span, client_pk: int | None = None) -> list[SamePerson]:
    """Clients of the brand, or one of them, who seem to be their direct partner."""
    return [SamePerson(*row) for row in span.asked(_SELF, client=client_pk)]


def hedges(span: Span, *, within_s: int, ratio: Decimal, times: int) -> list[Hedge]:
    """Pairs of clients of one tree who opened opposite trades together at least so often."""
    rows = [Hedge(*row) for row in span.asked(_HEDGES, within=within_s, ratio=ratio)]
    return [row for row in rows if row.times >= times]


def quick_days(span: Span, *, trades: int, held_s: int) -> list[QuickDay]:
    """Clients of partners with a day of more trades than this, held less than this."""
    return [QuickDay(*row) for row in span.asked(_QUICK_TRADES, trades=trades, held=held_s)]


def commission_by_client(span: Span) -> list[tuple[int, str, Decimal]]:
    """What each client of a partner gave partners, by currency."""
    return [(row[0], row[1], row[2]) for row in span.asked(_COMMISSION)]


def commission_by_deal(span: Span) -> list[tuple[int, int, str, Decimal, int | None]]:
    """What deals gave partners: deal, client, currency, sum, a plan version that paid."""
    return [(row[0], row[1], row[2], row[3], row[4]) for row in span.asked(_BY_DEAL)]


def money_of(
    span: Span, client_pks: Iterable[int]
) -> dict[int, dict[str, tuple[Decimal, Decimal]]]:
    """What clients paid in and out, by client and currency."""
    found: dict[int, dict[str, tuple[Decimal, Decimal]]] = {}
    for client_pk, currency, paid_in, paid_out in span.asked(_MONEY, clients=list(client_pks)):
        found.setdefault(client_pk, {})[currency] = (paid_in, paid_out)
    return found


def quick_outs(span: Span, *, days: int, ratio: Decimal) -> list[QuickOut]:
    """Clients of partners who traded and soon took out more than this share of what came."""
    return [QuickOut(*row) for row in span.asked(_QUICK_OUT, days=days, ratio=ratio)]


def farms(span: Span, *, least: int) -> list[Farm]:
    """Origins of one day that brought a partner at least so many registrations."""
    return [Farm(*row) for row in span.asked(_FARMS, least=least)]


def direct_partners(client_pks: Iterable[int], at: datetime) -> dict[int, int]:
    """The direct partner of each client who has one."""
    rows = Span(0, at, at).asked(_DIRECT, clients=list(client_pks))
    return {row[0]: row[1] for row in rows}


Barred = Mapping[tuple[int, int], list[tuple[datetime, datetime | None]]]


def barred(client_pks: Iterable[int]) -> Barred:
    """From when to when (exclusive) clients pay a partner nothing, for they seem to be him."""
    with connection.cursor() as cursor:
        cursor.execute(_BARRED, {"clients": list(client_pks)})
        rows = cursor.fetchall()
    found: dict[tuple[int, int], list[tuple[datetime, datetime | None]]] = {}
    for client_pk, partner_pk, lower, upper in rows:
        found.setdefault((client_pk, partner_pk), []).append((lower, upper))
    return found
