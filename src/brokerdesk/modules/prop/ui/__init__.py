"""Pages of the prop room; importing registers them."""

from . import evidence, office, programmes

__all__ = ["evidence", "office", "programmes"]
