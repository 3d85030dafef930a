"""Forget which handlers ran, long after no message can come again."""

from datetime import timedelta

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now

from .retention import forget_handled

KEEP_DAYS = 30
BATCH = 20_000


@periodic(cron="7 2 * * *")
def forget_old_records() -> None:
    """Delete old records of handled events; the stream keeps messages for a week only."""
    before = now() - timedelta(days=KEEP_DAYS)
    while forget_handled(before, limit=BATCH) == BATCH:
        pass
