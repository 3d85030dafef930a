"""The room's periodic work, declared beside what it does."""

from .commerce import jobs as commerce_jobs
from .services import actions, curve, report_jobs, rooms, watching
from .services.lifecycle import gates
from .services.signals import looking

__all__ = [
    "actions",
    "commerce_jobs",
    "curve",
    "gates",
    "looking",
    "report_jobs",
    "rooms",
    "watching",
]
