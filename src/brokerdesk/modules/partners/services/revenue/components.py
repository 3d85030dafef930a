"""What each direct client brought in a month, in the currency of the terms."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from brokerdesk.modules.trading.queries import deals_by_pk

from ...engine import Rates, parse_plan
from ...engine.numbers import ZERO, add
from ...engine.revenue import net_revenue
from ...queries.rates import RateBook, RateTable
from ...queries.revenue import Span, brought_in, closed_in
from ..trials.revenue import Revenues
from .terms import RevenueRules

PART = 2000
_MEASURE = {"distribution": "level", "levels": ["0"], "rules": [{"basis": "lot", "value": "1"}]}
ByClient = Mapping[int, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Month:
    """Components and net revenue by client, and the exchange rates that they were turned by.

    unknown: deals whose markup and spread are not known.
    """

    clients: ByClient
    nets: Mapping[int, Decimal]
    unknown: int
    fx: Mapping[str, Decimal]


def month_of(brand_pk: int, span: Span, rules: RevenueRules) -> Month:
    """Measure a partner's month.

    Raises:
        NoRate: an amount cannot be turned into the currency of the terms; it names the pair.
    """
    sums: dict[int, dict[str, Decimal]] = defaultdict(dict)
    fx: dict[str, Decimal] = {}
    rates = Rates(RateTable(RateBook(), brand_pk, 0, {}))
    for one in brought_in(span):
        if one.component in rules.signs:
            amount, used = rates.convert(one.amount, one.currency, rules.currency)
            if used is not None:
                fx[used.pair] = used.rate
            of = sums[one.client_pk]
            of[one.component] = add(of.get(one.component, ZERO), amount)
    unknown = _priced(span, rules, sums) if rules.priced else 0
    nets = {pk: net_revenue(components, rules.signs) for pk, components in sums.items()}
    return Month(sums, nets, unknown, fx)


def _priced(span: Span, rules: RevenueRules, sums: dict[int, dict[str, Decimal]]) -> int:
    """Add markup and spread, deal by deal as the engine measures; return how many are unknown."""
    whose, unknown = closed_in(span), 0
    plan = parse_plan(_MEASURE, currency=rules.currency)
    pks = sorted(whose)
    for start in range(0, len(pks), PART):
        deals = deals_by_pk(pks[start : start + PART])
        revenues = Revenues(deals, plan, RateBook.of([deal.pk for deal in deals]))
        for deal in deals:
            found = revenues.priced(deal)
            if found is None:
                unknown += 1
                continue
            for component, amount in found.items():
                if amount and component in rules.signs:
                    of = sums[whose[deal.pk]]
                    of[component] = add(of.get(component, ZERO), amount)
    return unknown
