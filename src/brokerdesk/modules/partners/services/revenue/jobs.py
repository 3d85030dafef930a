"""Settling shares of revenue by the clock."""

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands

from .settling import settle_due


@periodic(cron="15 * * * *")
def settle_revenue() -> None:
    """Settle the months that have ended in each brand's zone, and those that waited for a rate."""
    for brand in brands():
        settle_due(brand.pk, at=now())
