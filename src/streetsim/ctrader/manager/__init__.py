"""The Manager API: the broker's binary interface."""

from . import accounts, dealing, history, market, money
from .connection import ManagerConnection
from .events import ManagerHub

__all__ = ["ManagerConnection", "ManagerHub", "accounts", "dealing", "history", "market", "money"]
