"""Pages of clients and leads."""

from . import card, forms, leads, links, lists, panels, portal, signup

__all__ = ["card", "forms", "leads", "links", "lists", "panels", "portal", "signup"]
