"""The tree below a partner, one level at a time, with what each node brought in a period."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from brokerdesk.core.db import read_rows

from .earnings import OWN, Sums, first_line_since

_NODES = """
SELECT p.id, p.public_id, btrim(c.first_name || ' ' || c.last_name), p.code, p.status,
       (SELECT count(*) FROM partners_clientpartner k
        WHERE k.partner_id = p.id AND k.valid @> %s::timestamptz),
       (SELECT count(*) FROM partners_partnerparent b
        WHERE b.parent_id = p.id AND b.valid @> %s::timestamptz)
FROM partners_partner p JOIN clients_client c ON c.id = p.client_id
"""
_BELOW = """{nodes}
WHERE p.id IN (
    SELECT l.partner_id FROM partners_partnerparent l
    WHERE l.parent_id = %s AND l.valid @> %s::timestamptz
) AND p.id > %s ORDER BY p.id LIMIT %s
""".replace("{nodes}", _NODES)
_ONE = "{nodes} WHERE p.id = %s".replace("{nodes}", _NODES)
_PATH = """
WITH RECURSIVE above(id, height) AS (
    SELECT p.id, 0 FROM partners_partner p WHERE p.public_id = %s
    UNION ALL
    SELECT l.parent_id, height + 1
    FROM above JOIN partners_partnerparent l ON l.partner_id = above.id
    WHERE above.id <> %s AND l.valid @> %s::timestamptz AND l.parent_id IS NOT NULL
      AND height < 64
)
SELECT p.id, p.public_id, btrim(c.first_name || ' ' || c.last_name)
FROM above JOIN partners_partner p ON p.id = above.id JOIN clients_client c ON c.id = p.client_id
ORDER BY height DESC
"""
_WORK = """
WITH lines AS MATERIALIZED (
    SELECT a.partner_id, a.currency, a.amount, a.deal_id, {own} AS own,
           a.level = 1 AND a.kind <> 'reversal' AS direct
    FROM partners_accrual a
    WHERE a.partner_id = ANY(%(partners)s) AND a.id >= %(first)s
      AND a.occurred_at >= %(since)s AND a.occurred_at < %(until)s
), sums AS (
    SELECT partner_id, currency, amount FROM lines WHERE own AND amount <> 0
    UNION ALL
    SELECT partner_id, currency, amount FROM partners_earning
    WHERE partner_id = ANY(%(partners)s) AND occurred_at >= %(since)s AND occurred_at < %(until)s
)
SELECT partner_id, currency, sum(amount), NULL::bigint, NULL::numeric FROM sums GROUP BY 1, 2
UNION ALL
SELECT partner_id, '', 0, count(*),
       sum(CASE WHEN d.lots_closed > 0 THEN d.lots_closed ELSE d.lots END)
FROM (SELECT DISTINCT partner_id, deal_id FROM lines WHERE direct) deals
JOIN trading_deal d ON d.id = deals.deal_id
WHERE d.deleted_at IS NULL GROUP BY 1
ORDER BY 1, 2
""".replace("{own}", OWN)


@dataclass(frozen=True, slots=True)
class Node:
    """A partner of the tree. Deals and lots are of his direct clients, `earned` is his own."""

    pk: int
    public_id: str
    name: str
    code: str
    status: str
    clients: int
    children: int
    deals: int
    lots: Decimal
    earned: Sums


@dataclass(frozen=True, slots=True)
class Place:
    """A partner on the way from the top of a tree to a node."""

    pk: int
    public_id: str
    name: str


Period = tuple[datetime, datetime]


def nodes_below(
    parent_pk: int, period: Period, *, at: datetime, after: int, limit: int
) -> list[Node]:
    """The partners right below one as of an instant, behind a key, with a period's numbers."""
    return _with_work(read_rows(_BELOW, [at, at, parent_pk, at, after, limit]), period)


def node(partner_pk: int, period: Period, *, at: datetime) -> Node:
    """One partner as of an instant, with a period's numbers."""
    (found,) = _with_work(read_rows(_ONE, [at, at, partner_pk]), period)
    return found


def path_to(partner_id: str, top_pk: int, at: datetime) -> list[Place]:
    """The way from the top of a tree down to a node; empty when it does not lead there."""
    found = [Place(*row) for row in read_rows(_PATH, [partner_id, top_pk, at])]
    return found if found and found[0].pk == top_pk else []


def _with_work(rows: list[tuple[Any, ...]], period: Period) -> list[Node]:
    pks = [row[0] for row in rows]
    earned, traded = _work(pks, period) if pks else ({}, {})
    nothing = (0, Decimal(0))
    return [
        Node(*(*row, *traded.get(pk, nothing), tuple(earned.get(pk, ()))))
        for pk, row in zip(pks, rows, strict=True)
    ]


def _work(
    pks: Collection[int], period: Period
) -> tuple[dict[int, list[tuple[str, Decimal]]], dict[int, tuple[int, Decimal]]]:
    since, until = period
    given = {
        "partners": list(pks), "first": first_line_since(since), "since": since, "until": until,
    }  # fmt: skip
    earned: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    traded: dict[int, tuple[int, Decimal]] = {}
    for partner_pk, currency, amount, deals, lots in read_rows(_WORK, given):
        if deals is None:
            earned[partner_pk].append((currency, amount))
        else:
            traded[partner_pk] = (deals, lots)
    return earned, traded
