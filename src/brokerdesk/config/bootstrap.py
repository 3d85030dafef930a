"""What every installation has after its tables: roles and levels, made once, never taken away."""

from collections.abc import Callable

from brokerdesk.modules.compliance.services import ensure_defaults as ensure_levels
from brokerdesk.modules.staff.services import ensure_defaults as ensure_roles

STEPS: tuple[Callable[[], None], ...] = (ensure_roles, ensure_levels)


def ensure_defaults() -> None:
    """Run all steps; running them again changes nothing."""
    for step in STEPS:
        step()
