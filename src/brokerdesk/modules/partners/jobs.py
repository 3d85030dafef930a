"""The room's periodic work, declared beside what it does."""

from .services import rebates, run_jobs, waiting_jobs
from .services.abuse import jobs as abuse
from .services.past import jobs as past
from .services.trials import jobs as trials

__all__ = ["abuse", "past", "run_jobs", "trials", "waiting_jobs"]
