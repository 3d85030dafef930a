"""The room's periodic work, declared beside what it does."""

from .services import rebates, run_jobs, waiting_jobs
from .services.abuse import jobs as abuse
from .services.acquisition import jobs as acquisition
from .services.ladders import jobs as ladders
from .services.past import jobs as past
from .services.revenue import jobs as revenue
from .services.tiers import jobs as tiers
from .services.trials import jobs as trials

__all__ = [
    "abuse",
    "acquisition",
    "ladders",
    "past",
    "rebates",
    "revenue",
    "run_jobs",
    "tiers",
    "trials",
    "waiting_jobs",
]
