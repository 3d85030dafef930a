"""Cost per acquisition: when a client counts, what he is worth, hybrid plans (partners.md §6)."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from .numbers import ONE, ZERO, add, divide, mul, sub

FIRST_DAY = timedelta(hours=24)


class Qualification(StrEnum):
    """Where a client stands; all but the first are final."""

    PENDING = "pending"
    QUALIFIED = "qualified"
    EXPIRED = "expired"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a client must reach, by measure, within a time; `hold` is how long payment waits."""

    needs: Mapping[str, Decimal]
    within: timedelta | None = None
    hold: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Progress:
    """One need: what was measured, and which part of the need it is, 1 at most."""

    measure: str
    needed: Decimal
    measured: Decimal

    @property
    def share(self) -> Decimal:
        return min(divide(self.measured, self.needed), ONE) if self.needed else ONE


@dataclass(frozen=True, slots=True)
class State:
    """A client's qualification. `at` is when it ended; payable from `payable_at` on."""

    status: Qualification = Qualification.PENDING
    at: datetime | None = None
    payable_at: datetime | None = None


def progress(offer: Offer, measures: Mapping[str, Decimal]) -> list[Progress]:
    """How far a client is with each need."""
    return [Progress(name, least, measures.get(name, ZERO)) for name, least in offer.needs.items()]


def qualify(
    offer: Offer,
    state: State,
    measures: Mapping[str, Decimal],
    *,
    since: datetime,
    at: datetime,
    barred: bool = False,
) -> State:
    """Look at a client again, on each of his deposits and trades; an end state stays.

    since: when the client registered. barred: he is the partner himself, his family, or counted
    for another of his accounts.
    """
    if state.status is not Qualification.PENDING:
        return state
    if barred:
        return State(Qualification.REJECTED, at)
    if offer.within is not None and at >= since + offer.within:
        return State(Qualification.EXPIRED, since + offer.within)
    if all(one.measured >= one.needed for one in progress(offer, measures)):
        return State(Qualification.QUALIFIED, at, at + offer.hold)
    return state


def first_deposit(
    deposits: Iterable[tuple[datetime, Decimal]], within: timedelta = FIRST_DAY
) -> Decimal:
    """The first deposit: the sum of all within a time of the first, its end excluded."""
    made = sorted(deposits, key=lambda one: one[0])
    total = ZERO
    for at, amount in made:
        if at < made[0][0] + within:
            total = add(total, amount)
    return total


@dataclass(frozen=True, slots=True)
class Brackets:
    """What a client is worth by his net deposit; a border belongs to the bracket it begins."""

    borders: tuple[Decimal, ...]
    payments: tuple[Decimal, ...]

    def worth(self, deposited: Decimal) -> Decimal:
        """The payment of the bracket that was reached."""
        place = bisect_right(self.borders, deposited)
        return self.payments[place - 1] if place else ZERO

    def payments_for(self, deposits: Sequence[Decimal], *, part: Decimal = ONE) -> list[Decimal]:
        """What each net deposit in turn adds to what was paid; a fall takes nothing back.

        part: how much of the payment a plan gives that pays commission too (hybrid).
        """
        paid, found = ZERO, []
        for deposited in deposits:
            due = max(sub(mul(self.worth(deposited), part), paid), ZERO)
            found.append(due)
            paid = add(paid, due)
        return found


def clawed_back(state: State, paid: Decimal, *, charged_back_at: datetime) -> Decimal:
    """What is taken back, as a negative amount, when a deposit is charged back during the hold."""
    held = state.payable_at is not None and charged_back_at < state.payable_at
    return paid.copy_negate() if held and paid else ZERO
