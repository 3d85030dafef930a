"""Simulates traders in parts: compiled where whole numbers are enough, else by the engine."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from ...documents import programme_of
from ...engine import Programme
from ...lab.encoding import TooFineError, encoded, units
from ...lab.exact import Walk, walk_exactly
from ...lab.kinds import Fate
from ...lab.layout import (
    EXPIRED,
    FAILED,
    GOING,
    PASSED,
    R_DAYS,
    R_PAID,
    R_PAYOUTS,
    R_PHASE,
    R_RULE,
    R_STATUS,
    R_TAKEN,
    R_TRADES,
    R_WIDTH,
)  # fmt: skip
from ...lab.outcomes import RULE_CODES, joined, summed
from ...lab.sampling import Draws, Whole, draw
from ...lab.traders import Trader, read_trader
from ...lab.walking import walk
from ...models import LabRun
from ...terms import Terms, read_terms

PART: Final = 2_000
_STATUS: Final = {
    Fate.GAVE_UP: GOING, Fate.FUNDED: GOING, Fate.FAILED: FAILED, Fate.EXPIRED: EXPIRED,
    Fate.PASSED: PASSED,
}  # fmt: skip


def simulate(run: LabRun, result: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Fill `result` by kind of trader and for all together; give how far it is."""
    programme, terms = programme_of(run.document), read_terms(run.params["terms"])
    shares = _shares(run.params["weights"], run.params["paths"])
    total, done, kept = sum(shares.values()), 0, dict[str, list[Whole]]()
    for place, (name, paths) in enumerate(shares.items()):
        trader = read_trader(run.params["traders"][name])
        days = sum(trader.funded_days if phase.funded else trader.patience_days
                   for phase in programme.phases)  # fmt: skip
        kept[name] = []
        for part, start in enumerate(range(0, paths, PART)):
            many = min(PART, paths - start)
            draws = draw(trader, paths=many, days=days, seed=(run.params["seed"], place, part))
            kept[name].append(_walked(run.document, programme, terms, trader, draws))
            done += many
            yield done, total
    result["exact"] = _is_exact(programme, terms)
    result["traders"] = {
        name: summed(joined(parts), programme, terms) for name, parts in kept.items()
    }
    whole = joined([rows for parts in kept.values() for rows in parts])
    result["all"] = summed(whole, programme, terms)


def _shares(weights: dict[str, int], paths: int) -> dict[str, int]:
    """Paths by weight, at least one each that has any."""
    whole = sum(weights.values())
    return {name: max(paths * one // whole, 1) for name, one in weights.items() if one}


def _is_exact(programme: Programme, terms: Terms) -> bool:
    try:
        encoded(programme, terms, Trader())
    except TooFineError:
        return True
    return False


def _walked(
    document: dict[str, Any], programme: Programme, terms: Terms, trader: Trader, draws: Draws
) -> Whole:
    try:
        return walk(encoded(programme, terms, trader), draws).rows
    except TooFineError:
        walks = [walk_exactly(document, terms, trader, draws, n) for n in range(draws.paths)]
        return np.array([_row(one) for one in walks], dtype=np.int64).reshape(-1, R_WIDTH)


def _row(walk: Walk) -> list[int]:
    """A path of the engine's as the compiled ones are kept."""
    row = [0] * R_WIDTH
    row[R_PHASE], row[R_STATUS] = walk.phase, _STATUS[walk.fate]
    row[R_RULE], row[R_DAYS] = RULE_CODES.index(walk.rule), walk.days
    row[R_PAID], row[R_TAKEN] = units(walk.paid), units(round(walk.taken, 6))
    row[R_PAYOUTS], row[R_TRADES] = walk.payouts, walk.trades
    return row
