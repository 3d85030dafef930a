"""Profit, margin and the state of an account, in the smallest unit of its deposit asset."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from streetsim.common.records import money
from streetsim.market.pricing import base_margin, margin_rate, profit_rate, raw_profit

from ..catalogue import Symbol
from ..errors import Refusal
from ..kinds import Side, TotalMargin
from ..records import Position, Trader
from ..world import World


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account valued at the current prices; level in percent.

    The credit counts for equity and margin; it is no part of the balance.
    """

    trader: Trader
    gross: int
    swap: int
    commission: int
    margin: int

    @property
    def unrealised(self) -> int:
        return self.gross + self.swap + self.commission

    @property
    def cash_equity(self) -> int:
        return self.trader.balance + self.unrealised

    @property
    def equity(self) -> int:
        return self.cash_equity + self.trader.non_withdrawable_bonus

    @property
    def free_margin(self) -> int:
        return self.equity + self.trader.manager_bonus - self.margin

    @property
    def level(self) -> Decimal:
        return Decimal(self.equity) / self.margin * 100 if self.margin else Decimal(0)


def minor(amount: Decimal, digits: int) -> int:
    """Convert an amount into smallest units, halves away from zero."""
    return int(money(amount, digits).scaleb(digits))


def market_price(world: World, symbol: Symbol, side: Side) -> Decimal:
    """Return what a deal of a side is done at: a buy at the ask, a sell at the bid."""
    quote = world.market.quotes.get(symbol.item.name)
    if quote is None:
        raise Refusal("NO_QUOTES")
    return quote.ask if side is Side.BUY else quote.bid


def gross_profit(world: World, position: Position, volume: int, price: Decimal) -> int:
    """Return what closing a volume at a price brings, before swap and commission."""
    symbol = world.symbol(position.symbol_id)
    trader = world.traders[position.trader_id]
    raw = raw_profit(
        symbol.item,
        buy=position.side is Side.BUY,
        lots=symbol.lots(volume),
        opened=position.price,
        now=price,
    )
    rate = profit_rate(world.market, symbol.item, world.asset_of(trader).name, price)
    return minor(raw * rate, position.money_digits)


def floating(world: World, position: Position) -> int:
    """Return the gross unrealised result of a position."""
    symbol = world.symbol(position.symbol_id)
    price = market_price(world, symbol, position.side.other)
    return gross_profit(world, position, position.volume, price)


def margin_of(
    world: World, trader: Trader, symbol: Symbol, volume: int, price: Decimal
) -> tuple[int, Decimal]:
    """Return the margin that a volume takes, and the rate it was computed with."""
    currency = world.asset_of(trader).name
    rate = margin_rate(world.market, symbol.item, currency, price)
    need = base_margin(symbol.item, symbol.lots(volume), price, 1) * 100 / trader.leverage_in_cents
    return minor(need * rate, trader.money_digits), rate


def account_state(world: World, trader: Trader) -> AccountState:
    """Value an account at the current quotes."""
    held = world.positions_of(trader.trader_id)
    return AccountState(
        trader=trader,
        gross=sum(floating(world, item) for item in held),
        swap=sum(item.swap for item in held),
        commission=sum(item.commission for item in held),
        margin=_margin(trader, held),
    )


def _margin(trader: Trader, held: Sequence[Position]) -> int:
    sides: defaultdict[int, dict[Side, int]] = defaultdict(lambda: {Side.BUY: 0, Side.SELL: 0})
    for item in held:
        sides[item.symbol_id][item.side] += item.used_margin
    kind = TotalMargin(trader.total_margin_calculation_type)
    return sum(_total(kind, *legs.values()) for legs in sides.values())


def _total(kind: TotalMargin, bought: int, sold: int) -> int:
    if kind is TotalMargin.SUM:
        return bought + sold
    return max(bought, sold) if kind is TotalMargin.MAX else abs(bought - sold)


def commission(world: World, trader: Trader, symbol: Symbol, volume: int) -> int:
    """Return what one side of a trade costs, negative."""
    group = world.groups[trader.group_id]
    if not group.commission:
        return 0
    rate = world.market.rate("USD", world.asset_of(trader).name)
    return -minor(group.commission * symbol.lots(volume) * rate, trader.money_digits)


def require_money(world: World, trader: Trader, extra: int) -> None:
    """Refuse when the free margin does not cover an extra need."""
    if account_state(world, trader).free_margin < extra:
        raise Refusal("NOT_ENOUGH_MONEY")
