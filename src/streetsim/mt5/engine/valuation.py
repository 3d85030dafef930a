"""Profit, margin and the state of an account."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from streetsim.market import Quote
from streetsim.market.pricing import base_margin, margin_rate, profit_rate, raw_profit

from ..groups import MARGIN_HEDGING, Group
from ..records import ZERO, Position, User, fixed, lots, money
from ..retcodes import Refusal, Retcode
from ..world import World


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account valued at the current prices, in its own currency; level in percent."""

    user: User
    group: Group
    profit: Decimal
    storage: Decimal
    margin: Decimal

    @property
    def floating(self) -> Decimal:
        return self.profit + self.storage

    @property
    def equity(self) -> Decimal:
        return self.user.balance + self.user.credit + self.floating

    @property
    def margin_free(self) -> Decimal:
        return self.equity - self.margin

    @property
    def level(self) -> Decimal:
        return self.equity / self.margin * 100 if self.margin else ZERO

    def wire(self) -> dict[str, str]:
        """Render the record with the wire's names."""
        digits, user = self.group.digits, self.user
        amounts = {
            "Balance": user.balance,
            "Credit": user.credit,
            "Margin": self.margin,
            "MarginFree": self.margin_free,
            "MarginLevel": self.level,
        }
        rest = {
            "Profit": self.profit,
            "Storage": self.storage,
            "Commission": ZERO,
            "Floating": self.floating,
            "Equity": self.equity,
            "SOLevel": user.so_level,
            "SOEquity": user.so_equity,
            "SOMargin": user.so_margin,
            "Assets": ZERO,
            "Liabilities": ZERO,
            "BlockedCommission": ZERO,
            "BlockedProfit": ZERO,
            "MarginInitial": self.margin,
            "MarginMaintenance": self.margin,
        }
        return {
            "Login": str(user.login),
            "CurrencyDigits": str(digits),
            **{name: fixed(value, digits) for name, value in amounts.items()},
            "MarginLeverage": str(user.leverage),
            **{name: fixed(value, digits) for name, value in rest.items()},
            "SOActivation": str(user.so_activation),
            "SOTime": str(user.so_time),
        }


def order_margin(world: World, user: User, symbol: str, ext: int, price: Decimal) -> Decimal:
    """Return the margin of a new position, in the account's currency."""
    item, group = world.instrument(symbol), world.group_of(user)
    need = base_margin(item, lots(ext), price, user.leverage)
    return money(need * margin_rate(world.market, item, group.currency, price), group.digits)


def quote_of(world: World, symbol: str, group: Group) -> Quote:
    """Return the quote that a group sees: its extra spread (points) widens both sides."""
    quote = world.market.quotes[symbol]
    if not group.spread_diff:
        return quote
    point = world.instrument(symbol).point
    below = group.spread_diff // 2
    ask = quote.ask + point * (group.spread_diff - below)
    return Quote(symbol, quote.bid - point * below, ask, quote.time_ms)


def mark(world: World, position: Position) -> None:
    """Value a position at its group's quote: a buy closes at the bid, a sell at the ask."""
    item = world.instrument(position.symbol)
    group = world.group_of(world.users[position.login])
    quote, currency = quote_of(world, position.symbol, group), group.currency
    price = quote.bid if position.is_buy else quote.ask
    position.price_current = price
    raw = raw_profit(
        item, buy=position.is_buy, lots=lots(position.volume), opened=position.price_open, now=price
    )
    position.rate_profit = profit_rate(world.market, item, currency, price)
    position.profit = money(raw * position.rate_profit, position.digits_currency)


def account_state(world: World, login: int) -> AccountState:
    """Value an account at the current quotes."""
    user = world.user(login)
    group = world.group_of(user)
    positions = world.positions_of(login)
    for position in positions:
        mark(world, position)
    return AccountState(
        user=user,
        group=group,
        profit=sum((item.profit for item in positions), ZERO),
        storage=sum((item.storage for item in positions), ZERO),
        margin=money(_margin(world, user, group, positions), group.digits),
    )


def _margin(world: World, user: User, group: Group, positions: Sequence[Position]) -> Decimal:
    legs: defaultdict[str, list[Position]] = defaultdict(list)
    for position in positions:
        legs[position.symbol].append(position)
    hedged = group.margin_mode == MARGIN_HEDGING
    return sum(
        (_symbol_margin(world, user, symbol, held, hedged) for symbol, held in legs.items()), ZERO
    )


def _symbol_margin(
    world: World, user: User, symbol: str, held: Sequence[Position], hedged: bool
) -> Decimal:
    """Charge the uncovered volume in full and covered lots once (MarginHedged = one contract)."""
    item = world.instrument(symbol)
    volume, need = {True: 0, False: 0}, {True: ZERO, False: ZERO}
    for position in held:
        value = base_margin(item, lots(position.volume), position.price_open, user.leverage)
        volume[position.is_buy] += position.volume
        need[position.is_buy] += value * position.rate_margin
    covered = min(volume.values()) if hedged else 0
    if not covered:
        return need[True] + need[False]
    larger = volume[True] >= volume[False]
    uncovered = volume[larger] - covered
    average = (need[True] + need[False]) / (volume[True] + volume[False])
    return need[larger] * uncovered / volume[larger] + average * covered


def require_money(world: World, user: User, extra: Decimal) -> None:
    """Refuse with NO_MONEY when the free margin does not cover an extra need."""
    if account_state(world, user.login).margin_free < extra:
        raise Refusal(Retcode.NO_MONEY)
