"""What a trade is worth and what margin it takes, whatever the venue. Volumes in lots."""

from decimal import Decimal

from .instruments import CalcMode, Instrument
from .market import Market


def raw_profit(
    item: Instrument, *, buy: bool, lots: Decimal, opened: Decimal, now: Decimal
) -> Decimal:
    """Return the profit in the symbol's profit currency, unrounded."""
    move = now - opened if buy else opened - now
    return move * item.contract_size * lots


def profit_rate(market: Market, item: Instrument, currency: str, price: Decimal) -> Decimal:
    """Return the rate from profit currency to deposit currency.

    Where the symbol itself connects the two, its own price at the moment counts.
    """
    if item.calc is CalcMode.FOREX and item.base == currency:
        return 1 / price
    return market.rate(item.profit, currency)


def base_margin(item: Instrument, lots: Decimal, price: Decimal, leverage: int) -> Decimal:
    """Return the margin in the symbol's margin currency, unrounded."""
    value = lots * item.contract_size / leverage
    return value if item.calc is CalcMode.FOREX else value * price


def margin_rate(market: Market, item: Instrument, currency: str, price: Decimal) -> Decimal:
    """Return the rate from margin currency to deposit currency."""
    if item.calc is CalcMode.FOREX and item.profit == currency:
        return price
    return market.rate(item.margin_currency, currency)
