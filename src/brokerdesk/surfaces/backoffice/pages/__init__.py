"""The back office's own pages; those of the business come from the rooms."""

from . import audit, events, home, jobs, keys, machinery, parked, roles, searching

__all__ = ["audit", "events", "home", "jobs", "keys", "machinery", "parked", "roles", "searching"]
