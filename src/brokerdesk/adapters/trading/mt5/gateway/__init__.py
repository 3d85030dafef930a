"""The port's Protocols, spoken over one connection."""

from .platform import Mt5Platform, Mt5Session

__all__ = ["Mt5Platform", "Mt5Session"]
