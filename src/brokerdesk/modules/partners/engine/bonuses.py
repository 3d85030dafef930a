"""What is added to the basic commission of a chain (partners.md §5, the two add-ons).

Both take the basic amounts from the direct partner up and say what each gets on top; neither
counts what the other, or itself, gave.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from .numbers import ZERO, add, mul


class Part(NamedTuple):
    """A share of what the partner of a level got."""

    level: int
    amount: Decimal
    share: Decimal


def worth(parts: Iterable[Part]) -> Decimal:
    """What parts come to, exactly."""
    found = ZERO
    for _level, amount, share in parts:
        found = add(found, mul(amount, share))
    return found


def overriding(amounts: Sequence[Decimal], shares: Sequence[Decimal]) -> list[list[Part]]:
    """Pay each partner a share of what those below him got; shares[0] is of the nearest."""
    return [
        [
            Part(place - generation + 1, amounts[place - generation], share)
            for generation, share in enumerate(shares[:place], start=1)
            if share and amounts[place - generation]
        ]
        for place in range(len(amounts))
    ]


def same_rank(
    ranks: Sequence[str | None], amounts: Sequence[Decimal], share: Decimal
) -> list[list[Part]]:
    """Pay a partner who got nothing a share of what the one of his rank below him got.

    Under rank slices only the first of a rank is paid, and that one keeps the others out.
    """
    paid: dict[str, Part] = {}
    found: list[list[Part]] = []
    for level, (rank, amount) in enumerate(zip(ranks, amounts, strict=True), start=1):
        below = paid.get(rank) if rank is not None and not amount else None
        found.append([below] if below is not None and share else [])
        if rank is not None and amount:
            paid[rank] = Part(level, amount, share)
    return found
