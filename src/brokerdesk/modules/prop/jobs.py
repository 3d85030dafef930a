"""The room's periodic work, declared beside what it does."""

from .commerce import jobs as commerce_jobs
from .notices import participants
from .services import actions, bulk, curve, report_jobs, rooms, stuck, watching
from .services.lab import jobs as lab_jobs
from .services.lifecycle import gates
from .services.signals import looking

__all__ = [
    "actions",
    "bulk",
    "commerce_jobs",
    "curve",
    "gates",
    "lab_jobs",
    "looking",
    "participants",
    "report_jobs",
    "rooms",
    "stuck",
    "watching",
]
