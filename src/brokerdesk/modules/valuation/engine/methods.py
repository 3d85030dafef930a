"""How a symbol's profit follows from its price, by the calculation modes of the platforms.

By price: (close - open) x contract size x lots. By tick: (close - open) x tick value / tick size x
lots. Both as MetaTrader's reference gives them; cTrader has the first alone. Options, bonds and
collateral need figures that the platforms' symbols as synced do not carry: their method is unknown.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

from .types import Instrument

DIVIDING = Context(prec=28, rounding=ROUND_HALF_UP)
CURRENCY_PAIRS = frozenset({"forex", "forex_no_leverage"})
BY_PRICE = CURRENCY_PAIRS | {
    "", "cfd", "cfd_index", "cfd_leverage", "exchange_stocks", "stocks_moex",
}  # fmt: skip
BY_TICK = frozenset({"futures", "exchange_futures", "forts"})


def is_known(instrument: Instrument) -> bool:
    """Whether its profit can be computed from its price."""
    if instrument.calc_mode in BY_TICK:
        return instrument.tick_size > 0
    return instrument.calc_mode in BY_PRICE


def worth_of_move(instrument: Instrument, contract_size: Decimal) -> Decimal:
    """What one lot gains when the price rises by one, in the profit currency.

    By tick it is a quotient of 28 digits, rounded half up.
    """
    if instrument.calc_mode in BY_TICK:
        return DIVIDING.divide(instrument.tick_value, instrument.tick_size)
    return contract_size
