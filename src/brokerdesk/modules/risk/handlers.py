"""What the risk room does when others tell a fact."""

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.core.jobs import defer
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.events import DealsIngested

from .events import MarginChanged
from .jobs import look_at_alerts_of_margin
from .notices import TOLD, tell_client
from .services.margin import note_stop_outs
from .types import MarginKind

ONCE = "risk:alerts_of_margin"


@handles(DealsIngested, group="risk")
def stopped_out(event: DealsIngested, meta: EventMeta) -> None:
    """Note positions that a platform closed for want of margin."""
    note_stop_outs(event.batch_id)


@handles(MarginChanged, group="risk")
def margin_moved(event: MarginChanged, meta: EventMeta) -> None:
    """Raise alerts of margins at once rather than at the next look; those of a fall together."""
    if not event.ended:
        defer(look_at_alerts_of_margin, lock=ONCE, once=ONCE)


@handles(MarginChanged, group="risk_notices")
def margin_notice(event: MarginChanged, meta: EventMeta) -> None:
    """Tell clients whose margin is short, or whose positions were closed for it."""
    kind = MarginKind(event.kind)
    if event.ended or kind not in TOLD:
        return
    for account_id in event.account_ids:
        tell_client(account_id, kind, at=now())
