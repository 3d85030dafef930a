"""Open positions by symbol, currency or any other name: lots, gross, net, floating, age."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from .market import Market, Rate, Rates, oldest

Key = tuple[int, str]
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Lots:
    """Like positions added up: of one symbol, side, contract size, account currency and book.

    lots_open: sum of lots times opening price. name: what they are counted under. kept: the share
    of their risk that the house keeps. read_at: when the platform showed the oldest of them last.
    profit: the platform's own figure of their result, in the account's currency.
    """

    key: Key
    side: str
    contract_size: Decimal
    currency: str
    name: str
    kept: Decimal
    positions: int
    lots: Decimal
    lots_open: Decimal
    swap: Decimal
    profit: Decimal
    read_at: datetime

    @property
    def sign(self) -> int:
        """1 for buyers, -1 for sellers."""
        return 1 if self.side == "buy" else -1

    def profit_by(self, market: Market) -> Decimal:
        """The result at the prices of now in the symbol's profit currency, without swap."""
        gain = market.closing(self.side) * self.lots - self.lots_open
        return self.sign * gain * market.per_lot(self.contract_size)


@dataclass
class Exposure:
    """What is open under a name, from the clients' side, money in one currency.

    net > 0: clients gain when it rises. kept and kept_floating: the house's own share, its sign
    turned. unpriced: positions that are in the lots alone, as a price or a rate is not there.
    """

    name: str
    currency: str
    positions: int = 0
    buy_lots: Decimal = ZERO
    sell_lots: Decimal = ZERO
    units: Decimal = ZERO
    gross: Decimal = ZERO
    net: Decimal = ZERO
    floating: Decimal = ZERO
    kept: Decimal = ZERO
    kept_floating: Decimal = ZERO
    unpriced: int = 0
    read_at: datetime | None = None
    priced_at: datetime | None = None
    units_of: set[str] = field(default_factory=set)

    @property
    def net_lots(self) -> Decimal:
        """Lots bought less lots sold."""
        return self.buy_lots - self.sell_lots

    @property
    def unit(self) -> str:
        """What `units` counts, where that is one thing."""
        return next(iter(self.units_of)) if len(self.units_of) == 1 else ""


@dataclass
class Leg:
    """What clients hold of a currency or an asset by their open positions, and its value."""

    asset: str
    currency: str
    long: Decimal = ZERO
    short: Decimal = ZERO
    value: Decimal = ZERO
    kept: Decimal = ZERO
    priced_at: datetime | None = None
    read_at: datetime | None = None

    @property
    def net(self) -> Decimal:
        """Held less owed."""
        return self.long - self.short


def exposures(
    lots: Iterable[Lots], markets: Mapping[Key, Market], rates: Rates, currency: str
) -> dict[str, Exposure]:
    """Add lots up by their names, valued in one currency."""
    found: dict[str, Exposure] = {}
    prices: dict[tuple[Key, str, Decimal, str], _PerLot | None] = {}
    for part in lots:
        row = found.get(part.name)
        if row is None:
            row = found[part.name] = Exposure(part.name, currency)
        row.positions += part.positions
        if part.side == "buy":
            row.buy_lots += part.lots
        else:
            row.sell_lots += part.lots
        if row.read_at is None or part.read_at < row.read_at:
            row.read_at = part.read_at
        like = (part.key, part.side, part.contract_size, part.currency)
        if like not in prices:
            prices[like] = _per_lot(part, markets.get(part.key), rates, currency)
        price = prices[like]
        if price is None:
            row.unpriced += part.positions
        else:
            _value(row, part, price)
    return found


@dataclass(frozen=True, slots=True)
class _PerLot:
    """What one lot of a symbol and side is: in units, in money; of lots times price, of swap."""

    unit: str
    units: Decimal
    worth: Decimal
    now: Decimal
    paid: Decimal
    swap: Decimal
    at: datetime | None


def _per_lot(part: Lots, market: Market | None, rates: Rates, currency: str) -> _PerLot | None:
    priced = _rates_of(part, market, rates, currency)
    if market is None or priced is None:
        return None
    profit, swap = priced
    size = market.per_lot(part.contract_size)
    paid = part.sign * size * profit.rate
    return _PerLot(
        unit=market.asset or part.key[1],
        units=part.sign * size,
        worth=size * market.mid * profit.rate,
        now=market.closing(part.side) * paid,
        paid=paid,
        swap=swap.rate,
        at=oldest(market.at, profit.at, swap.at),
    )


def _rates_of(
    part: Lots, market: Market | None, rates: Rates, currency: str
) -> tuple[Rate, Rate] | None:
    """The rates of profit and of swap into a currency; None when a price or rate is missing."""
    if market is None or not market.priced:
        return None
    profit = rates.find(market.profit_currency, currency)
    swap = rates.find(part.currency, currency)
    return None if profit is None or swap is None else (profit, swap)


def _value(row: Exposure, part: Lots, price: _PerLot) -> None:
    worth = part.lots * price.worth
    floating = part.lots * price.now - part.lots_open * price.paid + part.swap * price.swap
    net = worth if part.side == "buy" else -worth
    row.units += part.lots * price.units
    row.units_of.add(price.unit)
    row.gross += worth
    row.net += net
    row.floating += floating
    row.kept -= net * part.kept
    row.kept_floating -= floating * part.kept
    if price.at is not None and (row.priced_at is None or price.at < row.priced_at):
        row.priced_at = price.at


def legs(
    lots: Iterable[Lots], markets: Mapping[Key, Market], rates: Rates, currency: str
) -> dict[str, Leg]:
    """Take each position apart: a buyer holds the asset and owes what he paid for it.

    The values of all legs add up to the floating result. What cannot be valued is left out.
    """
    found: dict[str, Leg] = {}
    for part in lots:
        market = markets.get(part.key)
        priced = _rates_of(part, market, rates, currency)
        if market is None or priced is None:
            continue
        profit, swap = priced
        size = market.per_lot(part.contract_size)
        price = market.closing(part.side)
        held, paid = part.sign * part.lots * size, -part.sign * part.lots_open * size
        asset = market.asset or part.key[1]
        pieces = (
            (asset, held, held * price * profit.rate, market.at, profit.at),
            (market.profit_currency, paid, paid * profit.rate, profit.at, None),
            (part.currency, part.swap, part.swap * swap.rate, swap.at, None),
        )
        for name, amount, value, *times in pieces:
            leg = found.setdefault(name, Leg(name, currency))
            leg.long += max(amount, ZERO)
            leg.short += max(-amount, ZERO)
            leg.value += value
            leg.kept -= value * part.kept
            leg.priced_at = oldest(leg.priced_at, *times)
            leg.read_at = oldest(leg.read_at, part.read_at)
    return found
