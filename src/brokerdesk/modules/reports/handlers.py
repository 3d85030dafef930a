"""What the reports room does when others tell a fact."""

from decimal import Decimal

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand, brands
from brokerdesk.modules.clients.events import ClientRegistered
from brokerdesk.modules.trading.events import DealsIngested
from brokerdesk.modules.trading.queries import batch_deals

from .rules import day_of, deal_amounts
from .services import add
from .types import Amount, Metric


@handles(ClientRegistered, group="reports")
def registered(event: ClientRegistered, meta: EventMeta) -> None:
    """Count a registration."""
    if meta.brand_id is not None:
        day = day_of(meta.occurred_at, brand(meta.brand_id).reporting_zone)
        one = Amount(meta.brand_id, day, Metric.REGISTRATIONS, "", 1, Decimal(0))
        add([one], at=now())


@handles(DealsIngested, group="reports")
def dealt(event: DealsIngested, meta: EventMeta) -> None:
    """Add a batch's volume, results and charges."""
    zones = {row.pk: row.reporting_zone for row in brands()}
    add(deal_amounts(batch_deals(event.batch_id), zones), at=now())
