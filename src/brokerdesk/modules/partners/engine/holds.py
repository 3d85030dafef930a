"""Holds, clawbacks, and what of a balance can be paid out (partners.md §11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from brokerdesk.kit.money import scale_of
from brokerdesk.kit.rounding import quantum

from .numbers import ONE, ZERO, add, mul, quantize, sub, to_line


@dataclass(frozen=True, slots=True)
class Held:
    """An exact amount that waits: until an instant, or (None) until somebody releases it."""

    amount: Decimal
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Payable:
    """A balance: what is paid out now, rounded once; what is held; what is carried on, exactly."""

    paid: Decimal
    held: Decimal
    carried: Decimal


def payable(
    balance: Decimal, holds: Iterable[Held], currency: str, *, at: datetime, minimum: Decimal = ZERO
) -> Payable:
    """Say what of a partner's exact balance is paid out at an instant.

    Clawbacks have lowered the balance already, below zero too: it is netted with what comes. A
    balance below the minimum is carried; what rounding gives or takes is carried as well.
    """
    held = ZERO
    for hold in holds:
        if hold.until is None or at < hold.until:
            held = add(held, hold.amount)
    free = sub(balance, held)
    rounded = quantize(max(free, ZERO), quantum(scale_of(currency)))
    paid = rounded if rounded >= minimum else ZERO
    return Payable(paid, held, sub(free, paid))


def clawback(accrued: Decimal, taken_back: Decimal = ZERO, *, part: Decimal = ONE) -> Decimal:
    """The negative amount that takes back a part of a line, never more than is left of it.

    taken_back: what earlier clawbacks of the same line took, as a positive amount.
    """
    left = max(sub(accrued, taken_back), ZERO)
    taken = min(to_line(mul(accrued, part)), left)
    return taken.copy_negate() if taken else ZERO
