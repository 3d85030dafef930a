"""What a list of partners shows of each: direct clients, this month's earnings, what is payable."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from brokerdesk.core.db import read_rows
from brokerdesk.modules.brands.queries import reporting_zones
from brokerdesk.modules.ledger.queries import balances
from brokerdesk.modules.ledger.services import chart

from ..models import Partner
from .currencies import payable_currencies
from .earnings import OWN, Sums, borders, first_line_since

_CLIENTS = """
SELECT partner_id, count(*) FROM partners_clientpartner
WHERE partner_id = ANY(%s) AND valid @> %s::timestamptz GROUP BY 1
"""
_EARNED = """
WITH wanted AS (
    SELECT * FROM unnest(%s::bigint[], %s::timestamptz[]) AS wanted (id, since)
), lines AS (
    SELECT a.partner_id, a.currency, a.amount
    FROM wanted
    JOIN partners_accrual a ON a.partner_id = wanted.id AND a.occurred_at >= wanted.since
    WHERE a.id >= %s AND a.amount <> 0 AND {own}
    UNION ALL
    SELECT e.partner_id, e.currency, e.amount
    FROM wanted
    JOIN partners_earning e ON e.partner_id = wanted.id AND e.occurred_at >= wanted.since
)
SELECT partner_id, currency, sum(amount) FROM lines GROUP BY 1, 2 ORDER BY 1, 2
""".replace("{own}", OWN)


class Numbers(NamedTuple):
    """A partner's numbers; `earned` since his brand's month began."""

    clients: int
    earned: Sums
    payable: Sums


def numbers_of(partners: Sequence[Partner], *, at: datetime) -> dict[int, Numbers]:
    """The numbers of some partners, asked for together. Needs `brand` joined."""
    if not partners:
        return {}
    zones, pks = reporting_zones(), [partner.pk for partner in partners]
    months = [borders(zones[partner.brand_id], at)[2] for partner in partners]
    clients = dict(read_rows(_CLIENTS, [pks, at]))
    earned: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    rows = read_rows(_EARNED, [pks, months, first_line_since(min(months))])
    for partner_pk, currency, amount in rows:
        earned[partner_pk].append((currency, amount))
    payable = _payables(partners)
    return {pk: Numbers(clients.get(pk, 0), tuple(earned[pk]), payable[pk]) for pk in pks}


def _payables(partners: Sequence[Partner]) -> dict[int, Sums]:
    """What is payable to each, in the currencies in which he can earn; zeros left out."""
    by_brand: dict[int, list[int]] = defaultdict(list)
    for partner in partners:
        by_brand[partner.brand_id].append(partner.pk)
    currencies: dict[int, list[str]] = {}
    for brand_pk, pks in by_brand.items():
        currencies |= payable_currencies(pks, brand_pk)
    codes = {
        (partner.pk, currency): chart.partner_payable(
            partner.public_id, currency, partner.brand.entity_id
        ).code
        for partner in partners
        for currency in currencies[partner.pk]
    }
    known = balances(list(codes.values()))
    found: dict[int, Sums] = {}
    for partner in partners:
        sums = ((currency, known.get(code)) for (pk, currency), code in codes.items()
                if pk == partner.pk)  # fmt: skip
        found[partner.pk] = tuple((currency, amount) for currency, amount in sums if amount)
    return found
