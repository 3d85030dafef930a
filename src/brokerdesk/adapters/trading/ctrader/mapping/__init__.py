"""Pure conversions between the server's records and the port's."""

from .accounts import RIGHTS, account, names, with_figures
from .book import Asset, Book, group_parts
from .deals import CORRECTION_SOURCE, OPERATIONS, DealMapper, Seen
from .market import PositionMapper, Spot, group, order, quote, spot, symbol
from .servertime import ServerTime

__all__ = [
    "CORRECTION_SOURCE",
    "OPERATIONS",
    "RIGHTS",
    "Asset",
    "Book",
    "DealMapper",
    "PositionMapper",
    "Seen",
    "ServerTime",
    "Spot",
    "account",
    "group",
    "group_parts",
    "names",
    "order",
    "quote",
    "spot",
    "symbol",
    "with_figures",
]
