"""Panels and pages of the reports room; importing registers them."""

from . import charts, pages, panels

__all__ = ["charts", "pages", "panels"]
