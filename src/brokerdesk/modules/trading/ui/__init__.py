"""Pages of the trading room; importing registers them."""

from . import differences, foreign, lists, office, panels, portal, products, servers

__all__ = ["differences", "foreign", "lists", "office", "panels", "portal", "products", "servers"]
