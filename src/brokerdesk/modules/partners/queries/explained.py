"""What a stored line stood on: the chain as of its instant, and the rates of its batches."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from brokerdesk.core.db import read_rows

# Of an instant that nothing is recorded for, what is recorded is none: no standing, no terms.
_MEMBERS = """
SELECT p.public_id, btrim(c.first_name || ' ' || c.last_name), p.code,
       coalesce(s.status, ''), coalesce(t.rank, ''), t.rate, coalesce(t.multiplier, 1)
FROM partners_partner p
JOIN clients_client c ON c.id = p.client_id
LEFT JOIN partners_partnerstanding s ON s.partner_id = p.id AND s.valid @> %s::timestamptz
LEFT JOIN partners_partnerterms t ON t.partner_id = p.id AND t.valid @> %s::timestamptz
WHERE p.public_id = ANY(%s)
"""
_RATES = """
SELECT DISTINCT ON (r.pair) r.pair, r.rate, r.source, r.at
FROM (SELECT batch_id, min(id) AS first FROM partners_accrual WHERE deal_id = %s
      GROUP BY batch_id) a
JOIN partners_batchrate r ON r.batch_id = a.batch_id
WHERE r.brand_id = %s AND r.pair = ANY(%s) ORDER BY r.pair, a.first
"""


@dataclass(frozen=True, slots=True)
class Member:
    """A partner of a chain as he was at an instant; `status` is empty where none is recorded."""

    level: int
    public_id: str
    name: str
    code: str
    status: str
    rank: str
    rate: Decimal | None
    multiplier: Decimal


@dataclass(frozen=True, slots=True)
class StoredRate:
    """One unit of the pair's first currency in its second, as a deal was computed by it."""

    pair: str
    rate: Decimal
    source: str
    at: datetime


def members(partner_ids: Collection[str], at: datetime) -> tuple[Member, ...]:
    """The partners of a chain, from the direct one up, as of an instant."""
    rows = read_rows(_MEMBERS, [at, at, list(partner_ids)])
    known = {row[0]: row for row in rows}
    return tuple(
        Member(level, *known[partner_id])
        for level, partner_id in enumerate(partner_ids, start=1)
        if partner_id in known
    )


def stored_rates(deal_pk: int, brand_pk: int, pairs: Collection[str]) -> tuple[StoredRate, ...]:
    """The rates that a deal was computed by, of some pairs; the first batch's hold."""
    rows = read_rows(_RATES, [deal_pk, brand_pk, list(pairs)])
    return tuple(StoredRate(*row) for row in rows)
