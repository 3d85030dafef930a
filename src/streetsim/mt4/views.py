"""The records as the bridge's JSON has them: camelCase, names for enums, ISO times.

Times are the server's wall clock written as if it were UTC, as a bridge does that does not know the
server's zone; ServerTime is in the same frame, so a client can measure the offset.
"""

import datetime as dt
import ipaddress
from decimal import Decimal
from typing import Any

from streetsim.market import CalcMode, Instrument, Quote

from .codes import BridgeError, invalid
from .engine.users import TEXTS
from .engine.valuation import AccountState
from .records import Activation, Cmd, Group, Reason, State, Trade, User

Json = dict[str, Any]
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MAX_S = 2**31 - 1
# The trade mode of symbols without limits, as a number.
_FULL = 2
COMMANDS = {cmd: cmd.name.title().replace("_", "") for cmd in Cmd}
STATES = {state: state.name.title().replace("_", "") for state in State}
REASONS = {reason: reason.name.title() for reason in Reason} | {Reason.API: "API"}
ACTIVATIONS = {
    Activation.NONE: "None",
    Activation.SL: "SL",
    Activation.TP: "TP",
    Activation.PENDING: "Pending",
    Activation.STOP_OUT: "Stopout",
}


def iso(seconds: int) -> str:
    """Render a server time."""
    return (_EPOCH + dt.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_of(value: object) -> int:
    """Read an ISO time, or seconds, as the server's seconds. Raises: BridgeError."""
    text = str(value).strip()
    try:
        if text.lstrip("-").isdigit():
            return min(max(int(text), 0), MAX_S)
        moment = dt.datetime.fromisoformat(text.replace(" ", "+"))
    except (ValueError, OverflowError):
        raise _bad_time(text) from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return min(max(int(aware.timestamp()), 0), MAX_S)


def _bad_time(text: str) -> BridgeError:
    return invalid(f"no ISO time: {text}")


def user_view(user: User) -> Json:
    """Render an account, without any password."""
    texts = {name: user.info.get(name, "") for name in TEXTS}
    mqid = texts.pop("mqid")
    return {
        "login": user.login,
        "group": user.group,
        **texts,
        "registrationDate": iso(user.registered),
        "lastDate": iso(user.last_date),
        "leverage": user.leverage,
        "agentAccount": user.agent,
        "lastIP": int(ipaddress.ip_address(user.last_ip)),
        "balance": user.balance,
        "credit": user.credit,
        "prevMonthBalance": user.prev_month_balance,
        "prevBalance": user.prev_balance,
        "prevMonthEquity": user.prev_month_equity,
        "prevEquity": user.prev_equity,
        "interestRate": user.interest_rate,
        "taxes": user.taxes,
        "enableFlags": user.flags,
        "sendReports": int(user.send_reports),
        "mqid": int(mqid or 0),
        "userColor": user.color,
    }


def trade_view(trade: Trade) -> Json:
    """Render a trade record."""
    return {
        "order": trade.order,
        "login": trade.login,
        "symbol": trade.symbol,
        "digits": trade.digits,
        "tradeCommand": COMMANDS[Cmd(trade.cmd)],
        "volume": trade.volume,
        "volumeLots": trade.lots,
        "tradeRecordState": STATES[State(trade.state)],
        "openPrice": trade.open_price,
        "sl": trade.sl,
        "tp": trade.tp,
        "openTime": iso(trade.open_time),
        "closeTime": iso(trade.close_time),
        "closePrice": trade.close_price,
        "commission": trade.commission,
        "commissionAgent": trade.commission_agent,
        "storage": trade.storage,
        "profit": trade.profit,
        "taxes": trade.taxes,
        "magic": trade.magic,
        "comment": trade.comment,
        "expiration": iso(trade.expiration),
        "tradeRecordReason": REASONS[Reason(trade.reason)],
        "activationType": ACTIVATIONS[Activation(trade.activation)],
        "timeStamp": iso(trade.timestamp),
        "marginRate": trade.margin_rate,
    }


def margin_view(state: AccountState, updated: int) -> Json:
    """Render the margin of an account; its balance includes the credit."""
    return {
        "login": state.user.login,
        "group": state.user.group,
        "leverage": state.user.leverage,
        "updated": updated,
        "balance": state.user.balance + state.user.credit,
        "equity": state.equity,
        "volume": state.volume,
        "margin": state.margin,
        "free": state.free,
        "level": round(state.level, 2),
        "controllingType": "Percent",
        "levelType": state.level_type,
    }


def group_view(group: Group) -> Json:
    """Render a group."""
    return {
        "group": group.name,
        "enable": 1,
        "timeout": 7,
        "otpMode": "Disabled",
        "company": "Street Simulated Markets",
        "signature": "",
        "supportPage": "",
        "supportEmail": "",
        "copies": 0,
        "reports": 0,
        "defaultLeverage": group.leverage,
        "defaultDeposit": group.deposit,
        "maxSecurities": 32,
        "secMarginsTotal": 0,
        "currency": group.currency,
        "credit": Decimal(0),
        "marginCall": int(group.margin_call),
        "marginMode": "UseAll",
        "marginStopout": int(group.stop_out),
        "interestRate": Decimal(0),
        "useSwap": 1,
        "newsMode": "Topics",
        "maxPositions": 0,
        "hedgeProhibited": 0,
        "marginControllingType": "Percent",
    }


def symbol_view(item: Instrument) -> Json:
    """Render the settings of a symbol."""
    forex = item.calc is CalcMode.FOREX
    return {
        "symbol": item.name,
        "description": item.description,
        "currency": item.profit,
        "digits": item.digits,
        "tradeMode": "Full",
        "profitCalculationMode": "Forex" if forex else "CFD",
        "spread": item.spread,
        "symbolExecMode": "Market",
        "swapEnable": 1,
        "swapType": "Points",
        "swapLong": item.swap_long,
        "swapShort": item.swap_short,
        "swapRollover3Days": 3,
        "contractSize": item.contract_size,
        "tickValue": Decimal(0),
        "tickSize": Decimal(0),
        "stopsLevel": 0,
        "gtcMode": "GTC",
        "marginCalculationMode": "Forex" if forex else "CFDLeverage",
        "marginInitial": Decimal(0),
        "marginMaintenance": Decimal(0),
        "marginHedged": item.contract_size,
        "marginDivider": Decimal(1),
        "percentage": Decimal(100),
        "point": item.point,
        "longOnly": 0,
        "marginCurrency": item.margin_currency,
        "freezeLevel": 0,
    }


def quote_view(item: Instrument, quote: Quote) -> Json:
    """Render a symbol's prices."""
    return {
        "symbol": item.name,
        "digits": item.digits,
        "point": item.point,
        "spread": int((quote.ask - quote.bid) / item.point),
        "direction": "Up",
        "bid": quote.bid,
        "ask": quote.ask,
        "high": quote.ask,
        "low": quote.bid,
        "lastTime": iso(quote.time_ms // 1000),
    }


def trade_update(kind: str, trade: Trade) -> Json:
    """Render a trade's change for the stream, where enums are numbers."""
    view = trade_view(trade)
    names = (
        *("order", "login", "symbol", "volumeLots", "openPrice", "openTime", "sl", "tp"),
        *("closePrice", "closeTime", "commission", "storage", "profit", "taxes", "comment"),
    )
    picked = {name: view[name] for name in names}
    return {"kind": kind, "cmd": int(trade.cmd), **picked}


def user_update(kind: str, user: User) -> Json:
    """Render an account's change for the stream."""
    view = user_view(user)
    names = (
        *("login", "group", "name", "country", "leverage", "balance", "credit", "lastDate"),
        *("email", "phone", "comment"),
    )
    return {
        "kind": kind,
        **{name: view[name] for name in names},
        "enabled": bool(user.flags & 1),
        "readOnly": bool(user.flags & 4),
        "regDate": view["registrationDate"],
    }


def margin_call(state: AccountState, updated: int) -> Json:
    """Render a margin call for the stream."""
    view = margin_view(state, updated)
    view["volumeLots"] = Decimal(view.pop("volume")) / 100
    levels = ("Ok", "MarginCall", "StopOut")
    return view | {"controllingType": 0, "levelType": levels.index(state.level_type)}


def symbol_update(kind: str, item: Instrument) -> Json:
    """Render a symbol's change for the stream."""
    names = (
        *("symbol", "description", "currency", "digits", "spread", "stopsLevel", "freezeLevel"),
        *("contractSize", "tickValue", "tickSize", "marginInitial", "marginMaintenance"),
    )
    view = symbol_view(item)
    return {"kind": kind, **{name: view[name] for name in names}, "tradeMode": _FULL}


def tick_view(quote: Quote) -> Json:
    """Render a tick for the hub."""
    return {
        "symbol": quote.symbol,
        "bid": quote.bid,
        "ask": quote.ask,
        "lastTime": iso(quote.time_ms // 1000),
    }
