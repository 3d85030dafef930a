"""Groups, symbols, open tickets and prices."""

import logging
from datetime import datetime
from decimal import Decimal

from brokerdesk.kit.cents import Cents
from brokerdesk.kit.servertime import ServerTime
from brokerdesk.ports.trading import (
    OrderKind,
    PlatformGroup,
    PlatformOrder,
    PlatformPosition,
    PlatformSymbol,
    Quote,
    Side,
)

from ..names import BUY, SELL, Row
from .deals import command
from .values import ZERO, decimal, integer, lots, moment, money, price, text

log = logging.getLogger(__name__)
SIDES = {BUY: Side.BUY, SELL: Side.SELL}
ORDER_KINDS = {
    2: OrderKind.BUY_LIMIT,
    3: OrderKind.SELL_LIMIT,
    4: OrderKind.BUY_STOP,
    5: OrderKind.SELL_STOP,
}
CALC_MODES = {"forex": "forex", "cfd": "cfd", "futures": "futures"}
# A cent currency by its unit: what accounts in cents are kept in here.
CENT_CURRENCIES = {"USC": "USD", "EUC": "EUR", "GBX": "GBP", "USX": "USD"}
CURRENCY_DIGITS = 2
# The server keeps limits of volume per group and kind of symbol, which the bridge does not tell.
VOLUME_STEP, VOLUME_MAX = Decimal("0.01"), Decimal(10_000)
PAIR = 6


def group(row: Row, *, in_cents: bool, extra_digits: int) -> PlatformGroup:
    """Map a group; one in cents shows the unit's currency and so many digits more."""
    currency = text(row, "currency")
    return PlatformGroup(
        name=text(row, "group"),
        currency=CENT_CURRENCIES.get(currency, currency) if in_cents else currency,
        currency_digits=CURRENCY_DIGITS + (extra_digits if in_cents else 0),
        margin_mode="hedging",
        margin_call_level=decimal(row, "marginCall"),
        stop_out_level=decimal(row, "marginStopout"),
    )


def symbol(row: Row) -> PlatformSymbol:
    """Map a symbol's settings."""
    name, point = text(row, "symbol"), price(row, "point")
    base, profit = _currencies(row)
    return PlatformSymbol(
        name=name,
        path=text(row, "source"),
        description=text(row, "description"),
        base=base,
        profit_currency=profit,
        margin_currency=text(row, "marginCurrency") or base,
        digits=integer(row, "digits"),
        contract_size=decimal(row, "contractSize"),
        tick_size=price(row, "tickSize") or point,
        tick_value=decimal(row, "tickValue"),
        volume_min=VOLUME_STEP,
        volume_max=VOLUME_MAX,
        volume_step=VOLUME_STEP,
        calc_mode=_calc_mode(row),
    )


def _calc_mode(row: Row) -> str:
    mode = text(row, "profitCalculationMode").lower()
    if mode not in CALC_MODES:
        log.warning("unknown calculation mode %s", mode[:20])
    return CALC_MODES.get(mode, f"unknown_{mode[:20]}")


def _currencies(row: Row) -> tuple[str, str]:
    """Base and profit currency: a pair's are in its name, another symbol has one of each."""
    name, currency = text(row, "symbol"), text(row, "currency")
    pair = name[:PAIR]
    if _calc_mode(row) == "forex" and len(pair) == PAIR and pair.isalpha() and pair.isupper():
        return pair[:3], pair[3:]
    return text(row, "marginCurrency") or currency, currency


def position(row: Row, size: Decimal, time: ServerTime, cents: Cents) -> PlatformPosition | None:
    """Map an open trade; anything else is none."""
    side = SIDES.get(command(row))
    if side is None or moment(row, "closeTime"):
        return None
    login = integer(row, "login")
    factor = cents.of(login)
    return PlatformPosition(
        ticket=integer(row, "order"),
        login=login,
        symbol=text(row, "symbol"),
        side=side,
        lots=lots(row),
        contract_size=size,
        price_open=price(row, "openPrice"),
        price_current=price(row, "closePrice"),
        stop_loss=price(row, "sl"),
        take_profit=price(row, "tp"),
        profit=money(row, "profit") / factor,
        swap=money(row, "storage") / factor,
        opened_at=time.utc(moment(row, "openTime") * 1000),
    )


def order(row: Row, time: ServerTime) -> PlatformOrder | None:
    """Map an order that waits for its price; anything else is none."""
    kind = ORDER_KINDS.get(command(row))
    if kind is None or moment(row, "closeTime"):
        return None
    expires_s = moment(row, "expiration")
    return PlatformOrder(
        ticket=integer(row, "order"),
        login=integer(row, "login"),
        symbol=text(row, "symbol"),
        kind=kind,
        lots=lots(row),
        price=price(row, "openPrice"),
        trigger=ZERO,
        stop_loss=price(row, "sl"),
        take_profit=price(row, "tp"),
        placed_at=time.utc(moment(row, "openTime") * 1000),
        expires_at=time.utc(expires_s * 1000) if expires_s else None,
        comment=text(row, "comment"),
    )


def quote(row: Row, time: ServerTime, now: datetime) -> Quote | None:
    """Map a price; one without its own time is dated `now`, one that is not there yet is none."""
    at_s, bid, ask = moment(row, "lastTime"), price(row, "bid"), price(row, "ask")
    if not bid or not ask:
        return None
    return Quote(text(row, "symbol"), bid, ask, time.utc(at_s * 1000) if at_s else now)
