"""What a deal is worth to a rule, before any rate (partners.md §2)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final, NamedTuple

from .facts import DealFact, Rates, SymbolFact, Used
from .numbers import ZERO, add, mul
from .plan import Plan
from .rules import Basis, ChargeOn, Rule

_TWICE = Decimal(2)
_MILLIONTH = Decimal("0.000001")


class Units(NamedTuple):
    """What is multiplied, and the exchange rate that went into it."""

    amount: Decimal
    fx: Used | None = None


class Market(NamedTuple):
    """What a unit is measured with."""

    deal: DealFact
    symbol: SymbolFact
    plan: Plan
    rates: Rates


def _volume(market: Market) -> Decimal:
    """V: lots in plan currency per unit of price."""
    deal, symbol = market.deal, market.symbol
    lots = mul(deal.lots, deal.lot_modifier)
    return mul(mul(lots, symbol.contract_size), symbol.quote_to_plan)


def _sides(amount: Decimal, rule: Rule) -> Units:
    return Units(mul(amount, _TWICE) if rule.charge_on is ChargeOn.BOTH else amount)


def _lot(market: Market, rule: Rule) -> Units:
    return _sides(mul(market.deal.lots, market.deal.lot_modifier), rule)


def _pip(market: Market, rule: Rule) -> Units:
    return _sides(mul(market.symbol.pip, _volume(market)), rule)


def _points(market: Market, rule: Rule) -> Units:
    return _sides(mul(market.symbol.point, _volume(market)), rule)


def _turnover(market: Market, rule: Rule) -> Units:
    deal = market.deal
    price = deal.open_price if rule.charge_on is ChargeOn.OPEN else deal.close_price
    if rule.charge_on is ChargeOn.BOTH:
        price = add(deal.open_price, deal.close_price)
    return Units(mul(mul(price, _volume(market)), _MILLIONTH))


def _spread(market: Market, rule: Rule) -> Units:
    most, points = market.plan.filters.max_spread_points, market.deal.spread_points
    counted = points if most is None else min(points, most)
    return Units(mul(mul(counted, market.symbol.point), _volume(market)))


def _markup(market: Market, rule: Rule) -> Units:
    return Units(mul(mul(market.deal.markup_points, market.symbol.point), _volume(market)))


def _commission(market: Market, rule: Rule) -> Units:
    return _money(market, max(market.deal.commission.copy_negate(), ZERO))


def _profit(market: Market, rule: Rule) -> Units:
    return _money(market, max(market.deal.profit, ZERO))


def _money(market: Market, amount: Decimal) -> Units:
    return Units(*market.rates.convert(amount, market.deal.currency, market.plan.currency))


_MEASURES: Final[dict[Basis, Callable[[Market, Rule], Units]]] = {
    Basis.LOT: _lot,
    Basis.COMMISSION: _commission,
    Basis.SPREAD: _spread,
    Basis.PIP: _pip,
    Basis.MARKUP: _markup,
    Basis.TURNOVER: _turnover,
    Basis.PROFIT: _profit,
    Basis.POINTS: _points,
}


def units(rule: Rule, market: Market) -> Units:
    """Measure a deal by a rule's basis and side.

    Raises:
        NoRate: the deal's currency cannot be turned into the plan's.
    """
    return _MEASURES[rule.basis](market, rule)
