"""What partners have used of their caps per day."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from brokerdesk.core.db import read_rows

from ..engine import DayCaps

# Of a deal that was accrued anew the newest lines count; one that was deleted gives nothing back.
_USED = """
SELECT a.partner_id, a.why #>> '{day,date}', sum((a.why #>> '{day,used}')::numeric)
FROM partners_accrual a
WHERE a.partner_id = ANY(%s) AND a.why #>> '{day,date}' = ANY(%s) AND a.why ? 'day'
  AND a.deal_id <> ALL(%s) AND NOT EXISTS (
    SELECT FROM partners_accrual r WHERE r.reverses_id = a.id AND EXISTS (
        SELECT FROM partners_accrual n
        WHERE n.deal_id = a.deal_id AND n.kind = 'commission' AND n.deal_version > a.deal_version
    ))
GROUP BY 1, 2
"""
Used = dict[tuple[int, date], Decimal]


def used_of_days(
    partner_pks: Iterable[int], days: Iterable[date], *, without: Iterable[int]
) -> Used:
    """What partners have used of days' caps, by (partner, day), but for some deals."""
    wanted = [list(set(partner_pks)), [day.isoformat() for day in set(days)], list(without)]
    if not wanted[0] or not wanted[1]:
        return {}
    rows = read_rows(_USED, wanted)
    return {(partner_pk, date.fromisoformat(day)): used for partner_pk, day, used in rows}


class CountedCaps(DayCaps):
    """Caps that remember of one deal what each partner had used, and uses by it."""

    __slots__ = ("grants",)

    def __init__(self, used: Mapping[tuple[str, date], Decimal]) -> None:
        super().__init__(dict(used))
        self.grants: dict[str, dict[str, str]] = {}

    def grant(self, partner_id: str, day: date, amount: Decimal, cap: Decimal) -> Decimal:
        """Give as much of an amount as the day's cap leaves, and note it."""
        before = self._used.get((partner_id, day), Decimal(0))
        granted = super().grant(partner_id, day, amount, cap)
        self.grants[partner_id] = {
            "date": day.isoformat(),
            "before": f"{before:f}",
            "used": f"{granted:f}",
        }
        return granted
