"""Pages of the prop room; importing registers them."""

from . import evidence, programmes

__all__ = ["evidence", "programmes"]
