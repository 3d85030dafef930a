"""The back office's own pages; those of the business come from the rooms."""

from . import home, keys, roles, searching

__all__ = ["home", "keys", "roles", "searching"]
