"""What a partner earned in a period, and by which clients, without reading older lines."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from brokerdesk.core.db import read_rows

# A deal may be recorded this long before its own time says, when clocks differ.
_MARGIN: Final = timedelta(hours=1)
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC) + _MARGIN
_FIRST = """
WITH RECURSIVE search(low, high) AS (
    SELECT 1::bigint, (SELECT coalesce(max(id), 0) + 1 FROM partners_accrual)
    UNION ALL
    SELECT CASE WHEN f.recorded_at < %s THEN f.id + 1 ELSE low END,
           CASE WHEN f.recorded_at < %s THEN high ELSE (low + high) / 2 END
    FROM search, LATERAL (
        SELECT id, recorded_at FROM partners_accrual
        WHERE id >= (low + high) / 2 ORDER BY id LIMIT 1
    ) f
    WHERE low < high
)
SELECT low FROM search WHERE low >= high
"""
# What went to a client as his rebate, or came back of it, is not the partner's.
# Only a reversal looks its line up: as a join, the database would read all lines for it.
OWN = """a.kind <> 'rebate' AND CASE WHEN a.reverses_id IS NULL THEN true ELSE (
    SELECT r.kind <> 'rebate' FROM partners_accrual r WHERE r.id = a.reverses_id
) END"""
# What is earned without a deal counts on its own day.
_EARNED = """
WITH lines AS (
    SELECT a.currency, a.amount, a.occurred_at
    FROM partners_accrual a
    WHERE a.partner_id = %(partner)s AND a.id >= %(first)s AND a.occurred_at >= %(oldest)s
      AND a.amount <> 0 AND {own}
    UNION ALL
    SELECT currency, amount, occurred_at FROM partners_earning
    WHERE partner_id = %(partner)s AND occurred_at >= %(oldest)s
)
SELECT currency, sum(amount) FILTER (WHERE occurred_at >= %(today)s),
       sum(amount) FILTER (WHERE occurred_at >= %(week)s),
       sum(amount) FILTER (WHERE occurred_at >= %(month)s)
FROM lines GROUP BY 1 ORDER BY 1
""".replace("{own}", OWN)
_BOTH = """
WITH lines AS (
    SELECT a.currency, a.amount, a.occurred_at, a.deal_id
    FROM partners_accrual a
    WHERE a.partner_id = %(partner)s AND a.id >= %(first)s AND a.occurred_at >= %(oldest)s
      AND a.amount <> 0 AND {own}
    UNION ALL
    SELECT currency, amount, occurred_at, NULL FROM partners_earning
    WHERE partner_id = %(partner)s AND occurred_at >= %(oldest)s
)
SELECT currency, sum(amount) FILTER (WHERE occurred_at >= %(today)s),
       sum(amount) FILTER (WHERE occurred_at >= %(week)s),
       sum(amount) FILTER (WHERE occurred_at >= %(month)s),
       sum(amount) FILTER (WHERE occurred_at >= %(since)s AND occurred_at < %(until)s),
       count(DISTINCT deal_id) FILTER (WHERE occurred_at >= %(since)s AND occurred_at < %(until)s),
       bool_or(occurred_at >= %(since)s AND occurred_at < %(until)s)
FROM lines GROUP BY 1 ORDER BY 1
""".replace("{own}", OWN)
_PERIOD = """
WITH lines AS (
    SELECT a.currency, a.amount, a.deal_id
    FROM partners_accrual a
    WHERE a.partner_id = %(partner)s AND a.id >= %(first)s AND a.occurred_at >= %(since)s
      AND a.occurred_at < %(until)s AND a.amount <> 0 AND {own}
    UNION ALL
    SELECT currency, amount, NULL FROM partners_earning
    WHERE partner_id = %(partner)s AND occurred_at >= %(since)s AND occurred_at < %(until)s
)
SELECT currency, sum(amount), count(DISTINCT deal_id) FROM lines GROUP BY 1 ORDER BY 1
""".replace("{own}", OWN)
_CLIENTS = """
SELECT c.id, c.public_id, c.first_name, c.last_name, c.email, lower(l.valid)
FROM partners_clientpartner l JOIN clients_client c ON c.id = l.client_id
WHERE l.partner_id = %s AND l.valid @> %s::timestamptz AND c.id > %s ORDER BY c.id LIMIT %s
"""
_BY_CLIENT = """
WITH lines AS (
    SELECT t.client_id, a.deal_id, a.currency, a.amount
    FROM partners_accrual a
    JOIN trading_deal d ON d.id = a.deal_id
    JOIN trading_account t ON t.id = d.account_id
    WHERE a.partner_id = %(partner)s AND a.id >= %(first)s AND a.level = 1
      AND a.occurred_at >= %(since)s AND a.occurred_at < %(until)s
      AND t.client_id = ANY(%(clients)s) AND d.deleted_at IS NULL AND {own}
), sums AS (
    SELECT client_id, currency, amount FROM lines
    UNION ALL
    SELECT client_id, currency, amount FROM partners_earning
    WHERE partner_id = %(partner)s AND client_id = ANY(%(clients)s)
      AND occurred_at >= %(since)s AND occurred_at < %(until)s
)
SELECT client_id, currency, sum(amount), NULL::bigint, NULL::numeric FROM sums GROUP BY 1, 2
UNION ALL
SELECT client_id, '', 0, count(*), sum(lots) FROM (
    SELECT DISTINCT ON (l.deal_id) l.client_id,
           CASE WHEN d.lots_closed > 0 THEN d.lots_closed ELSE d.lots END AS lots
    FROM lines l JOIN trading_deal d ON d.id = l.deal_id
) deals GROUP BY 1 ORDER BY 1, 2
""".replace("{own}", OWN)
Sums = tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Earned:
    """What a partner earned since the day, the week and the month began, in one currency."""

    currency: str
    today: Decimal
    week: Decimal
    month: Decimal


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """What a partner earned in a period in one currency, and by how many deals."""

    currency: str
    amount: Decimal
    deals: int


@dataclass(frozen=True, slots=True)
class ClientWork:
    """A direct client of a partner, with what he brought in a period."""

    pk: int
    public_id: str
    first_name: str
    last_name: str
    email: str
    since: datetime | None
    deals: int
    lots: Decimal
    earned: Sums

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def first_line_since(at: datetime) -> int:
    """The key of the first line that can be of a deal of `at` or later.

    Lines are recorded in the order of their keys, so that it is found by halving.
    """
    wanted = max(at, _EARLIEST) - _MARGIN
    return int(read_rows(_FIRST, [wanted, wanted])[0][0])


def borders(zone: str, at: datetime) -> tuple[datetime, datetime, datetime]:
    """When the day, the week (from Monday) and the month of an instant began in a zone."""
    place = ZoneInfo(zone)
    day = at.astimezone(place).date()
    starts = (day, day - timedelta(days=day.weekday()), day.replace(day=1))
    today, week, month = (datetime.combine(d, time(), place).astimezone(UTC) for d in starts)
    return today, week, month


def earned_lately(partner_pk: int, zone: str, at: datetime) -> list[Earned]:
    """What a partner earned today, this week and this month, by currency."""
    today, week, month = borders(zone, at)
    oldest = min(week, month)
    given = {"partner": partner_pk, "first": first_line_since(oldest), "oldest": oldest}
    rows = read_rows(_EARNED, given | {"today": today, "week": week, "month": month})
    none = Decimal(0)
    return [Earned(row[0], *(value or none for value in row[1:])) for row in rows]


def earned_in(partner_pk: int, since: datetime, until: datetime) -> list[PeriodSum]:
    """What a partner earned in [since, until), by currency."""
    given = {"partner": partner_pk, "since": since, "until": until}
    rows = read_rows(_PERIOD, given | {"first": first_line_since(since)})
    return [PeriodSum(*row) for row in rows]


def earned_lately_and_in(
    partner_pk: int, zone: str, at: datetime, period: tuple[datetime, datetime]
) -> tuple[list[Earned], list[PeriodSum]]:
    """`earned_lately` and `earned_in`; the lines are read once where the period is as young."""
    (today, week, month), (since, until) = borders(zone, at), period
    oldest = min(week, month)
    if since < oldest:
        return earned_lately(partner_pk, zone, at), earned_in(partner_pk, since, until)
    given = {"partner": partner_pk, "first": first_line_since(oldest), "oldest": oldest}
    given |= {"today": today, "week": week, "month": month, "since": since, "until": until}
    none, rows = Decimal(0), read_rows(_BOTH, given)
    lately = [Earned(row[0], *(value or none for value in row[1:4])) for row in rows]
    return lately, [PeriodSum(row[0], *row[4:6]) for row in rows if row[6]]


def clients_of(
    partner_pk: int, period: tuple[datetime, datetime], *, at: datetime, after: int, limit: int
) -> list[ClientWork]:
    """Direct clients as of an instant with what they brought in a period, behind a key."""
    rows = read_rows(_CLIENTS, [partner_pk, at, after, limit])
    work = _work(partner_pk, [row[0] for row in rows], period) if rows else {}
    empty: tuple[int, Decimal, Sums] = (0, Decimal(0), ())
    return [ClientWork(*(*row, *work.get(row[0], empty))) for row in rows]


def _work(
    partner_pk: int, client_pks: Collection[int], period: tuple[datetime, datetime]
) -> dict[int, tuple[int, Decimal, Sums]]:
    since, until = period
    given = {"partner": partner_pk, "since": since, "until": until, "clients": list(client_pks)}
    rows = read_rows(_BY_CLIENT, given | {"first": first_line_since(since)})
    counted: dict[int, tuple[int, Decimal]] = {}
    earned: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    for client_pk, currency, amount, deals, lots in rows:
        if deals is not None:
            counted[client_pk] = (deals, lots)
        elif amount:
            earned[client_pk].append((currency, amount))
    nothing = (0, Decimal(0))
    return {
        pk: (*counted.get(pk, nothing), tuple(earned[pk])) for pk in counted.keys() | earned.keys()
    }
