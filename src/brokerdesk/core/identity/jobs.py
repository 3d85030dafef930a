"""The room's periodic work."""

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now

from .places import forget_places


@periodic(cron="23 3 * * *")
def forget_old_places() -> None:
    """Forget once a day from where nobody has signed in for long."""
    forget_places(now())
