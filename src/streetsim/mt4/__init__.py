"""A simulated MetaTrader 4 server behind CPlugin WebAPI v2: REST, SignalR and a control door."""

from .config import Client, Mt4Config
from .server import Mt4Server

__all__ = ["Client", "Mt4Config", "Mt4Server"]
