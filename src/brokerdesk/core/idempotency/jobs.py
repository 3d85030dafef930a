"""Forget old keys."""

from datetime import timedelta

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now

from .services import forget_before

KEEP_DAYS = 30
BATCH = 10_000


@periodic(cron="37 2 * * *")
def forget_old_keys() -> None:
    """Delete keys that nobody repeats any more."""
    before = now() - timedelta(days=KEEP_DAYS)
    while forget_before(before, limit=BATCH) == BATCH:
        pass
