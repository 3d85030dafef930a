"""What clients did, in the measures and the currency of their terms."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from ...engine import NoRate, Rates
from ...engine.cpa import first_deposit
from ...engine.numbers import ZERO, add, sub
from ...models import Qualification
from ...queries.acquisition import Done, Paid, Window, done_in
from ...queries.rates import RateBook, RateTable
from .terms import AcquisitionRules

END = datetime(9999, 1, 1, tzinfo=UTC)
Measures = Mapping[str, Decimal]


class Measured(NamedTuple):
    """What a client has reached, and the exchange rates that it was counted by."""

    measures: Measures
    fx: Mapping[str, Decimal]


def window_of(row: Qualification, rules: AcquisitionRules) -> Window:
    """The time in which what a client does counts for his partner."""
    within = rules.offer.within
    until = row.since + within if within is not None else END
    return Window(row.client_id, row.since, until)


def measured(
    rows: Sequence[tuple[Qualification, AcquisitionRules]],
) -> dict[int, Measured | NoRate]:
    """The measures of clients by their qualification, or the rate that is missing."""
    done = done_in([window_of(row, rules) for row, rules in rows])
    book = RateBook()
    found: dict[int, Measured | NoRate] = {}
    for row, rules in rows:
        rates = Rates(RateTable(book, row.partner.brand_id, 0, {}))
        try:
            found[row.pk] = _of(done.get(row.client_id, Done()), rules, rates)
        except NoRate as missing:
            found[row.pk] = missing
    return found


def _of(done: Done, rules: AcquisitionRules, rates: Rates) -> Measured:
    fx: dict[str, Decimal] = {}

    def turned(paid: Paid) -> Decimal:
        amount, used = rates.convert(paid.amount, paid.currency, rules.currency)
        if used is not None:
            fx[used.pair] = used.rate
        return amount

    measure: Mapping[str, Callable[[], Decimal]] = {
        "lots": lambda: done.lots,
        "trades": lambda: Decimal(done.trades),
        "deposited": lambda: _sum(turned(one) for one in done.money if one.incoming),
        "net_deposited": lambda: _net(done.money, turned),
        "first_deposit": lambda: first_deposit(
            (one.at, turned(one)) for one in done.money if one.incoming
        ),
    }
    return Measured({name: measure[name]() for name in sorted(rules.measures)}, fx)


def _net(money: Sequence[Paid], turned: Callable[[Paid], Decimal]) -> Decimal:
    total = ZERO
    for one in money:
        total = (add if one.incoming else sub)(total, turned(one))
    return total


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = ZERO
    for amount in amounts:
        total = add(total, amount)
    return total


def decimals(measures: Mapping[str, str]) -> Measures:
    """Measures as they are stored."""
    return {name: Decimal(value) for name, value in measures.items()}
