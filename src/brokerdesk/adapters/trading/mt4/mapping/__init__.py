"""Pure conversions between the bridge's records and the port's."""

from .accounts import account, changed_fields, is_weak, user_fields
from .deals import DealMapper, is_deal
from .market import group, order, position, quote, symbol

__all__ = [
    "DealMapper",
    "account",
    "changed_fields",
    "group",
    "is_deal",
    "is_weak",
    "order",
    "position",
    "quote",
    "symbol",
    "user_fields",
]
