"""How a chain shares what a deal is worth: six ways (partners.md §5).

All but `split` pay a partner units × a factor that does not depend on the deal, so a chain is
compiled to one step per partner, once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

from ..types import Reason
from .facts import Link
from .numbers import EXACT, ONE, ZERO, add, divide, mul, plain, sub
from .plan import Distribution, Plan
from .rules import Rule


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One partner's place in a compiled chain.

    factor: what the units are multiplied by; under split his share of the pool.
    base: of the units, what counts for him (percent_of_sub: the factor of the amount below).
    closed: why he gets nothing whatever the deal. covered: why he gets nothing of units above 0.
    """

    partner_id: str
    level: int
    rule: Rule | None = None
    rate: Decimal | None = None
    factor: Decimal = ZERO
    base: Decimal | None = None
    closed: Reason | None = None
    covered: Reason | None = None
    shown_rate: str = ""
    tail: str = ""


Best = Callable[[str], Rule | None]


def steps(plan: Plan, chain: Sequence[Link], best: Best) -> tuple[Step, ...]:
    """Compile a chain; `best` finds a partner's rule for the deal at hand."""
    return tuple(_WAYS[plan.distribution](plan, chain, best))


def _times(*factors: Decimal) -> str:
    """What a formula multiplies by besides its rate; ones are left out."""
    return "".join(f" × {plain(factor)}" for factor in factors if factor != ONE)


def _closed(link: Link, *factors: Decimal | None) -> Reason | None:
    """Why a partner gets nothing whatever the deal: a factor of his formula is absent or zero."""
    if not link.active:
        return Reason.PARTNER_SUSPENDED
    return None if all(factors) else Reason.NO_RATE


def _entry(values: Sequence[Decimal], level: int) -> Decimal | None:
    return values[level - 1] if level <= len(values) else None


def _level(plan: Plan, chain: Sequence[Link], best: Best) -> Iterator[Step]:
    """Units × the rate of his level; a rule that names him carries his own rate."""
    for level, link in enumerate(chain, start=1):
        rule, own = best(link.partner_id), link.multiplier
        named = rule is not None and rule.partner is not None
        rate = rule.value if rule and named else _entry(plan.levels, level)
        yield Step(
            link.partner_id, level, rule, rate,
            factor=mul(rate, own) if rate and rule else ZERO,
            closed=_closed(link, rate if rule else None, own),
            tail=_times(own),
        )  # fmt: skip


def _ratio(plan: Plan, chain: Sequence[Link], best: Best) -> Iterator[Step]:
    """Units × the rule's value × the ratio of his level."""
    for level, link in enumerate(chain, start=1):
        rule, own, ratio = best(link.partner_id), link.multiplier, _entry(plan.levels, level)
        value = rule.value if rule else None
        yield Step(
            link.partner_id, level, rule, value,
            factor=mul(mul(value, ratio), own) if value and ratio else ZERO,
            closed=_closed(link, value, ratio, own),
            tail=_times(ZERO if ratio is None else ratio, own),
        )  # fmt: skip


def _above(
    plan: Plan, chain: Sequence[Link], best: Best, rates: Sequence[Decimal]
) -> Iterator[Step]:
    """Units × what a partner's rate is above the best rate below him."""
    rule, below = best(chain[0].partner_id), ZERO
    for level, (link, rate) in enumerate(zip(chain, rates, strict=True), start=1):
        own, gain = link.multiplier, max(sub(rate, below), ZERO)
        yield Step(
            link.partner_id, level, rule, gain,
            factor=mul(gain, own) if rule else ZERO,
            closed=_closed(link, rate if rule else None, own),
            covered=Reason.COVERED_BELOW if rate <= below else None,
            shown_rate=f"({plain(rate)} − {plain(below)})" if gain and below else "",
            tail=_times(own),
        )  # fmt: skip
        below = max(below, rate)


def _difference(plan: Plan, chain: Sequence[Link], best: Best) -> Iterator[Step]:
    return _above(plan, chain, best, [link.rate or ZERO for link in chain])


def _rank_slices(plan: Plan, chain: Sequence[Link], best: Best) -> Iterator[Step]:
    """Every slice not yet taken below, up to his rank's."""
    known = plan.rank_rates()
    rates = [ZERO if link.rank is None else known.get(link.rank, ZERO) for link in chain]
    return _above(plan, chain, best, rates)


def _split(plan: Plan, chain: Sequence[Link], best: Best) -> Iterator[Step]:
    """A share of one pool; who stands after the last entry, or on top, takes what is left."""
    rule, left = best(chain[0].partner_id), ONE
    value, last = rule.value if rule else None, min(len(chain), len(plan.keep) + 1)
    for level, link in enumerate(chain, start=1):
        keep = plan.keep[level - 1] if level < last else ONE
        share = mul(left, keep)
        yield Step(
            link.partner_id, level, rule, value,
            factor=share,
            closed=_closed(link, value, keep),
            covered=None if left else Reason.COVERED_BELOW,
            tail=_times(share),
        )  # fmt: skip
        left = sub(left, share)


def _percent_of_sub(plan: Plan, chain: Sequence[Link], best: Best) -> Iterator[Step]:
    """The direct partner's amount, and a part of the amount just below for each next one."""
    rule, below = best(chain[0].partner_id), ZERO
    for level, link in enumerate(chain, start=1):
        own, direct = link.multiplier, level == 1
        rate = (rule.value if direct else plan.percent_of_sub) if rule else None
        base = ONE if direct else below
        factor = mul(mul(base, rate), own) if rate else ZERO
        yield Step(
            link.partner_id, level, rule, rate,
            factor=factor,
            base=None if direct else base,
            closed=_closed(link, rate, own),
            covered=None if base else Reason.NO_BASE,
            tail=_times(own),
        )  # fmt: skip
        kept = sub(ONE, plan.rebate.deducted) if direct and plan.rebate else ONE
        below = mul(factor, kept)


_WAYS: Final[dict[Distribution, Callable[[Plan, Sequence[Link], Best], Iterator[Step]]]] = {
    Distribution.LEVEL: _level,
    Distribution.DIFFERENCE: _difference,
    Distribution.RANK_SLICES: _rank_slices,
    Distribution.SPLIT: _split,
    Distribution.PERCENT_OF_SUB: _percent_of_sub,
    Distribution.RATIO: _ratio,
}


def share_out(pool: Decimal, shares: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Cut each share of a pool down to the unit; give the missing units to the largest remainders.

    The pool is a whole number of units, the shares sum to 1. The earlier share comes first where
    remainders are equal.
    """
    exact = [mul(pool, share) for share in shares]
    parts = [part.quantize(unit, ROUND_DOWN, EXACT) for part in exact]
    rests = [sub(whole, part) for whole, part in zip(exact, parts, strict=True)]
    left = pool
    for part in parts:
        left = sub(left, part)
    order = sorted(range(len(shares)), key=lambda n: (rests[n].copy_negate(), n))
    for n in order[: int(divide(left, unit))]:
        parts[n] = add(parts[n], unit)
    return parts
