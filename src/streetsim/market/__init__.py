"""A simulated market: 30 instruments with sessions, spreads, gaps, and currency conversion."""

from .instruments import INSTRUMENTS, CalcMode, Instrument
from .market import Market, Quote
from .sessions import is_open

__all__ = ["INSTRUMENTS", "CalcMode", "Instrument", "Market", "Quote", "is_open"]
