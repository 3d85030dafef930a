"""Groups, symbols, positions, orders and prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

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
from ..messages import Message
from .book import CENTS_OF_UNIT, Asset, Book, digits_of, money, price
from .servertime import ServerTime

ZERO = Decimal(0)
SPOT_DIGITS = 5
SIDES = {1: Side.BUY, 2: Side.SELL}
BUY, LIMIT, STOP, STOP_LIMIT = 1, 2, 3, 6
ORDER_KINDS = {
    (LIMIT, 1): OrderKind.BUY_LIMIT,
    (LIMIT, 2): OrderKind.SELL_LIMIT,
    (STOP, 1): OrderKind.BUY_STOP,
    (STOP, 2): OrderKind.SELL_STOP,
    (STOP_LIMIT, 1): OrderKind.BUY_STOP_LIMIT,
    (STOP_LIMIT, 2): OrderKind.SELL_STOP_LIMIT,
}
# The symbol list does not tell the limits of volumes: the usual ones, in lots.
VOLUME_MIN, VOLUME_MAX = Decimal("0.01"), Decimal(1000)


@dataclass(frozen=True, slots=True)
class Spot:
    """Last prices of a symbol."""

    bid: Decimal
    ask: Decimal
    server_ms: int


def spot(row: Message, before: Spot | None) -> Spot:
    """Map a price event; a side that it leaves out is unchanged."""
    bid = money(row.bid, SPOT_DIGITS) if row.HasField("bid") else before.bid if before else ZERO
    ask = money(row.ask, SPOT_DIGITS) if row.HasField("ask") else before.ask if before else ZERO
    return Spot(bid, ask, row.timestamp)


def group(row: Message, name: str, asset: Asset | None) -> PlatformGroup:
    """Map a group together with one deposit asset."""
    return PlatformGroup(
        name=f"{row.name}/{name}",
        currency=name,
        currency_digits=asset.digits if asset else 2,
        margin_mode="hedging",
        margin_call_level=ZERO,
        stop_out_level=price(row.marginStopout),
    )


def symbol(row: Message, book: Book) -> PlatformSymbol:
    """Map a symbol. Its tick's value is in the quote asset."""
    size = Decimal(book.lot_size(row.symbolId, row.lotSize)) / CENTS_OF_UNIT
    tick = Decimal(1).scaleb(-row.digits)
    return PlatformSymbol(
        name=row.name,
        path=book.categories.get(row.symbolCategoryId, ""),
        description=row.description,
        base=book.asset_name(row.baseAssetId),
        profit_currency=book.asset_name(row.quoteAssetId),
        margin_currency=book.asset_name(row.baseAssetId),
        digits=row.digits,
        contract_size=size,
        tick_size=tick,
        tick_value=tick * size,
        volume_min=VOLUME_MIN,
        volume_max=VOLUME_MAX,
        volume_step=VOLUME_MIN,
        calc_mode="",
    )


@dataclass(frozen=True, slots=True)
class PositionMapper:
    """Maps positions at the present prices; `rates` by symbol give the deposit asset's."""

    book: Book
    time: ServerTime
    spots: Mapping[int, Spot]

    def one(self, row: Message, login: int, rate: Decimal | None) -> PlatformPosition:
        """Map a position. Its result is computed here: the Manager API does not tell it.

        While a price or rate is missing it is zero, and the present price that of the opening.

        Raises:
            BadAnswer: a side or lot that is not known.
        """
        trade = row.tradeData
        side = SIDES.get(trade.tradeSide)
        if side is None:
            raise BadAnswer(
                Marked(
                    _("position %(position_id)s has the unknown side %(trade_side)s"),
                    position_id=row.positionId,
                    trade_side=trade.tradeSide,
                )
            )
        lot, digits = Decimal(self.book.lot_size(trade.symbolId, trade.lotSize)), digits_of(row)
        opened, units = price(row.price), Decimal(trade.volume) / CENTS_OF_UNIT
        spot = self.spots.get(trade.symbolId)
        current = (spot.bid if side is Side.BUY else spot.ask) if spot else ZERO
        profit = ZERO
        if current and rate is not None:
            moved = current - opened if side is Side.BUY else opened - current
            profit = (moved * units * rate).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        return PlatformPosition(
            ticket=row.positionId,
            login=login,
            symbol=self.book.symbol_name(trade.symbolId),
            side=side,
            lots=trade.volume / lot,
            contract_size=lot / CENTS_OF_UNIT,
            price_open=opened,
            price_current=current or opened,
            stop_loss=price(row.stopLoss),
            take_profit=price(row.takeProfit),
            profit=profit,
            swap=money(row.swap, digits),
            opened_at=self.time.utc(trade.openTimestamp),
        )


def order(row: Message, login: int, book: Book, time: ServerTime) -> PlatformOrder | None:
    """Map a waiting order; stops of positions and market orders on their way are none.

    Raises:
        BadAnswer: a lot that is not known.
    """
    trade = row.tradeData
    kind = ORDER_KINDS.get((row.orderType, trade.tradeSide))
    if kind is None:
        return None
    stop = row.orderType == STOP
    lot = Decimal(book.lot_size(trade.symbolId, trade.lotSize))
    expires = row.expirationTimestamp
    return PlatformOrder(
        ticket=row.orderId,
        login=login,
        symbol=book.symbol_name(trade.symbolId),
        kind=kind,
        lots=trade.volume / lot,
        price=price(row.stopPrice if stop else row.limitPrice),
        trigger=price(row.stopPrice) if row.orderType == STOP_LIMIT else ZERO,
        stop_loss=price(row.stopLoss),
        take_profit=price(row.takeProfit),
        placed_at=time.utc(trade.openTimestamp),
        expires_at=time.utc(expires) if expires else None,
        comment=trade.comment[:64],
    )


def quote(name: str, found: Spot, time: ServerTime) -> Quote:
    """Map last prices."""
    return Quote(name, found.bid, found.ask, time.utc(found.server_ms))
