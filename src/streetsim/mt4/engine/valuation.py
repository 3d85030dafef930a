"""Profit, margin and the state of an account."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from streetsim.common.records import ZERO, money
from streetsim.market import Instrument
from streetsim.market.pricing import base_margin, margin_rate, profit_rate, raw_profit

from ..codes import Refusal, Ret
from ..records import Cmd, Group, Trade, User
from ..world import World


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account valued at the current prices, in its own currency; level in percent."""

    user: User
    group: Group
    floating: Decimal
    margin: Decimal
    volume: int

    @property
    def equity(self) -> Decimal:
        return self.user.balance + self.user.credit + self.floating

    @property
    def free(self) -> Decimal:
        return self.equity - self.margin

    @property
    def level(self) -> Decimal:
        return self.equity / self.margin * 100 if self.margin else ZERO

    @property
    def level_type(self) -> str:
        if self.margin and self.level <= self.group.stop_out:
            return "StopOut"
        return "MarginCall" if self.margin and self.level <= self.group.margin_call else "Ok"


def price_of(world: World, symbol: str, *, buy: bool) -> Decimal:
    """Return the price at which a side is dealt: a buy at the ask, a sell at the bid."""
    quote = world.market.quotes[symbol]
    return quote.ask if buy else quote.bid


def mark(world: World, trade: Trade) -> None:
    """Value an open trade at the market; a pending order shows its market price only."""
    cmd = Cmd(trade.cmd)
    if cmd.is_pending:
        trade.close_price = price_of(world, trade.symbol, buy=cmd.is_buy)
        return
    price = price_of(world, trade.symbol, buy=not cmd.is_buy)
    trade.close_price = price
    trade.profit = profit_at(world, trade, price)


def profit_at(world: World, trade: Trade, price: Decimal) -> Decimal:
    """Return what a trade earns when it is closed at a price, without its costs."""
    item, group = world.instrument(trade.symbol), world.group_of(trade.login)
    raw = raw_profit(item, buy=trade.is_buy, lots=trade.lots, opened=trade.open_price, now=price)
    return money(raw * profit_rate(world.market, item, group.currency, price), group.digits)


def rate_of_margin(world: World, login: int, item: Instrument, price: Decimal) -> Decimal:
    """Return the rate from the symbol's margin currency to the account's."""
    return margin_rate(world.market, item, world.group_of(login).currency, price)


def new_margin(world: World, login: int, symbol: str, volume: int, price: Decimal) -> Decimal:
    """Return the margin of a new trade, in the account's currency."""
    item, user = world.instrument(symbol), world.user(login)
    need = base_margin(item, Decimal(volume) / 100, price, user.leverage)
    return money(need * rate_of_margin(world, login, item, price), world.group_of(login).digits)


def account_state(world: World, login: int) -> AccountState:
    """Value an account at the current quotes."""
    user, group = world.user(login), world.group_of(login)
    held = world.positions_of(login)
    for trade in held:
        mark(world, trade)
    return AccountState(
        user=user,
        group=group,
        floating=sum((trade.net for trade in held), ZERO),
        margin=money(_margin(world, user, held), group.digits),
        volume=sum(trade.volume for trade in held),
    )


def _margin(world: World, user: User, held: Sequence[Trade]) -> Decimal:
    legs: defaultdict[str, list[Trade]] = defaultdict(list)
    for trade in held:
        legs[trade.symbol].append(trade)
    return sum((_symbol_margin(world, user, *leg) for leg in legs.items()), ZERO)


def _symbol_margin(world: World, user: User, symbol: str, held: Sequence[Trade]) -> Decimal:
    """Charge the uncovered volume in full and each covered lot once."""
    item = world.instrument(symbol)
    volume, need = {True: 0, False: 0}, {True: ZERO, False: ZERO}
    for trade in held:
        value = base_margin(item, trade.lots, trade.open_price, user.leverage)
        volume[trade.is_buy] += trade.volume
        need[trade.is_buy] += value * trade.margin_rate
    covered = min(volume.values())
    if not covered:
        return need[True] + need[False]
    larger = volume[True] >= volume[False]
    average = (need[True] + need[False]) / (volume[True] + volume[False])
    return need[larger] * (volume[larger] - covered) / volume[larger] + average * covered


def require_money(world: World, login: int, extra: Decimal) -> None:
    """Refuse with TradeNoMoney when the free margin does not cover an extra need."""
    if account_state(world, login).free < extra:
        raise Refusal(Ret.TRADE_NO_MONEY)
