"""What the risk room does when others tell a fact."""

from datetime import timedelta

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.events import DealsIngested

from .events import MarginChanged
from .notices import TOLD, tell_client
from .services.alerts import evaluate_rules
from .services.margin import note_stop_outs
from .types import AlertKind, MarginKind

# Who hears of it later can do nothing any more.
NEWS = timedelta(hours=1)
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


@handles(MarginChanged, group="risk")
def margin_notice(event: MarginChanged, meta: EventMeta) -> None:
    """Tell clients whose margin is short, or whose positions were closed for it."""
    kind = MarginKind(event.kind)
    if event.ended or kind not in TOLD or now() - meta.recorded_at >= NEWS:
        return
    for account_id in event.account_ids:
        tell_client(account_id, kind, day=meta.recorded_at.date())
