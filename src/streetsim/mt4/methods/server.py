"""Clock, groups, symbols, margins, journal and daily figures."""

import json
from decimal import Decimal

from ..codes import BridgeError, invalid
from ..engine.valuation import account_state
from ..views import Json, group_view, iso, margin_view, quote_view, symbol_view
from .base import HISTORY, Call, method


@method("GET", "ServerTime")
def server_time(call: Call) -> str:
    """Tell the server's wall clock."""
    return iso(call.world.clock.now_s())


@method("GET", "ManagerCommon")
def manager_common(call: Call) -> Json:
    """Tell the server's name and build."""
    return {
        "name": "StreetSim-MT4",
        "owner": "Street Simulated Markets",
        "build": 1090,
        "version": 400,
        "timeZone": call.world.config.utc_offset_min // 60,
    }


@method("GET", "GroupsGet")
@method("GET", "GroupsRequest")
def groups(call: Call) -> list[Json]:
    """Read all groups."""
    names = sorted(call.world.groups)
    kept = call.page(range(len(names)), lambda index: index)
    return [group_view(call.world.groups[names[index]]) for index in kept]


@method("GET", "EnsureGroupNameExist", 1)
def ensure_group_name_exist(call: Call) -> bool:
    """Tell whether a group exists."""
    return call.args[0] in call.world.groups


@method("GET", "MarginLevelGet", 1)
@method("GET", "MarginLevelRequest", 1)
def margin_level(call: Call) -> Json:
    """Value one account."""
    state = account_state(call.world, call.integer_arg())
    return margin_view(state, call.world.clock.now_s())


@method("GET", "MarginsGet")
def margins_get(call: Call) -> list[Json]:
    """Value all accounts with open trades."""
    world = call.world
    holders = sorted({trade.login for trade in world.trades.values()})
    now = world.clock.now_s()
    return [margin_view(account_state(world, login), now) for login in holders]


@method("GET", "CfgRequestSymbol")
def cfg_request_symbol(call: Call) -> list[Json]:
    """Read the settings of all symbols."""
    return [symbol_view(item) for _, item in sorted(call.world.market.instruments.items())]


@method("GET", "CfgRequestSymbol", 1)
def cfg_request_one_symbol(call: Call) -> Json:
    """Read the settings of one symbol."""
    found = call.world.market.instruments.get(call.args[0])
    if found is None:
        raise BridgeError("NotFound", f"no such symbol: {call.args[0]}")
    return symbol_view(found)


@method("GET", "SymbolInfoGet")
def symbol_info_get(call: Call) -> Json:
    """Read the prices of one symbol."""
    symbol, market = call.text("symbol"), call.world.market
    if symbol not in market.quotes:
        raise BridgeError("NotFound", f"no such symbol: {symbol}")
    return quote_view(market.instruments[symbol], market.quotes[symbol])


@method("GET", "JournalRequest", within=HISTORY)
def journal_request(call: Call) -> list[Json]:
    """Read journal lines of a time that hold a text."""
    lines = call.world.store.journal(*call.window("from", "to"), call.text("filter", ""))
    return [{"code": "OK", "time": iso(at), "ip": ip, "message": text} for at, ip, text in lines]


@method("GET", "DailyReportsRequest", within=HISTORY)
def daily_reports_request(call: Call) -> list[Json]:
    """Read the closing figures of days."""
    logins = call.integers("logins")
    if not logins:
        raise invalid("logins")
    days = call.world.store.days(logins, *call.window("from", "to"))
    return [_day(json.loads(text, parse_float=Decimal)) for text in days]


def _day(figures: Json) -> Json:
    return {
        "login": figures["login"],
        "ctm": iso(figures["time"]),
        "group": figures["group"],
        "bank": "",
        **{
            name: Decimal(figures[name])
            for name in ("balancePrev", "balance", "deposit", "credit", "profitClosed")
        },
        **{name: Decimal(figures[name]) for name in ("profit", "equity", "margin", "marginFree")},
    }
