"""The server's result codes and the bridge's errors."""

from enum import IntEnum


class Ret(IntEnum):
    """Result of a manager call."""

    OK = 0
    ERROR = 2
    INVALID_DATA = 3
    NO_CONNECT = 6
    NOT_ENOUGH_RIGHTS = 7
    TOO_FREQUENT = 8
    MALFUNCTION = 9
    ACCOUNT_DISABLED = 64
    BAD_ACCOUNT_INFO = 65
    TRADE_TIMEOUT = 128
    TRADE_BAD_PRICES = 129
    TRADE_BAD_STOPS = 130
    TRADE_BAD_VOLUME = 131
    TRADE_MARKET_CLOSED = 132
    TRADE_DISABLE = 133
    TRADE_NO_MONEY = 134
    TRADE_OFF_QUOTES = 136
    TRADE_BROKER_BUSY = 137
    TRADE_ORDER_LOCKED = 139
    TRADE_TOO_MANY_REQ = 141
    TRADE_MODIFY_DENIED = 145
    TRADE_CONTEXT_BUSY = 146
    TRADE_EXPIRATION_DENIED = 147
    TRADE_TOO_MANY_ORDERS = 148

    @property
    def manager_code(self) -> str:
        """The name that the bridge gives it."""
        return self.name.title().replace("_", "")


_BY_NAME = {code.manager_code: code for code in Ret}


class BridgeError(Exception):
    """An answer with an error in its envelope."""

    def __init__(self, code: str, message: str, manager_code: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.manager_code = manager_code


class Refusal(BridgeError):
    """The server refuses a call."""

    def __init__(self, ret: Ret, message: str = "") -> None:
        name = ret.manager_code
        code = "NoConnect" if ret is Ret.NO_CONNECT else "MT4Error"
        super().__init__(code, message or name, name)
        self.ret = ret


def invalid(message: str) -> BridgeError:
    """Make the error of a request that does not fit the contract."""
    return BridgeError("Validation", message)


def refusal_of(name: str) -> Refusal:
    """Make the refusal of a manager code. Raises: ValueError when there is none."""
    if name not in _BY_NAME:
        raise ValueError(f"unknown managerCode: {name}")
    return Refusal(_BY_NAME[name])
