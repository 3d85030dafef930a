"""What an account is worth in fractions, written from the documented rules alone.

It shares no code with the engine: it takes plain figures, searches all symbols at every question,
and rounds where the rules say so (a rate to 28 digits, a position's value to 8 decimals).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

PLAIN = {"", "forex", "forex_no_leverage", "cfd", "cfd_index", "cfd_leverage", "exchange_stocks"}
PLAIN |= {"stocks_moex"}
TICKS = {"futures", "exchange_futures", "forts"}
CENTS_OF = {"GBX": "GBP", "USC": "USD", "EUC": "EUR", "USX": "USD"}
OF_PAIRS = {"forex", "forex_no_leverage"}


@dataclass(frozen=True)
class Symbol:
    """What is known of a symbol."""

    name: str
    base: str
    profit: str
    mode: str
    tick_size: Fraction
    tick_value: Fraction


@dataclass(frozen=True)
class Position:
    """An open position."""

    symbol: str
    long: bool
    lots: Fraction
    contract: Fraction
    opened: Fraction
    swap: Fraction


@dataclass
class Account:
    """An account: money is balance and credit together."""

    currency: str
    money: Fraction
    margin: Fraction
    positions: Sequence[Position]


Prices = Mapping[str, tuple[Fraction, Fraction]]


def equity(account: Account, symbols: Mapping[str, Symbol], prices: Prices) -> Fraction:
    """Add up an account's money and what closing its positions would bring."""
    total = account.money
    for position in account.positions:
        total += position.swap + worth(position, account.currency, symbols, prices)
    return total


def worth(
    position: Position, currency: str, symbols: Mapping[str, Symbol], prices: Prices
) -> Fraction:
    """What a position's price brings; nothing where something is missing."""
    symbol, price = symbols.get(position.symbol), prices.get(position.symbol)
    if symbol is None or price is None:
        return Fraction(0)
    close = price[0] if position.long else price[1]
    moved = (close - position.opened) * (1 if position.long else -1)
    if symbol.mode in PLAIN:
        profit = moved * position.contract * position.lots
    elif symbol.mode in TICKS and symbol.tick_size > 0:
        profit = moved * position.lots * digits28(symbol.tick_value / symbol.tick_size)
    else:
        return Fraction(0)
    return decimals8(profit * rate(symbol, currency, close, symbols, prices))


def rate(
    symbol: Symbol, currency: str, close: Fraction, symbols: Mapping[str, Symbol], prices: Prices
) -> Fraction:
    """From the profit's currency into the account's; 0 where a price or a way is missing."""
    if symbol.profit == currency:
        return Fraction(1)
    if symbol.base == currency and symbol.mode in OF_PAIRS | {""} and connects(symbol):
        return digits28(1 / close) if close > 0 else Fraction(0)
    source, per = CENTS_OF.get(symbol.profit, symbol.profit), Fraction(1)
    if source != symbol.profit:
        per = Fraction(1, 100)
    if source == currency:
        return per
    for chain in ((), ("USD",), ("EUR",)):
        legs = [leg(a, b, symbols) for a, b in pairwise((source, *chain, currency))]
        if None in legs:
            continue
        result = per
        for found in legs:
            assert found is not None
            name, inverse = found
            bid, ask = prices.get(name, (Fraction(0), Fraction(0)))
            middle = (bid + ask) / 2
            if middle <= 0:
                return Fraction(0)
            result *= 1 / middle if inverse else middle
        return digits28(result)
    return Fraction(0)


def leg(source: str, target: str, symbols: Mapping[str, Symbol]) -> tuple[str, bool] | None:
    """The symbol between two currencies, and whether its price has to be turned round."""
    for base, quote, inverse in ((source, target, False), (target, source, True)):
        fitting = [
            one
            for one in symbols.values()
            if one.base == base and one.profit == quote and connects(one)
        ]
        fitting.sort(key=lambda s: (s.mode not in OF_PAIRS, s.name != base + quote, len(s.name)))
        if fitting:
            return fitting[0].name, inverse
    return None


def connects(symbol: Symbol) -> bool:
    """Whether a symbol's price is that of one currency in another."""
    if symbol.base in ("", symbol.profit):
        return False
    named = symbol.base + symbol.profit in symbol.name and symbol.mode in PLAIN
    return symbol.mode in OF_PAIRS or named


def decimals8(number: Fraction) -> Fraction:
    """Round half away from zero to 8 decimals."""
    return _half_up(number, 8)


def digits28(number: Fraction) -> Fraction:
    """Round half away from zero to 28 significant digits."""
    if number == 0:
        return number
    places, size = 28, abs(number)
    while size >= 1:
        size, places = size / 10, places - 1
    while size < Fraction(1, 10):
        size, places = size * 10, places + 1
    return _half_up(number, places)


def _half_up(number: Fraction, places: int) -> Fraction:
    scaled = abs(number) * Fraction(10) ** places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if number >= 0 else -whole) / Fraction(10) ** places
