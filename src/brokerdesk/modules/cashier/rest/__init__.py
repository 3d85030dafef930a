"""REST of the cashier and its webhook; importing registers them."""

from . import hooks, money

__all__ = ["hooks", "money"]
