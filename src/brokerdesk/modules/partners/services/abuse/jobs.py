"""Looking for abuse by the clock, and at those who just came."""

from datetime import datetime

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.clients.queries import client as client_of

from .finding import found_in, found_of_newcomer
from .opening import open_cases


@periodic(cron="40 2 * * *")
def look_for_abuse() -> None:
    """Open cases for what the rules find in each brand."""
    for brand in brands():
        at = now()
        open_cases(brand.pk, found_in(brand.pk, at=at), at=at)


def look_at_newcomer(client_id: str, *, at: datetime) -> None:
    """Open a case when a client who has just got a partner seems to be that partner."""
    client = client_of(client_id)
    found = found_of_newcomer(client.brand_pk, client.pk, at=at)
    open_cases(client.brand_pk, found, at=at)
