"""The bridge's methods, by verb, name and number of path parts."""

from . import server, trades, users
from .base import METHODS, Call, Method

__all__ = ["METHODS", "Call", "Method", "server", "trades", "users"]
