"""The lines that stand: computed, and not reversed since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from brokerdesk.core.db import read_rows

from .chains import earners

_STANDING = """
SELECT a.id, a.deal_id, a.deal_version, a.partner_id, a.level, a.kind, a.amount, a.currency,
       a.reason, a.plan_version_id, a.occurred_at, a.why -> 'day',
       CASE a.kind WHEN 'adjustment' THEN coalesce(a.why ->> 'kind', 'commission') END
FROM partners_accrual a
WHERE a.deal_id = ANY(%s) AND a.kind <> 'reversal'
  AND NOT EXISTS (SELECT FROM partners_accrual r WHERE r.reverses_id = a.id)
ORDER BY a.id
"""
_NEWEST = """
SELECT deal_id, max(deal_version) FROM partners_accrual WHERE deal_id = ANY(%s) GROUP BY deal_id
"""


class StandingLine(NamedTuple):
    """A line that stands.

    day: what it used of a cap per day. decides: the kind of line that people put it in place of.
    """

    pk: int
    deal_pk: int
    deal_version: int
    partner_pk: int | None
    level: int
    kind: str
    amount: Decimal
    currency: str
    reason: str
    plan_version_pk: int | None
    occurred_at: datetime
    day: Mapping[str, str] | None
    decides: str | None

    @property
    def key(self) -> tuple[int, int, str]:
        return (self.deal_pk, self.level, self.kind)

    @property
    def says(self) -> tuple[object, ...]:
        """What a line that is computed anew is compared by."""
        return (self.partner_pk, self.amount, self.currency, self.reason)


class Bound(Protocol):
    """A line that may have used up a cap per day."""

    @property
    def deal_pk(self) -> int: ...
    @property
    def partner_pk(self) -> int | None: ...
    @property
    def day(self) -> Mapping[str, str] | None: ...


def standing_lines(deal_pks: Iterable[int]) -> list[StandingLine]:
    """The lines of some deals that stand, in the order they were accrued."""
    return [StandingLine(*row) for row in read_rows(_STANDING, [list(deal_pks)])]


def newest_versions(deal_pks: Iterable[int]) -> dict[int, int]:
    """The newest version of each deal that was accrued."""
    return dict(read_rows(_NEWEST, [list(deal_pks)]))


def caps_met(lines: Iterable[Bound]) -> dict[int, dict[tuple[str, date], Decimal]]:
    """By deal, what each partner had used of his day when the deal was accrued."""
    met: dict[int, dict[tuple[str, date], Decimal]] = defaultdict(dict)
    bound = [line for line in lines if line.day is not None]
    known = earners(line.partner_pk for line in bound if line.partner_pk is not None)
    for line in bound:
        if line.day is not None and line.partner_pk is not None:
            day = date.fromisoformat(line.day["date"])
            met[line.deal_pk][known[line.partner_pk].public_id, day] = Decimal(line.day["before"])
    return met
