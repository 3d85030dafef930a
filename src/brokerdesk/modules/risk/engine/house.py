"""The house's result: what clients lost, less what was passed on."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .market import Rates

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Flow:
    """A part of clients' results under a name, in an account's currency.

    closed: profit and swap of closed trades. charges: commission and fees, as clients bear them
    (below zero: paid). floating: by how much open positions changed. kept: the house's share of
    what clients win and lose; charges are the house's in either book.
    """

    name: str
    currency: str
    kept: Decimal
    closed: Decimal = ZERO
    charges: Decimal = ZERO
    floating: Decimal = ZERO
    trades: int = 0

    @property
    def total(self) -> Decimal:
        """What clients made of it."""
        return self.closed + self.charges + self.floating


@dataclass
class HouseLine:
    """Results under a name, money in one currency: clients + house + passed on = 0."""

    name: str
    currency: str
    trades: int = 0
    closed: Decimal = ZERO
    charges: Decimal = ZERO
    floating: Decimal = ZERO
    house: Decimal = ZERO
    passed_on: Decimal = ZERO

    @property
    def clients(self) -> Decimal:
        """What clients made."""
        return self.closed + self.charges + self.floating


Results = tuple[dict[str, HouseLine], dict[str, Decimal]]


def results(flows: Iterable[tuple[Flow, Rates]], currency: str) -> Results:
    """Add flows up by name, each at its rates; also what no rate was found for, by currency."""
    found: dict[str, HouseLine] = {}
    left: dict[str, Decimal] = {}
    for flow, rates in flows:
        rate = rates.find(flow.currency, currency)
        if rate is None:
            left[flow.currency] = left.get(flow.currency, ZERO) + flow.total
            continue
        line = found.setdefault(flow.name, HouseLine(flow.name, currency))
        line.trades += flow.trades
        line.closed += flow.closed * rate.rate
        line.charges += flow.charges * rate.rate
        line.floating += flow.floating * rate.rate
        market = (flow.closed + flow.floating) * rate.rate
        line.house -= market * flow.kept + flow.charges * rate.rate
        line.passed_on -= market * (1 - flow.kept)
    return found, left
