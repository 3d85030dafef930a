"""The port's Protocols, spoken over the Manager API and the WebServices."""

from .platform import CTraderPlatform, CTraderSession

__all__ = ["CTraderPlatform", "CTraderSession"]
