"""The vendor's enumerations, by their numbers."""

from enum import IntEnum


class AccessRights(IntEnum):
    """What the owner of an account may do."""

    FULL_ACCESS = 0
    CLOSE_ONLY = 1
    NO_TRADING = 2
    NO_LOGIN = 3


class AccountType(IntEnum):
    """How positions of one symbol combine."""

    HEDGED = 0
    NETTED = 1
    SPREAD_BETTING = 2


class TotalMargin(IntEnum):
    """How the margins of a symbol's two sides combine."""

    MAX = 0
    SUM = 1
    NET = 2


class LimitedRisk(IntEnum):
    """How margin of a limited-risk account is computed."""

    ACCORDING_TO_LEVERAGE = 0
    ACCORDING_TO_GSL = 1
    ACCORDING_TO_GSL_AND_LEVERAGE = 2


class Side(IntEnum):
    """Side of a trade."""

    BUY = 1
    SELL = 2

    @property
    def other(self) -> "Side":
        return Side(3 - self)


class OrderType(IntEnum):
    """Type of an order."""

    MARKET = 1
    LIMIT = 2
    STOP = 3
    STOP_LOSS_TAKE_PROFIT = 4
    MARKET_RANGE = 5
    STOP_LIMIT = 6


class OrderStatus(IntEnum):
    """State of an order."""

    ACCEPTED = 1
    FILLED = 2
    REJECTED = 3
    EXPIRED = 4
    CANCELLED = 5


class PositionStatus(IntEnum):
    """State of a position."""

    OPEN = 1
    CLOSED = 2
    CREATED = 3


class Execution(IntEnum):
    """What an execution event tells."""

    ACCEPTED = 2
    FILLED = 3
    REPLACED = 4
    CANCELLED = 5
    EXPIRED = 6
    REJECTED = 7
    CANCEL_REJECTED = 8
    SWAP = 9
    DEPOSIT_WITHDRAW = 10
    PARTIAL_FILL = 11
    BONUS_DEPOSIT_WITHDRAW = 12


class Crud(IntEnum):
    """What happens to an entity."""

    CREATE = 1
    READ = 2
    UPDATE = 3
    DELETE = 4
    UPDATE_DIFF = 5


DEAL_FILLED = 2
BOOK_B = 2
TIF_GTD = 1
TIF_GTC = 2
TIF_IOC = 3

DEPOSIT = 0
WITHDRAW = 1
CREDIT_IN = 19
CREDIT_OUT = 20
PROTECTION = 39
# Balance types by what they do; 2 is a closing deal, which no one asks for.
BALANCE_IN = frozenset({0, 5, 7, 8, 9, 11, 15, 21, 23, 25, 27, 30, 32, 36, 38, 39})
BALANCE_OUT = frozenset({1, 6, 10, 12, 13, 14, 16, 17, 18, 22, 24, 26, 28, 29, 31, 33, 34, 35, 37})
CREDIT = frozenset({CREDIT_IN, CREDIT_OUT})
BONUS_IN, BONUS_OUT = 0, 1
