"""Pure conversions between the wire's records and the port's."""

from .accounts import access_of, account, rights_for, user_record
from .deals import DealMapper
from .market import group, order, position, quote, symbol
from .money import Cents
from .servertime import ServerTime

__all__ = [
    "Cents",
    "DealMapper",
    "ServerTime",
    "access_of",
    "account",
    "group",
    "order",
    "position",
    "quote",
    "rights_for",
    "symbol",
    "user_record",
]
