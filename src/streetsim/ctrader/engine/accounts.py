"""Accounts: made, changed, deleted, their passwords."""

import hmac
import re
from collections.abc import Mapping

from ..catalogue import ASSET_BY_ID
from ..errors import Refusal
from ..events import TraderChanged
from ..kinds import AccessRights, AccountType, Crud, LimitedRisk, TotalMargin
from ..records import Trader
from ..world import FIRST_LOGIN, World
from .money import Operation, change_balance
from .valuation import margin_of

MAX_LEVERAGE_IN_CENTS = 200_000
_HASH = re.compile(r"[0-9a-f]{32}")
_TEXTS = (
    *("name", "last_name", "description", "comment", "state", "city", "address", "zip_code"),
    *("phone", "phone_password", "email", "document_id"),
)
# What an update may change, with what a full update resets an absent one to.
EDITABLE: dict[str, object] = {
    **dict.fromkeys(_TEXTS),
    "country_id": None,
    "status": None,
    "max_leverage": None,
    "parent_introducing_broker_id": None,
    "introducing_broker": False,
    "access_rights": AccessRights.FULL_ACCESS,
    "total_margin_calculation_type": TotalMargin.MAX,
    "limited_risk_margin_calculation_strategy": LimitedRisk.ACCORDING_TO_LEVERAGE,
    "swap_free": False,
    "is_limited_risk": False,
    "send_own_statement": False,
    "send_statement_to_broker": False,
    "disable_password_login": False,
}
_CHECKED = {
    "access_rights": AccessRights,
    "total_margin_calculation_type": TotalMargin,
    "limited_risk_margin_calculation_strategy": LimitedRisk,
    "account_type": AccountType,
}
_OTHERS = ("group_id", "leverage_in_cents", "broker_name")


def create_trader(world: World, values: Mapping[str, object], *, balance: int = 0) -> Trader:
    """Make an account from snake-case fields; a balance is deposited.

    Raises:
        Refusal: TRADER_GROUP_NOT_FOUND, UNKNOWN_DEPOSIT_CURRENCY, DEPOSIT_CURRENCY_NOT_ALLOWED,
            WRONG_LEVERAGE, WRONG_PASSWORD, INVALID_REQUEST.
    """
    group = world.group(_number(values, "group_id"))
    asset = ASSET_BY_ID.get(_number(values, "deposit_asset_id"))
    if asset is None:
        raise Refusal("UNKNOWN_DEPOSIT_CURRENCY")
    if not asset.deposit:
        raise Refusal("DEPOSIT_CURRENCY_NOT_ALLOWED")
    if values.get("account_type", AccountType.HEDGED) != AccountType.HEDGED:
        raise Refusal("OPERATION_NOT_ALLOWED", "accounts of this server are hedged")
    wanted = {name: values[name] for name in EDITABLE if values.get(name) is not None}
    leverage = _number(values, "leverage_in_cents")
    _check(world, {**wanted, "leverage_in_cents": leverage})
    password = _password(str(values.get("password_hash") or ""))
    with world.change():
        now = _registration(world)
        trader = Trader(
            trader_id=world.next("trader"),
            login=world.store.next_ticket("login", FIRST_LOGIN),
            group_id=group.group_id,
            deposit_asset_id=asset.asset_id,
            money_digits=asset.digits,
            registration_timestamp=now,
            utc_last_update_timestamp=now,
            password_hash=password,
            leverage_in_cents=leverage,
            broker_name=str(values.get("broker_name") or world.config.broker),
        )
        _set(trader, wanted)
        world.save_trader(trader)
        world.emit(TraderChanged(trader, Crud.CREATE))
        if balance:
            change_balance(world, trader.trader_id, Operation(balance, comment="opening"))
    return trader


def _registration(world: World) -> int:
    """Return a registration time that no other account has, so that lists can be paged by it."""
    now = max(world.clock.now_ms(), int(world.store.meta("registered", "0")) + 1)
    world.store.set_meta("registered", now)
    return now


def update_trader(world: World, trader_id: int, values: Mapping[str, object]) -> Trader:
    """Change the named fields of an account."""
    trader = world.trader(trader_id)
    known = {name: value for name, value in values.items() if name in EDITABLE or name in _OTHERS}
    _check(world, known)
    with world.change():
        _set(trader, known)
        trader.version += 1
        trader.utc_last_update_timestamp = world.clock.now_ms()
        if "leverage_in_cents" in known:
            _margins(world, trader)
        world.save_trader(trader)
        world.emit(TraderChanged(trader, Crud.UPDATE))
    return trader


def _margins(world: World, trader: Trader) -> None:
    """Give the positions of an account the margin of its new leverage."""
    for position in world.positions_of(trader.trader_id):
        symbol = world.symbol(position.symbol_id)
        position.used_margin, position.margin_rate = margin_of(
            world, trader, symbol, position.volume, position.price
        )
        world.save_position(position)


def delete_trader(world: World, trader_id: int) -> None:
    """Delete an account without positions and orders; its histories stay."""
    trader = world.traders.get(trader_id)
    if trader is not None and trader.deleted:
        raise Refusal("ALREADY_DELETED")
    trader = world.trader(trader_id)
    if world.positions_of(trader_id) or world.orders_of(trader_id):
        raise Refusal("TRADER_HAS_POSITIONS")
    with world.change():
        trader.deleted = True
        trader.version += 1
        trader.utc_last_update_timestamp = world.clock.now_ms()
        world.save_trader(trader)
        world.emit(TraderChanged(trader, Crud.DELETE))


def change_password(world: World, trader_id: int, password_hash: str) -> None:
    """Set the hash of an account's password."""
    trader = world.trader(trader_id)
    checked = _password(password_hash)
    with world.change():
        trader.password_hash = checked
        trader.utc_last_update_timestamp = world.clock.now_ms()
        world.save_trader(trader)


def check_password(trader: Trader, password_hash: str) -> None:
    """Refuse a wrong password hash."""
    if not hmac.compare_digest(trader.password_hash.encode(), password_hash.lower().encode()):
        raise Refusal("WRONG_PASSWORD")


def _password(text: str) -> str:
    if not _HASH.fullmatch(text):
        raise Refusal("WRONG_PASSWORD", "the password hash is 32 lower-case hex digits")
    return text


def _check(world: World, values: Mapping[str, object]) -> None:
    if "group_id" in values:
        world.group(_number(values, "group_id"))
    leverage = _number(values, "leverage_in_cents") if "leverage_in_cents" in values else 1
    if not 0 < leverage <= MAX_LEVERAGE_IN_CENTS:
        raise Refusal("WRONG_LEVERAGE")
    for name, kind in _CHECKED.items():
        if name in values and values[name] not in {int(item) for item in kind}:
            raise Refusal("INVALID_REQUEST", f"{name} is out of range")


def _set(trader: Trader, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(trader, name, value)


def _number(values: Mapping[str, object], name: str) -> int:
    value = values.get(name, 0)
    if not isinstance(value, int):
        raise Refusal("INVALID_REQUEST", f"{name} must be a number")
    return value
