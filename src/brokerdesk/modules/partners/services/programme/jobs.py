"""Forgetting old clicks by the clock."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now

MOST: Final = 5000
# Who came by a click has it in his funnel.
_PURGE = """
DELETE FROM partners_click WHERE id IN (
    SELECT c.id FROM partners_click c
    WHERE c.at < %s AND NOT EXISTS (SELECT FROM partners_funnel f WHERE f.click_id = c.id)
    ORDER BY c.id LIMIT %s
)
"""


@periodic(cron="41 * * * *")
def purge_clicks() -> None:
    """Delete some of the clicks that brought nobody and are older than they are kept."""
    purge(at=now())


def purge(*, at: datetime) -> int:
    """Delete old clicks, so many at a time that nobody waits; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [at - timedelta(days=settings.CLICKS_KEEP_DAYS), MOST])
        deleted: int = cursor.rowcount
        return deleted
