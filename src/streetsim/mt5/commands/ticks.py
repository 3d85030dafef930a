"""Ticks, daily statistics and price history."""

from decimal import Decimal

from streetsim.market import Quote

from ..config import RIGHT_ACC_READ
from ..engine.valuation import quote_of
from ..masks import matches
from ..records import fixed
from ..retcodes import Refusal, Retcode
from .base import Answer, Call, command, record

_MAX_ROWS = 10_000
_MAX_BARS = 1_500


def _symbols(call: Call) -> list[str]:
    """Return the asked symbols, by name or by a mask of the full path."""
    wanted = call.params.text("SYMBOL", "Symbol")
    if not wanted:
        raise Refusal(Retcode.PARAMS)
    names = {part.strip() for part in wanted.split(",")}
    return [
        item.name
        for item in call.world.market.instruments.values()
        if item.name in names or matches(wanted, item.path)
    ]


def _tick(quote: Quote, digits: int) -> dict[str, str]:
    return {
        "Symbol": quote.symbol,
        "Digits": str(digits),
        "Bid": fixed(quote.bid, digits),
        "Ask": fixed(quote.ask, digits),
        "Last": fixed(Decimal(0), digits),
        "Volume": "0",
        "VolumeReal": "0.00",
        "Datetime": str(quote.time_ms // 1000),
        "DatetimeMsc": str(quote.time_ms),
    }


def _changed(call: Call) -> list[str]:
    since = call.params.integer("TRANS_ID", "TransId", default=0)
    fresh = set(call.world.feed.since(since))
    return [name for name in _symbols(call) if name in fresh]


def _answer(call: Call, ticks: list[dict[str, str]]) -> Answer:
    answer = record(ticks)
    answer.params["TRANS_ID"] = str(call.world.feed.trans_id)
    return answer


@command("TICK_LAST", "tick/last", right=RIGHT_ACC_READ)
def tick_last(call: Call) -> Answer:
    world = call.world
    ticks = [
        _tick(world.market.quotes[name], world.instrument(name).digits) for name in _changed(call)
    ]
    return _answer(call, ticks)


@command("TICK_LAST_GROUP", "tick/last_group", right=RIGHT_ACC_READ)
def tick_last_group(call: Call) -> Answer:
    """Return the ticks as a group sees them, its spread applied."""
    world = call.world
    group = world.groups.get(call.params.group("GROUP", "Group"))
    if group is None:
        raise Refusal(Retcode.NOT_FOUND)
    ticks = [
        _tick(quote_of(world, name, group), world.instrument(name).digits)
        for name in _changed(call)
    ]
    return _answer(call, ticks)


@command("TICK_STAT", "tick/stat", right=RIGHT_ACC_READ)
def tick_stat(call: Call) -> Answer:
    world, ticks = call.world, []
    for name in _changed(call):
        digits = world.instrument(name).digits
        day, quote = world.feed.ranges[name], world.market.quotes[name]
        change = (quote.bid - day.bid_open) / day.bid_open * 100
        ticks.append(
            {
                **_tick(quote, digits),
                "BidHigh": fixed(day.bid_high, digits),
                "BidLow": fixed(day.bid_low, digits),
                "AskHigh": fixed(day.ask_high, digits),
                "AskLow": fixed(day.ask_low, digits),
                "PriceOpen": fixed(day.bid_open, digits),
                "PriceChange": fixed(change, 4),
            }
        )
    return _answer(call, ticks)


@command("TICK_HISTORY", "tick/history", right=RIGHT_ACC_READ)
def tick_history(call: Call) -> Answer:
    """Return [time ms, bid, ask] once a second in a window of server seconds."""
    world, given = call.world, call.params
    item = world.instrument(given.text("SYMBOL", "Symbol"))
    first, last = given.integer("FROM", "From"), given.integer("TO", "To")
    last = min(last, world.clock.now_s(), first + _MAX_ROWS)
    quotes = (world.market.quote_at(item.name, second * 1000) for second in range(first, last + 1))
    return record(
        [
            [str(quote.time_ms), fixed(quote.bid, item.digits), fixed(quote.ask, item.digits)]
            for quote in quotes
        ]
    )


@command("CHART_GET", "chart/get", right=RIGHT_ACC_READ)
def chart_get(call: Call) -> Answer:
    """Return minute bars [time, open, high, low, close, volume] in a window of server seconds."""
    world, given = call.world, call.params
    item = world.instrument(given.text("SYMBOL", "Symbol"))
    first = given.integer("FROM", "From") // 60 * 60
    last = min(given.integer("TO", "To"), world.clock.now_s(), first + (_MAX_BARS - 1) * 60)
    bars = []
    for minute in range(first, last + 1, 60):
        if not world.market.is_open(item.name, minute * 1000):
            continue
        bids = [world.market.quote_at(item.name, (minute + s) * 1000).bid for s in range(0, 60, 10)]
        prices = (bids[0], max(bids), min(bids), bids[-1])
        bars.append([str(minute), *(fixed(price, item.digits) for price in prices), "60"])
    return record(bars)
