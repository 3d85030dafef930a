"""Pages of the ledger; importing registers them."""

from . import lists, pages

__all__ = ["lists", "pages"]
