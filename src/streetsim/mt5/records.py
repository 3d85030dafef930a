"""The server's records and their JSON on the wire, where every scalar is a string."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from typing import Any

from streetsim.common.records import ZERO as ZERO
from streetsim.common.records import Record as Record
from streetsim.common.records import money as money

EXT = 100_000_000


class Action(IntEnum):
    """Kind of a deal."""

    BUY = 0
    SELL = 1
    BALANCE = 2
    CREDIT = 3
    CHARGE = 4
    CORRECTION = 5
    BONUS = 6
    COMMISSION = 7
    COMMISSION_DAILY = 8
    COMMISSION_MONTHLY = 9
    AGENT_DAILY = 10
    AGENT_MONTHLY = 11
    INTEREST = 12
    DIVIDEND = 15
    DIVIDEND_FRANKED = 16
    TAX = 17
    AGENT = 18
    SO_COMPENSATION = 19
    SO_COMPENSATION_CREDIT = 20


class Entry(IntEnum):
    """Direction of a trade."""

    IN = 0
    OUT = 1
    INOUT = 2
    OUT_BY = 3


class Reason(IntEnum):
    """Why a deal, order or position came to be."""

    CLIENT = 0
    EXPERT = 1
    DEALER = 2
    SL = 3
    TP = 4
    STOP_OUT = 5


class OrderType(IntEnum):
    """Type of an order."""

    BUY = 0
    SELL = 1
    BUY_LIMIT = 2
    SELL_LIMIT = 3
    BUY_STOP = 4
    SELL_STOP = 5
    BUY_STOP_LIMIT = 6
    SELL_STOP_LIMIT = 7
    CLOSE_BY = 8

    @property
    def is_buy(self) -> bool:
        return self in (0, 2, 4, 6)


class OrderState(IntEnum):
    """State of an order."""

    STARTED = 0
    PLACED = 1
    CANCELED = 2
    PARTIAL = 3
    FILLED = 4
    REJECTED = 5
    EXPIRED = 6


CREDIT_ACTIONS = (Action.CREDIT, Action.SO_COMPENSATION_CREDIT)
# Bits of ModifyFlags: who changed a record after the fact.
MODIFIED_BY_ADMIN = 1
MODIFIED_BY_MANAGER = 2


def fixed(value: Decimal, digits: int) -> str:
    """Render a decimal with a fixed number of places."""
    return f"{money(value, digits):f}"


def lots(ext: int) -> Decimal:
    """Convert a volume in 1/100,000,000 lot into lots."""
    return Decimal(ext) / EXT


def dumps(value: Any) -> str:
    """Render JSON as the server sends it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _volume(name: str, ext: int) -> dict[str, str]:
    return {name: str(ext // 10_000), f"{name}Ext": str(ext)}


@dataclass(slots=True)
class User(Record):
    """A trading account. `info` holds the descriptive wire fields, `secrets` salted hashes."""

    login: int
    group: str
    rights: int
    leverage: int
    balance: Decimal = ZERO
    credit: Decimal = ZERO
    registration: int = 0
    last_access: int = 0
    last_pass_change: int = 0
    balance_prev_day: Decimal = ZERO
    balance_prev_month: Decimal = ZERO
    equity_prev_day: Decimal = ZERO
    equity_prev_month: Decimal = ZERO
    so_activation: int = 0
    so_time: int = 0
    so_level: Decimal = ZERO
    so_equity: Decimal = ZERO
    so_margin: Decimal = ZERO
    bot: bool = False
    info: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Instructions(Record):
    """What positions and orders have in common. Volumes in 1/100,000,000 lot, times in ms."""

    ticket: int
    login: int
    symbol: str
    digits: int
    digits_currency: int
    contract_size: Decimal
    volume: int
    price_sl: Decimal = ZERO
    price_tp: Decimal = ZERO
    comment: str = ""
    reason: int = Reason.CLIENT
    dealer: int = 0
    expert: int = 0
    external_id: str = ""
    modify_flags: int = 0

    def _common(self) -> dict[str, str]:
        return {
            "ExternalID": self.external_id,
            "Login": str(self.login),
            "Dealer": str(self.dealer),
            "Symbol": self.symbol,
            "Digits": str(self.digits),
            "DigitsCurrency": str(self.digits_currency),
            "Reason": str(int(self.reason)),
            "ContractSize": fixed(self.contract_size, 2),
            "ModifyFlags": str(self.modify_flags),
            "PriceSL": fixed(self.price_sl, self.digits),
            "PriceTP": fixed(self.price_tp, self.digits),
            "ExpertID": str(self.expert),
            "Comment": self.comment,
            "ActivationMode": "0",
            "ActivationTime": "0",
            "ActivationPrice": fixed(ZERO, self.digits),
            "ActivationFlags": "0",
        }


@dataclass(slots=True)
class Position(Instructions):
    """An open position; `action` 0 buy, 1 sell."""

    action: int = 0
    price_open: Decimal = ZERO
    price_current: Decimal = ZERO
    profit: Decimal = ZERO
    storage: Decimal = ZERO
    rate_profit: Decimal = Decimal(1)
    rate_margin: Decimal = Decimal(1)
    time_create: int = 0
    time_update: int = 0

    @property
    def is_buy(self) -> bool:
        return self.action == 0

    def wire(self) -> dict[str, str]:
        """Render the record with the wire's names."""
        return {
            "Position": str(self.ticket),
            **self._common(),
            "Action": str(self.action),
            "TimeCreate": str(self.time_create // 1000),
            "TimeUpdate": str(self.time_update // 1000),
            "TimeCreateMsc": str(self.time_create),
            "TimeUpdateMsc": str(self.time_update),
            "PriceOpen": fixed(self.price_open, self.digits),
            "PriceCurrent": fixed(self.price_current, self.digits),
            **_volume("Volume", self.volume),
            "Profit": fixed(self.profit, self.digits_currency),
            "Storage": fixed(self.storage, self.digits_currency),
            "RateProfit": fixed(self.rate_profit, 8),
            "RateMargin": fixed(self.rate_margin, 8),
            "ExpertPositionID": "0",
        }


@dataclass(slots=True)
class Order(Instructions):
    """An order, open or closed; `volume` is what is left of `volume_initial`."""

    type: int = 0
    state: int = OrderState.STARTED
    type_fill: int = 0
    type_time: int = 0
    price: Decimal = ZERO
    price_trigger: Decimal = ZERO
    price_current: Decimal = ZERO
    volume_initial: int = 0
    position_id: int = 0
    position_by: int = 0
    time_setup: int = 0
    time_done: int = 0
    expiration: int = 0

    def wire(self) -> dict[str, str]:
        """Render the record with the wire's names."""
        return {
            "Order": str(self.ticket),
            **self._common(),
            "State": str(int(self.state)),
            "TimeSetup": str(self.time_setup // 1000),
            "TimeExpiration": str(self.expiration),
            "TimeDone": str(self.time_done // 1000),
            "TimeSetupMsc": str(self.time_setup),
            "TimeDoneMsc": str(self.time_done),
            "Type": str(int(self.type)),
            "TypeFill": str(self.type_fill),
            "TypeTime": str(self.type_time),
            "PriceOrder": fixed(self.price, self.digits),
            "PriceTrigger": fixed(self.price_trigger, self.digits),
            "PriceCurrent": fixed(self.price_current, self.digits),
            **_volume("VolumeInitial", self.volume_initial),
            **_volume("VolumeCurrent", self.volume),
            "PositionID": str(self.position_id),
            "PositionByID": str(self.position_by),
        }


@dataclass(slots=True)
class Deal:
    """A deal as it is made; afterwards the store keeps its wire form."""

    ticket: int
    login: int
    action: int
    time_ms: int
    digits_currency: int
    profit: Decimal = ZERO
    comment: str = ""
    order: int = 0
    entry: int = Entry.IN
    reason: int = Reason.DEALER
    dealer: int = 0
    symbol: str = ""
    digits: int = 0
    contract_size: Decimal = ZERO
    price: Decimal = ZERO
    price_sl: Decimal = ZERO
    price_tp: Decimal = ZERO
    price_position: Decimal = ZERO
    volume: int = 0
    volume_closed: int = 0
    storage: Decimal = ZERO
    commission: Decimal = ZERO
    fee: Decimal = ZERO
    profit_raw: Decimal = ZERO
    rate_profit: Decimal = ZERO
    rate_margin: Decimal = ZERO
    tick_value: Decimal = ZERO
    tick_size: Decimal = ZERO
    position_id: int = 0
    expert: int = 0

    def wire(self) -> dict[str, str]:
        """Render the record with the wire's names."""
        cash = self.digits_currency
        return {
            "Deal": str(self.ticket),
            "ExternalID": "",
            "Login": str(self.login),
            "Dealer": str(self.dealer),
            "Order": str(self.order),
            "Action": str(int(self.action)),
            "Entry": str(int(self.entry)),
            "Reason": str(int(self.reason)),
            "Digits": str(self.digits),
            "DigitsCurrency": str(cash),
            "ContractSize": fixed(self.contract_size, 2),
            "Time": str(self.time_ms // 1000),
            "TimeMsc": str(self.time_ms),
            "Symbol": self.symbol,
            "Price": fixed(self.price, self.digits),
            "PriceSL": fixed(self.price_sl, self.digits),
            "PriceTP": fixed(self.price_tp, self.digits),
            **_volume("Volume", self.volume),
            "Profit": fixed(self.profit, cash),
            "Storage": fixed(self.storage, cash),
            "Commission": fixed(self.commission, cash),
            "Fee": fixed(self.fee, cash),
            "RateProfit": fixed(self.rate_profit, 8),
            "RateMargin": fixed(self.rate_margin, 8),
            "ExpertID": str(self.expert),
            "PositionID": str(self.position_id),
            "Comment": self.comment,
            "ProfitRaw": fixed(self.profit_raw, cash),
            "PricePosition": fixed(self.price_position, self.digits),
            **_volume("VolumeClosed", self.volume_closed),
            "TickValue": fixed(self.tick_value, 5),
            "TickSize": fixed(self.tick_size, self.digits),
            "Flags": "0",
            "Gateway": "",
            "PriceGateway": fixed(ZERO, self.digits),
            "ModifyFlags": "0",
        }


def deal_effect(wire: dict[str, str]) -> tuple[Decimal, Decimal]:
    """Return what a deal moved: (balance, credit)."""
    profit = Decimal(wire["Profit"])
    costs = sum((Decimal(wire[name]) for name in ("Storage", "Commission", "Fee")), ZERO)
    if int(wire["Action"]) in CREDIT_ACTIONS:
        return costs, profit
    return profit + costs, ZERO
