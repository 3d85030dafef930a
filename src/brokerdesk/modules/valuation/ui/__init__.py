"""Pages of the valuation room; importing registers them."""

from . import prices, rules, stands, stops

__all__ = ["prices", "rules", "stands", "stops"]
