"""A simulated MetaTrader 5 server: raw Web API, REST form and a control door."""

from .config import ALL_RIGHTS, Mt5Config
from .server import Mt5Server

__all__ = ["ALL_RIGHTS", "Mt5Config", "Mt5Server"]
