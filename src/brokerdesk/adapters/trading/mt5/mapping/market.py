"""Groups, symbols, positions and prices."""

from datetime import datetime

from brokerdesk.kit.cents import Cents
from brokerdesk.kit.servertime import ServerTime
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import (
    OrderKind,
    PlatformGroup,
    PlatformOrder,
    PlatformPosition,
    PlatformSymbol,
    Quote,
    Side,
)

from ..errors import BadAnswer
from ..names import Row
from .money import decimal, integer, lots, text

MARGIN_MODES = {0: "netting", 1: "exchange", 2: "hedging"}
CALC_MODES = {
    0: "forex",
    1: "futures",
    2: "cfd",
    3: "cfd_index",
    4: "cfd_leverage",
    5: "forex_no_leverage",
    32: "exchange_stocks",
    33: "exchange_futures",
    34: "forts",
    35: "options",
    36: "options_margin",
    37: "bonds",
    38: "stocks_moex",
    39: "bonds_moex",
    64: "collateral",
}
SIDES = {0: Side.BUY, 1: Side.SELL}
ORDER_KINDS = {
    2: OrderKind.BUY_LIMIT,
    3: OrderKind.SELL_LIMIT,
    4: OrderKind.BUY_STOP,
    5: OrderKind.SELL_STOP,
    6: OrderKind.BUY_STOP_LIMIT,
    7: OrderKind.SELL_STOP_LIMIT,
}
# A cent currency by its unit: what accounts in cents are kept in here.
CENT_CURRENCIES = {"USC": "USD", "EUC": "EUR", "GBX": "GBP", "USX": "USD"}


def group(row: Row, *, in_cents: bool) -> PlatformGroup:
    """Map a group; one in cents shows the unit's currency."""
    currency = text(row, "Currency")
    mode = integer(row, "MarginMode")
    return PlatformGroup(
        name=text(row, "Group"),
        currency=CENT_CURRENCIES.get(currency, currency) if in_cents else currency,
        currency_digits=integer(row, "CurrencyDigits", 2),
        margin_mode=MARGIN_MODES.get(mode, f"unknown_{mode}"),
        margin_call_level=decimal(row, "MarginCall"),
        stop_out_level=decimal(row, "MarginStopOut"),
    )


def symbol(row: Row) -> PlatformSymbol:
    """Map a symbol."""
    mode = integer(row, "CalcMode")
    return PlatformSymbol(
        name=text(row, "Symbol"),
        path=text(row, "Path"),
        description=text(row, "Description"),
        base=text(row, "CurrencyBase"),
        profit_currency=text(row, "CurrencyProfit"),
        margin_currency=text(row, "CurrencyMargin"),
        digits=integer(row, "Digits"),
        contract_size=decimal(row, "ContractSize"),
        tick_size=decimal(row, "TickSize"),
        tick_value=decimal(row, "TickValue"),
        volume_min=lots(row, "VolumeMin"),
        volume_max=lots(row, "VolumeMax"),
        volume_step=lots(row, "VolumeStep"),
        calc_mode=CALC_MODES.get(mode, f"unknown_{mode}"),
    )


def position(row: Row, time: ServerTime, cents: Cents) -> PlatformPosition:
    """Map an open position.

    Raises:
        BadAnswer: a direction that is not known, or a field that is no number.
    """
    side = SIDES.get(integer(row, "Action", -1))
    if side is None:
        raise BadAnswer(
            Marked(
                _("position %(position)s has an unknown direction"),
                position=text(row, "Position")[:20],
            )
        )
    login = integer(row, "Login")
    factor = cents.of(login)
    opened_ms = integer(row, "TimeCreateMsc") or integer(row, "TimeCreate") * 1000
    return PlatformPosition(
        ticket=integer(row, "Position"),
        login=login,
        symbol=text(row, "Symbol"),
        side=side,
        lots=lots(row, "Volume"),
        contract_size=decimal(row, "ContractSize"),
        price_open=decimal(row, "PriceOpen"),
        price_current=decimal(row, "PriceCurrent"),
        stop_loss=decimal(row, "PriceSL"),
        take_profit=decimal(row, "PriceTP"),
        profit=decimal(row, "Profit") / factor,
        swap=decimal(row, "Storage") / factor,
        opened_at=time.utc(opened_ms),
    )


def order(row: Row, time: ServerTime) -> PlatformOrder | None:
    """Map a waiting order; a market order on its way is none.

    Raises:
        BadAnswer: a field that is no number.
    """
    kind = ORDER_KINDS.get(integer(row, "Type", -1))
    if kind is None:
        return None
    placed_ms = integer(row, "TimeSetupMsc") or integer(row, "TimeSetup") * 1000
    expires_s = integer(row, "TimeExpiration")
    return PlatformOrder(
        ticket=integer(row, "Order"),
        login=integer(row, "Login"),
        symbol=text(row, "Symbol"),
        kind=kind,
        lots=lots(row, "VolumeCurrent"),
        price=decimal(row, "PriceOrder"),
        trigger=decimal(row, "PriceTrigger"),
        stop_loss=decimal(row, "PriceSL"),
        take_profit=decimal(row, "PriceTP"),
        placed_at=time.utc(placed_ms),
        expires_at=time.utc(expires_s * 1000) if expires_s else None,
        comment=text(row, "Comment"),
    )


def quote(row: Row, time: ServerTime, now: datetime) -> Quote:
    """Map a tick; one without its own time is dated `now`."""
    at_ms = integer(row, "DatetimeMsc") or integer(row, "Datetime") * 1000
    return Quote(
        symbol=text(row, "Symbol"),
        bid=decimal(row, "Bid"),
        ask=decimal(row, "Ask"),
        at=time.utc(at_ms) if at_ms else now,
    )
