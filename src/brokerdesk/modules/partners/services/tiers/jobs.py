"""Settling tiers by the clock."""

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands

from .settling import settle_due


@periodic(every_s=600)
def settle_tiers() -> None:
    """Book what the periods that have ended pay in each brand."""
    for brand in brands():
        settle_due(brand.pk, at=now())
