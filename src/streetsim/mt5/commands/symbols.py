"""Symbols."""

from decimal import Decimal

from streetsim.market import CalcMode, Instrument
from streetsim.market.sessions import SESSIONS

from ..config import RIGHT_ACC_READ, RIGHT_ADMIN
from ..masks import matches
from ..records import EXT, dumps, fixed
from ..retcodes import Refusal, Retcode
from .base import Answer, Call, command, record, rows

_KINDS = [
    "Buy",
    "Sell",
    "BuyLimit",
    "SellLimit",
    "BuyStop",
    "SellStop",
    "BuyStopLimit",
    "SellStopLimit",
]


def _symbols(call: Call) -> list[Instrument]:
    return [item for _, item in sorted(call.world.market.instruments.items())]


def _volume(name: str, lots: Decimal) -> dict[str, str]:
    ext = int(lots * EXT)
    return {name: str(ext // 10_000), f"{name}Ext": str(ext)}


def _margins(item: Instrument) -> dict[str, str]:
    return {
        "MarginFlags": "0",
        "MarginInitial": "0.00",
        "MarginMaintenance": "0.00",
        **{f"MarginInitial{kind}": "1.00" for kind in _KINDS},
        **{f"MarginMaintenance{kind}": "0.00" for kind in _KINDS},
        "MarginLiquidity": "0.00",
        "MarginHedged": fixed(item.contract_size, 2),
        "MarginCurrency": "0.00",
    }


def symbol_wire(item: Instrument, *, always_open: bool = False) -> dict[str, object]:
    """Render a symbol with the wire's names."""
    digits = {"USD": "2", "JPY": "0"}
    currencies = {
        "CurrencyBase": item.base,
        "CurrencyProfit": item.profit,
        "CurrencyMargin": item.margin_currency,
    }
    named = {}
    for name, currency in currencies.items():
        named[name] = currency
        named[f"{name}Digits"] = digits.get(currency, "2")
    days = SESSIONS["crypto" if always_open else item.session]
    sessions = [[{"Open": str(a), "Close": str(b)} for a, b in day] for day in days]
    return {
        "Symbol": item.name,
        "Path": item.path,
        "ISIN": "",
        "Description": item.description,
        **named,
        "Color": "4278190080",
        "Digits": str(item.digits),
        "Point": fixed(item.point, 10),
        "Multiply": str(10**item.digits),
        "TradeMode": "4",
        "CalcMode": str(int(item.calc)),
        "ExecMode": "2",
        "GTCMode": "0",
        "FillFlags": "3",
        "ExpirFlags": "15",
        "OrderFlags": "127",
        "Spread": str(item.spread),
        "SpreadDiff": "0",
        "TickValue": fixed(item.tick_value if item.calc is not CalcMode.FOREX else Decimal(0), 5),
        "TickSize": fixed(Decimal(0) if item.calc is CalcMode.FOREX else item.point, item.digits),
        "ContractSize": fixed(item.contract_size, 2),
        "StopsLevel": "0",
        "FreezeLevel": "0",
        **_volume("VolumeMin", item.volume_min),
        **_volume("VolumeMax", item.volume_max),
        **_volume("VolumeStep", item.volume_step),
        **_volume("VolumeLimit", Decimal(0)),
        **_margins(item),
        "SwapMode": "1",
        "SwapLong": fixed(item.swap_long, 2),
        "SwapShort": fixed(item.swap_short, 2),
        "Swap3Day": "3",
        "TimeStart": "0",
        "TimeExpiration": "0",
        "SessionsQuotes": sessions,
        "SessionsTrades": sessions,
        "PriceSettle": "0.00",
        "FaceValue": "0.00",
        "AccruedInterest": "0.00",
    }


def _wire(call: Call, item: Instrument) -> dict[str, object]:
    return symbol_wire(item, always_open=call.world.market.always_open)


@command("SYMBOL_TOTAL", "symbol/total", right=RIGHT_ACC_READ)
def symbol_total(call: Call) -> Answer:
    return Answer({"TOTAL": str(len(call.world.market.instruments))})


@command("SYMBOL_NEXT", "symbol/next", right=RIGHT_ACC_READ)
def symbol_next(call: Call) -> Answer:
    symbols, index = _symbols(call), call.params.integer("INDEX", "Index")
    if not 0 <= index < len(symbols):
        raise Refusal(Retcode.NOT_FOUND)
    return record(_wire(call, symbols[index]))


@command("SYMBOL_GET", "symbol/get", right=RIGHT_ACC_READ)
def symbol_get(call: Call) -> Answer:
    """Return a symbol by SYMBOL (some clients say NAME), or an array by MASK of the full path."""
    given = call.params
    if given.text("MASK", "Mask"):
        mask = given.text("MASK", "Mask")
        found = [item for item in _symbols(call) if matches(mask, item.path)]
        return rows([dumps(_wire(call, item)) for item in found])
    name = given.text("SYMBOL", "Symbol") or given.text("NAME", "Name")
    return record(_wire(call, call.world.instrument(name)))


@command("SYMBOL_GET_GROUP", "symbol/get_group", right=RIGHT_ACC_READ)
def symbol_get_group(call: Call) -> Answer:
    """Return a symbol as a group sees it, its extra spread applied."""
    group = call.world.groups.get(call.params.group("GROUP", "Group"))
    if group is None:
        raise Refusal(Retcode.NOT_FOUND)
    item = call.world.instrument(call.params.text("SYMBOL", "Symbol"))
    wire = _wire(call, item)
    wire["SpreadDiff"] = str(group.spread_diff)
    return record(wire)


@command("SYMBOL_LIST", "symbol/list", right=RIGHT_ACC_READ)
def symbol_list(call: Call) -> Answer:
    return record([item.name for item in _symbols(call)])


@command("SYMBOL_ADD", "symbol/add", right=RIGHT_ADMIN)
def symbol_add(_call: Call) -> Answer:
    """Refuse: the simulated market's instruments are fixed."""
    return Answer(code=Retcode.NOT_SUPPORTED)


@command("SYMBOL_DELETE", "symbol/delete", right=RIGHT_ADMIN)
def symbol_delete(_call: Call) -> Answer:
    """Refuse: the simulated market's instruments are fixed."""
    return Answer(code=Retcode.NOT_SUPPORTED)
