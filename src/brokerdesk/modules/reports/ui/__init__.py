"""Panels of the reports room; importing registers them."""

from . import panels

__all__ = ["panels"]
