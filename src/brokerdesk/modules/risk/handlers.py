"""What the risk room does when others tell a fact."""

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.modules.trading.events import DealsIngested

from .services.margin import note_stop_outs


@handles(DealsIngested, group="risk")
def stopped_out(event: DealsIngested, meta: EventMeta) -> None:
    """Note positions that a platform closed for want of margin."""
    note_stop_outs(event.batch_id)
