"""The server's records. Money is in the smallest unit of the deposit asset, volume in 1/100 unit.

Field names are the wire's in snake case: `render` fills messages by them.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from streetsim.common.records import Record

from .kinds import BOOK_B, DEAL_FILLED, TIF_GTC, OrderStatus, PositionStatus, Side

_PRICES = frozenset(
    {
        "price",
        "margin_rate",
        "stop_loss",
        "take_profit",
        "limit_price",
        "stop_price",
        "execution_price",
    }
)


@dataclass(slots=True)
class Trader(Record):
    """A trading account. `login` is shown, `trader_id` is the Manager API's key."""

    trader_id: int
    login: int
    group_id: int
    deposit_asset_id: int
    money_digits: int
    registration_timestamp: int
    utc_last_update_timestamp: int
    password_hash: str
    leverage_in_cents: int
    balance: int = 0
    balance_version: int = 0
    non_withdrawable_bonus: int = 0
    manager_bonus: int = 0
    ib_bonus: int = 0
    version: int = 1
    deleted: bool = False
    online: bool = False
    last_connect_timestamp: int = 0
    broker_name: str = ""
    account_type: int = 0
    access_rights: int = 0
    total_margin_calculation_type: int = 0
    max_leverage: int | None = None
    swap_free: bool = False
    is_limited_risk: bool = False
    limited_risk_margin_calculation_strategy: int = 0
    send_own_statement: bool = False
    send_statement_to_broker: bool = False
    disable_password_login: bool = False
    introducing_broker: bool = False
    parent_introducing_broker_id: int | None = None
    status: int | None = None
    name: str | None = None
    last_name: str | None = None
    description: str | None = None
    comment: str | None = None
    country_id: int | None = None
    state: str | None = None
    city: str | None = None
    address: str | None = None
    zip_code: str | None = None
    phone: str | None = None
    phone_password: str | None = None
    email: str | None = None
    document_id: str | None = None
    ctid_trader_account_id: int = 0
    user_id: int = 0
    bot: bool = False
    min_equity_daily: int = 0
    max_equity_daily: int = 0


@dataclass(slots=True)
class Trade(Record):
    """What positions and orders share; on the wire it is their trade data."""

    trader_id: int
    symbol_id: int
    volume: int
    trade_side: int
    lot_size: int
    money_digits: int
    open_timestamp: int
    utc_last_update_timestamp: int
    close_timestamp: int | None = None
    label: str | None = None
    comment: str | None = None
    channel: str | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    commission: int = 0

    @classmethod
    def unpack(cls, text: str) -> Self:
        """Read a record back from the store; a price may be absent."""
        values = json.loads(text)
        for name in _PRICES & values.keys():
            if values[name] is not None:
                values[name] = Decimal(values[name])
        return cls(**values)

    @property
    def trade_data(self) -> "Trade":
        return self

    @property
    def side(self) -> Side:
        return Side(self.trade_side)


@dataclass(slots=True)
class Position(Trade):
    """A position. `commission` is charged when the volume it belongs to closes."""

    position_id: int = 0
    position_status: int = PositionStatus.OPEN
    price: Decimal = Decimal(0)
    swap: int = 0
    margin_rate: Decimal = Decimal(1)
    used_margin: int = 0
    book_type: int = BOOK_B


@dataclass(slots=True)
class Order(Trade):
    """An order, waiting or done."""

    order_id: int = 0
    order_type: int = 1
    order_status: int = OrderStatus.ACCEPTED
    login: int = 0
    position_id: int = 0
    time_in_force: int = TIF_GTC
    expiration_timestamp: int | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    execution_price: Decimal | None = None
    executed_volume: int = 0
    closing_order: bool = False
    client_order_id: str | None = None
    is_stop_out: bool = False


@dataclass(slots=True)
class CloseDetail(Record):
    """The result of a closing deal; `commission` is the closed volume's, of both sides."""

    entry_price: Decimal
    profit: int
    swap: int
    commission: int
    balance: int
    balance_version: int
    balance_history_id: int
    closed_volume: int
    quote_to_deposit_conversion_rate: Decimal
    equity: int
    non_withdrawable_bonus: int
    money_digits: int
    comment: str | None = None
    pnl_conversion_fee: int = 0

    @property
    def gross_profit(self) -> int:
        """The Open API's name for the gross result."""
        return self.profit

    @property
    def net_profit(self) -> int:
        return self.profit + self.swap + self.commission


@dataclass(slots=True)
class Deal(Record):
    """A deal; closing when it has a close detail."""

    deal_id: int
    order_id: int
    position_id: int
    trader_id: int
    symbol_id: int
    volume: int
    filled_volume: int
    trade_side: int
    create_timestamp: int
    execution_timestamp: int
    utc_last_update_timestamp: int
    execution_price: Decimal
    margin_rate: Decimal
    base_to_usd_conversion_rate: Decimal
    commission: int
    lot_size: int
    money_digits: int
    deal_status: int = DEAL_FILLED
    deal_type: int = 1
    book_type: int = BOOK_B
    label: str | None = None
    channel: str | None = None
    comment: str | None = None
    close_position_detail: CloseDetail | None = None

    @classmethod
    def unpack(cls, text: str) -> Self:
        """Read a deal with its close detail back from the store."""
        values = json.loads(text)
        detail = values.pop("close_position_detail")
        for name in ("execution_price", "margin_rate", "base_to_usd_conversion_rate"):
            values[name] = Decimal(values[name])
        if detail is not None:
            values["close_position_detail"] = CloseDetail.unpack(json.dumps(detail))
        return cls(**values)


@dataclass(slots=True)
class BalanceRow(Record):
    """A row of the balance history. `delta` of a credit row moves the credit, not the balance."""

    balance_history_id: int
    trader_id: int
    operation_type: int
    delta: int
    balance: int
    balance_version: int
    equity: int
    non_withdrawable_bonus: int
    change_balance_timestamp: int
    money_digits: int
    comment: str | None = None
    external_note: str | None = None
    source: str | None = None
    external_id: str | None = None


@dataclass(slots=True)
class BonusRow(Record):
    """A row of the bonus history."""

    bonus_history_id: int
    trader_id: int
    operation_type: int
    manager_bonus: int
    manager_delta: int
    ib_bonus: int
    ib_delta: int
    change_bonus_timestamp: int
    money_digits: int
    comment: str | None = None
    external_note: str | None = None


@dataclass(slots=True)
class Group(Record):
    """A group of accounts of any deposit asset. Commission: US dollars per lot and side."""

    group_id: int
    name: str
    description: str = ""
    enabled: bool = True
    swap_enabled: bool = True
    margin_stopout: Decimal = Decimal(50)
    negative_balance_protection: bool = False
    commission: Decimal = Decimal(0)
    price_stream_id: int = 1
    deleted: bool = False
    has_access: bool = True
    region_id: int = 1


@dataclass(slots=True)
class User(Record):
    """A cTID user: a person who signs in."""

    user_id: int
    email: str
    nickname: str
    preferred_language: str
    utc_create_timestamp: int
    status: str = "ACTIVE"


@dataclass(slots=True)
class Token(Record):
    """A token of the Open API or of a manager's REST session."""

    token: str
    owner: int
    scope: int = 1
    refresh: str = ""
    expires_at: int = 0
