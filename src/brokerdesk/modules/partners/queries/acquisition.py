"""What clients did since they came, as terms of acquisition measure it, and who is one person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from brokerdesk.core.db import read_rows

from .abuse import ALIKE, PLAIN

_MONEY: Final = """
WITH w AS (
    SELECT * FROM unnest(%(clients)s::bigint[], %(since)s::timestamptz[], %(until)s::timestamptz[])
    AS w (client_id, since, until)
)
SELECT w.client_id, true, d.received_currency, d.received - d.refunded, d.credited_at
FROM w JOIN cashier_deposit d ON d.client_id = w.client_id
WHERE d.credited_at >= w.since AND d.credited_at < w.until
  AND d.state NOT IN ('chargeback_open', 'chargeback_lost')
UNION ALL
SELECT w.client_id, false, o.currency, o.amount, o.paid_at
FROM w JOIN cashier_withdrawal o ON o.client_id = w.client_id
WHERE o.state = 'paid' AND o.paid_at >= w.since AND o.paid_at < w.until
ORDER BY 1, 5
"""
_TRADES: Final = """
WITH w AS (
    SELECT * FROM unnest(%(clients)s::bigint[], %(since)s::timestamptz[], %(until)s::timestamptz[])
    AS w (client_id, since, until)
)
SELECT w.client_id, count(*), sum(CASE WHEN d.lots_closed > 0 THEN d.lots_closed ELSE d.lots END)
FROM w
JOIN trading_account a ON a.client_id = w.client_id AND a.kind = 'live' AND a.pays_partner
JOIN trading_deal d ON d.account_id = a.id
WHERE d.occurred_at >= w.since AND d.occurred_at < w.until AND d.deleted_at IS NULL
  AND d.kind IN ('buy', 'sell') AND d.entry IN ('out', 'inout', 'out_by')
GROUP BY 1
"""
_MOVED: Final = """
SELECT q.id FROM partners_qualification q
WHERE q.state IN ('pending', 'qualified') AND q.clawed_at IS NULL AND q.client_id IN (
    SELECT a.client_id FROM trading_deal d JOIN trading_account a ON a.id = d.account_id
    WHERE d.occurred_at >= %(since)s AND d.kind IN ('buy', 'sell')
) ORDER BY q.id
"""
# Another client of the brand who counts already, or the partner himself.
_TWIN: Final = """
WITH known AS (
    SELECT id, first_name, last_name, born_on, email, phone FROM clients_client
    WHERE id = %(client)s OR id IN (
        SELECT client_id FROM partners_qualification WHERE state = 'qualified'
    ) OR id = (SELECT client_id FROM partners_partner WHERE id = %(partner)s)
), plain AS ({plain})
SELECT o.id FROM plain c JOIN plain o ON o.id <> c.id
JOIN clients_client x ON x.id = c.id JOIN clients_client y ON y.id = o.id
WHERE c.id = %(client)s AND x.brand_id = y.brand_id AND ({alike})
ORDER BY o.id LIMIT 1
""".replace("{plain}", PLAIN).replace("{alike}", ALIKE)


class Window(NamedTuple):
    """The time in which what a client does counts."""

    client_pk: int
    since: datetime
    until: datetime


class Paid(NamedTuple):
    """Money that a client paid in, or took out."""

    incoming: bool
    currency: str
    amount: Decimal
    at: datetime


@dataclass(slots=True)
class Done:
    """What a client did: money in order of time, closed trades and their lots."""

    money: list[Paid] = field(default_factory=list)
    trades: int = 0
    lots: Decimal = Decimal(0)


def done_in(windows: Sequence[Window]) -> Mapping[int, Done]:
    """What clients did in their windows, asked for together."""
    given = {
        "clients": [one.client_pk for one in windows],
        "since": [one.since for one in windows],
        "until": [one.until for one in windows],
    }
    found: dict[int, Done] = defaultdict(Done)
    for client_pk, *paid in read_rows(_MONEY, given):
        found[client_pk].money.append(Paid(*paid))
    for client_pk, trades, lots in read_rows(_TRADES, given):
        found[client_pk].trades, found[client_pk].lots = trades, lots
    return found


def traded_since(since: datetime) -> list[int]:
    """Qualifications that can still change and whose clients traded since an instant."""
    return [row[0] for row in read_rows(_MOVED, {"since": since})]


def twin_of(client_pk: int, partner_pk: int) -> int | None:
    """The partner, or a client who counts already, who seems to be the same person."""
    rows: Iterable[tuple[int]] = read_rows(_TWIN, {"client": client_pk, "partner": partner_pk})
    return next((row[0] for row in rows), None)
