"""A stage's equity minute by minute, from the newest marks."""

from datetime import timedelta
from typing import Final

from django.db import connection

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now

from ..models import EquityPoint

KEPT: Final = timedelta(days=400)
_NOTE: Final = """
INSERT INTO prop_equitypoint (stage_id, at, balance, low, high, close)
SELECT s.id, date_trunc('minute', v.marked_at), v.balance, v.equity, v.equity, v.equity
FROM prop_stage s JOIN valuation_stand v ON v.account_id = s.account_id
LEFT JOIN LATERAL (
    SELECT p.at, p.balance, p.close FROM prop_equitypoint p
    WHERE p.stage_id = s.id ORDER BY p.at DESC LIMIT 1
) last ON true
WHERE s.state IN ('live', 'held') AND v.marked_at >= s.started_at
    AND (last.at IS NULL OR (v.marked_at > last.at AND (v.balance <> last.balance
        OR abs(v.equity - last.close) > s.initial * 0.0001)))
ON CONFLICT (stage_id, at) DO UPDATE SET balance = excluded.balance, close = excluded.close,
    low = least(prop_equitypoint.low, excluded.low),
    high = greatest(prop_equitypoint.high, excluded.high)
"""


@periodic(every_s=15)
def note_equities() -> None:
    """Note where live stages stand, where that moved by a hundredth of a percent of the size."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE)


@periodic(every_s=86_400)
def forget_old_points() -> None:
    """Drop points that no page shows any more."""
    EquityPoint.objects.filter(at__lt=now() - KEPT, stage__state="ended").delete()
