"""Kinds and states of a trading platform's records, by the house's own names."""

from enum import StrEnum


class Capability(StrEnum):
    """What an adapter can do; the pages offer nothing that is missing."""

    ACCOUNTS = "accounts"
    PASSWORDS = "passwords"
    INVESTOR_PASSWORDS = "investor_passwords"
    BALANCE = "balance"
    CREDIT = "credit"
    DEALS = "deals"
    POSITIONS = "positions"
    OPENING_DEALS = "opening_deals"
    ORDERS = "orders"
    SYMBOLS = "symbols"
    GROUPS = "groups"
    LEVERAGE = "leverage"
    RIGHTS = "rights"
    QUOTES = "quotes"
    MARGIN = "margin"
    CALCULATORS = "calculators"
    CLOCK = "clock"
    CLOSE_POSITIONS = "close_positions"
    CANCEL_ORDERS = "cancel_orders"
    BLOCK_TRADING = "block_trading"
    POLL = "poll"
    PUSH = "push"


class DealKind(StrEnum):
    """What a deal is. Only BUY and SELL are trades; the rest move money."""

    BUY = "buy"
    SELL = "sell"
    BALANCE = "balance"
    CREDIT = "credit"
    CHARGE = "charge"
    SWAP = "swap"
    FEE = "fee"
    CORRECTION = "correction"
    BONUS = "bonus"
    COMMISSION = "commission"
    AGENT = "agent"
    INTEREST = "interest"
    BUY_CANCELED = "buy_canceled"
    SELL_CANCELED = "sell_canceled"
    DIVIDEND = "dividend"
    TAX = "tax"
    SO_COMPENSATION = "so_compensation"
    SO_COMPENSATION_CREDIT = "so_compensation_credit"


class DealEntry(StrEnum):
    """Whether a trade opens, closes or both; NONE for money movements."""

    NONE = ""
    IN = "in"
    OUT = "out"
    INOUT = "inout"
    OUT_BY = "out_by"


class Side(StrEnum):
    """Direction of a position."""

    BUY = "buy"
    SELL = "sell"


class OrderKind(StrEnum):
    """What a waiting order does when the market reaches its price."""

    BUY_LIMIT = "buy_limit"
    SELL_LIMIT = "sell_limit"
    BUY_STOP = "buy_stop"
    SELL_STOP = "sell_stop"
    BUY_STOP_LIMIT = "buy_stop_limit"
    SELL_STOP_LIMIT = "sell_stop_limit"


class OrderFate(StrEnum):
    """What became of an order that waited: FILLED by its price, GONE for any other cause."""

    WAITING = "waiting"
    FILLED = "filled"
    GONE = "gone"


class PasswordKind(StrEnum):
    """Which of an account's passwords."""

    MASTER = "master"
    INVESTOR = "investor"


class AccountAccess(StrEnum):
    """What the trader may do on the platform."""

    ENABLED = "enabled"
    READ_ONLY = "read_only"
    DISABLED = "disabled"
