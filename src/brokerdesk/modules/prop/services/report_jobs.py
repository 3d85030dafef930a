"""What reports do by the clock."""

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now

from .reports import seal_due


@periodic(every_s=10)
def seal_reports() -> None:
    """Seal the reports whose ticks are noted, or that wait for none any more."""
    seal_due(at=now())
