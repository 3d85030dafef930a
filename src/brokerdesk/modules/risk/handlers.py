"""What the risk room does when others tell a fact."""

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.events import DealsIngested

from .events import MarginChanged
from .services.alerts import evaluate_rules
from .services.margin import note_stop_outs
from .types import AlertKind

OF_MARGIN = (AlertKind.MARGIN_LEVEL, AlertKind.NEGATIVE_BALANCE)


@handles(DealsIngested, group="risk")
def stopped_out(event: DealsIngested, meta: EventMeta) -> None:
    """Note positions that a platform closed for want of margin."""
    note_stop_outs(event.batch_id)


@handles(MarginChanged, group="risk")
def margin_moved(event: MarginChanged, meta: EventMeta) -> None:
    """Raise alerts of margins at once rather than at the next look."""
    if not event.ended:
        evaluate_rules(at=now(), kinds=OF_MARGIN)
