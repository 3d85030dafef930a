"""Pages of brands, entities and offices."""

from . import forms, lists

__all__ = ["forms", "lists"]
