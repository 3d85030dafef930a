"""Pages of staff."""

from . import forms, pages

__all__ = ["forms", "pages"]
