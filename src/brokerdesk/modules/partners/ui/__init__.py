"""Pages of the partners room; importing registers them."""

from . import cabinet, lists, moving, office, panels, plans

__all__ = ["cabinet", "lists", "moving", "office", "panels", "plans"]
