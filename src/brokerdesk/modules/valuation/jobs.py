"""The room's periodic work."""

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now

from .services.faults import forget_faults


@periodic(every_s=3600)
def forget_old_faults() -> None:
    """Forget runs of faulty quotes that ended long ago."""
    forget_faults(at=now())
