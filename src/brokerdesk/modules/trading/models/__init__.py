"""Tables of the trading room."""

from .accounts import Account, ForeignLogin
from .deals import Deal, DealBatch, DealCorrection, Position, Quote
from .differences import Difference
from .operations import Operation
from .servers import Group, Product, Server, ServerClockReading, Symbol

__all__ = [
    "Account",
    "Deal",
    "DealBatch",
    "DealCorrection",
    "Difference",
    "ForeignLogin",
    "Group",
    "Operation",
    "Position",
    "Product",
    "Quote",
    "Server",
    "ServerClockReading",
    "Symbol",
]
