"""What deals brought the broker: commission charged, markup, and spread where it is known."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from brokerdesk.modules.trading.types import DealRow

from ...engine import Basis, NoRate, Plan, Rates, Rule, SymbolFact
from ...engine.numbers import ONE, ZERO, add
from ...engine.units import Market as Measured
from ...engine.units import units
from ...queries.plans import Needs
from ...queries.rates import RateBook
from ...queries.symbols import SymbolBooks
from ..facts import Beyond, Market, Missing, deal_fact, plain_symbol, priced_symbol

_CHARGED = Rule(0, Basis.COMMISSION, ONE)
_PRICED: Final = (Rule(1, Basis.MARKUP, ONE), Rule(2, Basis.SPREAD, ONE))
_PLAIN = Needs()


class Revenues:
    """The revenue of a part's deals in the plan's currency, measured as the engine measures."""

    def __init__(self, deals: Sequence[DealRow], plan: Plan, rates: RateBook) -> None:
        self._plan, self._rates = plan, rates
        self._books = SymbolBooks(deal.brand_pk or 0 for deal in deals)
        self._beyond = Beyond((deal, Needs(symbol=True)) for deal in deals)

    def of(self, deal: DealRow) -> Decimal | None:
        """A deal's revenue; None where nothing of it is known, or its currency has no rate."""
        brand_pk = deal.brand_pk or 0
        market = Market.of(self._books.rules(brand_pk, deal.occurred_at), deal.symbol, deal.group)
        rates = self._rates.rates(deal, brand_pk)
        fact = deal_fact(deal, market, _PLAIN, self._beyond)
        rules = [_CHARGED] if deal.commission < 0 else []
        rules += _PRICED if market.markup or market.spread else ()
        if not rules:
            return None
        try:
            symbol = self._symbol(deal, market, rates, priced=len(rules) > 1)
            measured = [
                units(rule, Measured(fact, symbol, self._plan, rates)).amount for rule in rules
            ]
        except (Missing, NoRate):
            return None
        total = ZERO
        for amount in measured:
            total = add(total, amount)
        return total

    def priced(self, deal: DealRow) -> dict[str, Decimal] | None:
        """A deal's markup and spread; None where a rate or its symbol is not known."""
        brand_pk = deal.brand_pk or 0
        market = Market.of(self._books.rules(brand_pk, deal.occurred_at), deal.symbol, deal.group)
        if not market.markup and not market.spread:
            return {}
        rates = self._rates.rates(deal, brand_pk)
        fact = deal_fact(deal, market, _PLAIN, self._beyond)
        try:
            symbol = self._symbol(deal, market, rates, priced=True)
            measured = Measured(fact, symbol, self._plan, rates)
            return {str(rule.basis): units(rule, measured).amount for rule in _PRICED}
        except (Missing, NoRate):
            return None

    def _symbol(self, deal: DealRow, market: Market, rates: Rates, *, priced: bool) -> SymbolFact:
        if not priced:
            return plain_symbol(deal, market)
        row = self._beyond.symbol(deal)
        return priced_symbol(deal, market, row, currency=self._plan.currency, rates=rates)
