"""What a trader reads by mail about his challenges, in his language; each fact once."""

from .appeals import tell_trader

__all__ = ["tell_trader"]
