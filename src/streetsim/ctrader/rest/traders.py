"""Calls about accounts and tokens."""

import secrets
from typing import Any

from ..catalogue import ASSET_BY_ID, ASSET_BY_NAME
from ..config import Right
from ..engine import accounts
from ..engine.valuation import account_state
from ..errors import Refusal
from ..kinds import AccessRights, AccountType, LimitedRisk, TotalMargin
from ..manager.connection import signed_in
from ..records import Token, Trader
from ..render import camel, snake
from ..world import World
from .base import Answer, Call, route

CHUNK = 100_000
_ENUMS = {
    "access_rights": AccessRights,
    "account_type": AccountType,
    "total_margin_calculation_type": TotalMargin,
    "limited_risk_margin_calculation_strategy": LimitedRisk,
}
_CONTACT = ("address", "city", "country_id", "document_id", "email", "phone", "state", "zip_code")
_PLAIN = (
    *("login", "balance", "money_digits", "leverage_in_cents", "broker_name", "name", "last_name"),
    *("description", "max_leverage", "swap_free", "is_limited_risk", "send_own_statement"),
    *("send_statement_to_broker", "non_withdrawable_bonus", "registration_timestamp"),
    "last_connect_timestamp",
)
_REQUIRED = (
    *("accessRights", "accountType", "balance", "brokerName", "depositCurrency", "groupName"),
    *("hashedPassword", "leverageInCents", "totalMarginCalculationType"),
)


@route("POST", "/v2/webserv/managers/token", "TOKEN", free=True)
def token(call: Call) -> Answer:
    """Give a manager's token."""
    login, hashed = call.number("login"), call.text("hashedPassword")
    manager = signed_in(call.world.managers.get, login, hashed)
    made = Token(secrets.token_hex(16), manager.login)
    with call.world.change():
        call.world.save_session(made)
    return Answer(value={"webservToken": made.token})


def trader_json(world: World, trader: Trader) -> dict[str, Any]:
    """Render an account."""
    state = account_state(world, trader)
    found = {camel(name): getattr(trader, name) for name in _PLAIN}
    found |= {camel(name): kind(getattr(trader, name)).name for name, kind in _ENUMS.items()}
    contact = {camel(name): getattr(trader, name) for name in _CONTACT}
    found |= {
        "groupName": world.groups[trader.group_id].name,
        "depositCurrency": ASSET_BY_ID[trader.deposit_asset_id].name,
        "contactDetails": {name: value for name, value in contact.items() if value is not None},
        "bonus": trader.manager_bonus + trader.ib_bonus,
        "equity": state.equity,
        "cashEquity": state.cash_equity,
        "freeMargin": state.free_margin,
        "usedMargin": state.margin,
        "minEquityDaily": min(trader.min_equity_daily, state.equity),
        "maxEquityDaily": max(trader.max_equity_daily, state.equity),
        "lastUpdateTimestamp": trader.utc_last_update_timestamp,
        "lastConnectionTimestamp": found.pop("lastConnectTimestamp"),
    }
    return {name: value for name, value in found.items() if value is not None}


def _fields(call: Call) -> dict[str, Any]:
    """Read the account fields of a body into snake case. Raises: Refusal."""
    contact = call.body.get("contactDetails") or {}
    if not isinstance(contact, dict):
        raise Refusal("INVALID_REQUEST", "contactDetails must be an object")
    found = {snake(name): value for name, value in {**contact, **call.body}.items()}
    for name, kind in _ENUMS.items():
        if name in found:
            try:
                found[name] = kind[found[name]]
            except KeyError:
                raise Refusal("INVALID_REQUEST", f"{camel(name)}: {found[name]}") from None
    if "group_name" in found:
        found["group_id"] = call.world.group_named(str(found["group_name"])).group_id
    for name in ("leverage_in_cents", "max_leverage", "country_id"):
        if found.get(name) is not None:
            found[name] = call.number(camel(name), contact.get(camel(name)))
    return found


@route("POST", "/v2/webserv/traders", "CREATE", Right.TRADER_CREATE)
def create(call: Call) -> Answer:
    """Make an account."""
    missing = [name for name in _REQUIRED if name not in call.body]
    if missing:
        raise Refusal("INVALID_REQUEST", f"missing: {', '.join(missing)}")
    asset = ASSET_BY_NAME.get(str(call.body["depositCurrency"]))
    if asset is None:
        raise Refusal("UNKNOWN_DEPOSIT_CURRENCY")
    if call.body["brokerName"] != call.world.config.broker:
        raise Refusal("CH_BROKER_NOT_FOUND")
    values = _fields(call)
    values |= {"deposit_asset_id": asset.asset_id, "password_hash": call.text("hashedPassword")}
    trader = accounts.create_trader(call.world, values, balance=call.number("balance"))
    return Answer(201, trader_json(call.world, trader))


@route("GET", "/v2/webserv/traders/{login}", "TRADERS", Right.TRADER_READ)
def read(call: Call) -> Answer:
    """Read an account."""
    return Answer(value=trader_json(call.world, call.trader()))


@route("GET", "/v2/webserv/traders", "TRADERS", Right.TRADER_READ)
def listing(call: Call) -> Answer:
    """List accounts by registration, newest first; the end of the window is not in it."""
    first, last = call.number("from", 0), call.number("to", 1 << 62)
    wanted = call.number("groupId", 0)
    found = [
        item
        for item in call.world.traders.values()
        if not item.deleted
        and first <= item.registration_timestamp < last
        and (not wanted or item.group_id == wanted)
    ]
    found.sort(key=lambda item: item.registration_timestamp, reverse=True)
    chunk = min(CHUNK, call.world.config.chunk)
    rows = [trader_json(call.world, item) for item in found[:chunk]]
    return Answer(value={"trader": rows, "hasMore": len(found) > chunk})


@route("GET", "/v2/webserv/traders/{login}/subaccounts", "TRADERS", Right.TRADER_READ)
def subaccounts(call: Call) -> Answer:
    """List the sub-accounts of an account: this server has none."""
    call.trader()
    return Answer(value={"logins": [], "balance": 0, "equity": 0})


@route("PUT", "/v2/webserv/traders/{login}", "UPDATE", Right.TRADER_EDIT)
def replace(call: Call) -> Answer:
    """Set every editable field; missing ones are reset."""
    values = {**accounts.EDITABLE, **_fields(call)}
    accounts.update_trader(call.world, call.trader().trader_id, values)
    return Answer(204)


@route("PATCH", "/v2/webserv/traders/{login}", "UPDATE", Right.TRADER_EDIT)
def patch(call: Call) -> Answer:
    """Set the given fields."""
    accounts.update_trader(call.world, call.trader().trader_id, _fields(call))
    return Answer(204)


@route("DELETE", "/v2/webserv/traders/{login}", "DELETE", Right.TRADER_DELETE)
def delete(call: Call) -> Answer:
    """Delete an account."""
    accounts.delete_trader(call.world, call.trader().trader_id)
    return Answer(204)


@route("POST", "/v2/webserv/traders/{login}/changepassword", "PASSWORD", Right.CHANGE_PASSWORD)
def change_password(call: Call) -> Answer:
    """Set an account's password."""
    accounts.change_password(call.world, call.trader().trader_id, call.text("hashedPassword"))
    return Answer(204)


@route("POST", "/v2/webserv/traders/{login}/checkpassword", "PASSWORD", Right.TRADER_READ)
def check_password(call: Call) -> Answer:
    """Check an account's password."""
    accounts.check_password(call.trader(), call.text("hashedPassword"))
    return Answer(204)
