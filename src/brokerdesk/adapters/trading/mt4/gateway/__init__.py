"""The port's Protocols, spoken to one bridge."""

from .platform import Mt4Platform, Mt4Session

__all__ = ["Mt4Platform", "Mt4Session"]
