"""What is added to the basic commission of a chain (partners.md §5, the two add-ons).

Both take the basic amounts from the direct partner up and give what each gets on top; neither
counts what the other, or itself, gave.
"""

from collections.abc import Sequence
from decimal import Decimal

from .numbers import ZERO, add, mul, to_line


def overriding(amounts: Sequence[Decimal], percents: Sequence[Decimal]) -> list[Decimal]:
    """Pay each partner a share of what those below him got; percents[0] is of the nearest."""
    found: list[Decimal] = []
    for place in range(len(amounts)):
        bonus = ZERO
        for generation, percent in enumerate(percents[:place], start=1):
            bonus = add(bonus, mul(percent, amounts[place - generation]))
        found.append(to_line(bonus))
    return found


def same_rank(
    ranks: Sequence[str | None], amounts: Sequence[Decimal], percent: Decimal
) -> list[Decimal]:
    """Pay a partner who got nothing a share of what the one of his rank below him got.

    Under rank slices only the first of a rank is paid, and that one keeps the others out.
    """
    paid: dict[str, Decimal] = {}
    found: list[Decimal] = []
    for rank, amount in zip(ranks, amounts, strict=True):
        below = paid.get(rank, ZERO) if rank is not None else ZERO
        found.append(ZERO if amount else to_line(mul(percent, below)))
        if rank is not None and amount:
            paid[rank] = amount
    return found
