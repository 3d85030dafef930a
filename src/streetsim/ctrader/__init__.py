"""A simulated cTrader server: Manager API, WebServices and Open API over one account store."""

from .config import CTraderConfig
from .server import CTraderServer

__all__ = ["CTraderConfig", "CTraderServer"]
