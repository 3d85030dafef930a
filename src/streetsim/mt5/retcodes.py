"""Return codes and their texts."""

from enum import IntEnum


class Retcode(IntEnum):
    """The return codes that the server gives (a subset of the vendor's list)."""

    OK = 0
    OK_NONE = 1
    ERROR = 2
    PARAMS = 3
    DATA = 4
    NETWORK = 7
    PERMISSIONS = 8
    TIMEOUT = 9
    FREQUENT = 12
    NOT_FOUND = 13
    SHUTDOWN = 15
    DUPLICATE = 17
    CLIENT_TYPE = 1000
    INVALID_ACCOUNT = 1001
    ACCOUNT_DISABLED = 1002
    OLD_CLIENT = 1010
    NO_MANAGER_CONFIG = 1011
    MANAGER_IP_BLOCKED = 1012
    GROUP_HAS_ACCOUNTS = 2003
    LOGINS_EXHAUSTED = 3002
    LOGIN_EXISTS = 3004
    PASSWORD = 3006
    HAS_TRADES = 3008
    OTHER_CURRENCY = 3010
    MAX_MONEY = 4005
    NO_REPORT_DATA = 5003
    REQUEST_ACCEPTED = 10002
    REQUOTE = 10004
    REJECT = 10006
    PLACED = 10008
    DONE = 10009
    DONE_PARTIAL = 10010
    INVALID_REQUEST = 10013
    INVALID_VOLUME = 10014
    INVALID_PRICE = 10015
    INVALID_STOPS = 10016
    TRADE_DISABLED = 10017
    MARKET_CLOSED = 10018
    NO_MONEY = 10019
    PRICE_OFF = 10021
    INVALID_EXPIRATION = 10022
    TOO_MANY = 10024
    NO_CHANGES = 10025
    INVALID_FILL = 10030
    ORDER_LIMIT = 10033
    INVALID_ORDER_TYPE = 10035
    POSITION_CLOSED = 10036
    CLOSE_VOLUME = 10038
    NOT_IMPLEMENTED = 12000
    NOT_SUPPORTED = 12002


TEXTS = {
    Retcode.OK: "Done",
    Retcode.OK_NONE: "OK, no data",
    Retcode.ERROR: "Common error",
    Retcode.PARAMS: "Invalid parameters",
    Retcode.DATA: "Invalid data",
    Retcode.NETWORK: "Network error",
    Retcode.PERMISSIONS: "Not enough permissions",
    Retcode.TIMEOUT: "Operation timeout",
    Retcode.FREQUENT: "Too frequent requests",
    Retcode.NOT_FOUND: "Not found",
    Retcode.SHUTDOWN: "Server shutdown in progress",
    Retcode.DUPLICATE: "Duplicate",
    Retcode.CLIENT_TYPE: "Invalid client type",
    Retcode.INVALID_ACCOUNT: "Invalid account",
    Retcode.ACCOUNT_DISABLED: "Account disabled",
    Retcode.OLD_CLIENT: "Client is too old",
    Retcode.NO_MANAGER_CONFIG: "No manager config",
    Retcode.MANAGER_IP_BLOCKED: "IP address is not allowed for manager",
    Retcode.GROUP_HAS_ACCOUNTS: "Accounts or trades in group",
    Retcode.LOGINS_EXHAUSTED: "Logins range exhausted",
    Retcode.LOGIN_EXISTS: "Account already exists",
    Retcode.PASSWORD: "Invalid account password",
    Retcode.HAS_TRADES: "Account has open trades",
    Retcode.OTHER_CURRENCY: "Group has another currency",
    Retcode.MAX_MONEY: "Maximum money limit",
    Retcode.NO_REPORT_DATA: "No data",
    Retcode.REQUEST_ACCEPTED: "Request accepted",
    Retcode.REQUOTE: "Requote",
    Retcode.REJECT: "Request rejected",
    Retcode.PLACED: "Order placed",
    Retcode.DONE: "Done",
    Retcode.DONE_PARTIAL: "Done partially",
    Retcode.INVALID_REQUEST: "Invalid request",
    Retcode.INVALID_VOLUME: "Invalid volume",
    Retcode.INVALID_PRICE: "Invalid price",
    Retcode.INVALID_STOPS: "Invalid stops",
    Retcode.TRADE_DISABLED: "Trade disabled",
    Retcode.MARKET_CLOSED: "Market closed",
    Retcode.NO_MONEY: "Not enough money",
    Retcode.PRICE_OFF: "No prices",
    Retcode.INVALID_EXPIRATION: "Invalid expiration",
    Retcode.TOO_MANY: "Too many requests",
    Retcode.NO_CHANGES: "No changes",
    Retcode.INVALID_FILL: "Invalid fill",
    Retcode.ORDER_LIMIT: "Limit of orders reached",
    Retcode.INVALID_ORDER_TYPE: "Invalid order type",
    Retcode.POSITION_CLOSED: "Position already closed",
    Retcode.CLOSE_VOLUME: "Invalid close volume",
    Retcode.NOT_IMPLEMENTED: "Not implemented",
    Retcode.NOT_SUPPORTED: "Not supported",
}


class Refusal(Exception):
    """A command is refused with a return code."""

    def __init__(self, code: int) -> None:
        super().__init__(text(code))
        self.code = code


def text(code: int) -> str:
    """Render a return code as the wire carries it: number, one space, text."""
    known = Retcode(code) if code in set(Retcode) else None
    return f"{code} {TEXTS[known]}" if known is not None else f"{code} Error"
