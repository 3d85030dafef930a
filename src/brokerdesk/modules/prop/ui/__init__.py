"""Pages of the prop room; importing registers them."""

from . import evidence, office, portal, programmes

__all__ = ["evidence", "office", "portal", "programmes"]
