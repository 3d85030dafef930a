"""Pure conversions between the wire's records and the port's."""

from brokerdesk.kit.servertime import ServerTime

from .accounts import access_of, account, rights_for, user_record
from .deals import DealMapper
from .market import group, order, position, quote, symbol

__all__ = [
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
