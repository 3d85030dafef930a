"""What every installation has after its tables: tables of coming weeks, roles and levels."""

from collections.abc import Callable

from brokerdesk.core.events.retention import make_weeks
from brokerdesk.modules.compliance.services import ensure_defaults as ensure_levels
from brokerdesk.modules.staff.services import ensure_defaults as ensure_roles

STEPS: tuple[Callable[[], object], ...] = (make_weeks, ensure_roles, ensure_levels)


def ensure_defaults() -> None:
    """Run all steps; running them again changes nothing."""
    for step in STEPS:
        step()
