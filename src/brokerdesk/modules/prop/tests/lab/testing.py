"""Programmes and traders that bring the simulations into every corner of the rules."""

from decimal import Decimal
from typing import Any

from ...catalogue_data import template
from ...documents import programme_of
from ...engine import Programme
from ...lab.encoding import encoded
from ...lab.exact import Walk, walk_exactly
from ...lab.layout import (
    R_DAYS,
    R_PAID,
    R_PAYOUTS,
    R_PHASE,
    R_RULE,
    R_STATUS,
    R_TAKEN,
    R_TRADES,
    UNIT,
)  # fmt: skip
from ...lab.outcomes import fate_of, rule_of
from ...lab.sampling import Draws, draw
from ...lab.traders import Trader
from ...lab.walking import walk
from ...terms import Terms, read_terms

Body = dict[str, Any]


def terms_for(body: Body, currency: str = "USD") -> Terms:
    """Terms with a fee and a product."""
    return read_terms(
        {"fee": {"amount": "500", "currency": currency}, "products": ["trp_x"]} | body
    )


def differing(document: Body, terms: Terms, trader: Trader, *, paths: int, seed: int) -> list[Any]:
    """The paths on which the compiled rules and the engine say different things."""
    programme: Programme = programme_of(document)
    draws: Draws = draw(trader, paths=paths, days=days_of(programme, trader), seed=(seed, 0))
    rows = walk(encoded(programme, terms, trader), draws).rows
    found = []
    for path in range(paths):
        exact = walk_exactly(document, terms, trader, draws, path)
        fast = _as_walk(rows[path], programme)
        if exact != fast:
            found.append((path, exact, fast))
    return found


def days_of(programme: Programme, trader: Trader) -> int:
    """As many days as the longest path can take."""
    return sum(
        trader.funded_days if phase.funded else trader.patience_days for phase in programme.phases
    )


def _as_walk(row: Any, programme: Programme) -> Walk:
    phase = int(row[R_PHASE])
    funded = programme.phases[phase].funded
    return Walk(
        phase=phase,
        fate=fate_of(int(row[R_STATUS]), funded=funded),
        rule=rule_of(int(row[R_RULE])),
        days=int(row[R_DAYS]),
        paid=Decimal(int(row[R_PAID])) / UNIT,
        taken=Decimal(int(row[R_TAKEN])) / UNIT,
        payouts=int(row[R_PAYOUTS]),
        trades=int(row[R_TRADES]),
    )


def of_template(code: str, size: str, variant: str = "") -> tuple[Body, Terms]:
    """A template's document and its terms."""
    one = template(code)
    return one.document(size, variant), terms_for(one.terms(size))
