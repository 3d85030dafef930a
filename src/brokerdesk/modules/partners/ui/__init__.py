"""Pages of the partners room; importing registers them."""

from . import cabinet, lists, office, panels, plans

__all__ = ["cabinet", "lists", "office", "panels", "plans"]
