"""The room's periodic work. Each may run twice: what is done stays done."""

from brokerdesk.core.jobs import job, periodic
from brokerdesk.kit.clock import now

from .services.alerts import evaluate_rules
from .services.book_rules import apply_rules
from .services.flow import compute_due
from .services.keeping import forget_old
from .services.margin import sweep
from .services.markouts import measure, note_late
from .services.marks import mark_due
from .types import AlertKind

OF_MARGIN = (AlertKind.MARGIN_LEVEL, AlertKind.NEGATIVE_BALANCE)


@periodic(every_s=60)
def mark_days() -> None:
    """Value open positions where a day of an entity begins."""
    mark_due(at=now())


@periodic(every_s=300)
def move_by_rules() -> None:
    """Put accounts into the books that the rules name."""
    apply_rules(at=now())


@periodic(every_s=10)
def look_at_margins() -> None:
    """Note margin calls of accounts that no valuation marks."""
    sweep(at=now())


@periodic(every_s=10)
def look_for_alerts() -> None:
    """Raise what the alert rules find."""
    evaluate_rules(at=now())


@job(retry=None)
def look_at_alerts_of_margin() -> None:
    """Raise what the alert rules of margins find; the next look comes soon if this one fails."""
    evaluate_rules(at=now(), kinds=OF_MARGIN)


@periodic(every_s=900)
def compute_flow() -> None:
    """Compute how accounts trade, once a day of their entity."""
    compute_due(at=now())


@periodic(every_s=20)
def measure_markouts() -> None:
    """Measure what prices did after clients' trades."""
    measure(at=now())


@periodic(every_s=900)
def note_late_trades() -> None:
    """Note trades that came too late to be measured, and forget old mark-outs."""
    note_late(at=now())


@periodic(every_s=3600)
def forget_what_is_old() -> None:
    """Forget figures of flow, margin events and alerts after the days that are set."""
    forget_old(at=now())
