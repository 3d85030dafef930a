"""Pages of the trading room; importing registers them."""

from . import differences, lists, office, panels, portal, products, servers

__all__ = ["differences", "lists", "office", "panels", "portal", "products", "servers"]
