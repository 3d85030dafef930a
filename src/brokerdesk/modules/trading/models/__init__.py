"""Tables of the trading room."""

from .accounts import Account, ForeignLogin
from .bulk import BulkJob, BulkRow
from .credits import CreditStand
from .deals import Deal, DealBatch, DealCorrection, Order, Position, Quote
from .differences import Difference
from .operations import Operation
from .positions import PositionStand
from .requests import AccountRequest
from .servers import GatewayReport, Group, Product, Server, ServerClockReading, Symbol

__all__ = [
    "Account",
    "AccountRequest",
    "BulkJob",
    "BulkRow",
    "CreditStand",
    "Deal",
    "DealBatch",
    "DealCorrection",
    "Difference",
    "ForeignLogin",
    "GatewayReport",
    "Group",
    "Operation",
    "Order",
    "Position",
    "PositionStand",
    "Product",
    "Quote",
    "Server",
    "ServerClockReading",
    "Symbol",
]
