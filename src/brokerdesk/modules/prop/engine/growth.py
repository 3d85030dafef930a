"""How accounts grow: scaling, merging, going live, and what size a profit allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from brokerdesk.kit.exact import EXACT, ZERO

from .programme import percent


@dataclass(frozen=True, slots=True)
class Scaling:
    """Terms of growth, percentages of the original size.

    months: length of a cycle. rewards: how many it takes.
    """

    step_percent: Decimal
    cap: Decimal
    months: int
    min_net_percent: Decimal
    rewards: int


@dataclass(frozen=True, slots=True)
class Record:
    """What an account did in a cycle; `net` is its profit."""

    months: int
    net: Decimal
    rewards: int
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Tier:
    """So many contracts once the profit is above a level."""

    above: Decimal
    contracts: int


def scaled(original: Decimal, scaling: Scaling, steps: int) -> Decimal:
    """The size after so many steps: linear on the original, up to the cap."""
    with localcontext(EXACT):
        return min(original + steps * percent(scaling.step_percent, original), scaling.cap)


def may_scale(original: Decimal, size: Decimal, scaling: Scaling, record: Record) -> bool:
    """Whether a cycle earns a step: long enough, profitable enough, paid, not in drawdown."""
    return (
        size < scaling.cap
        and record.months >= scaling.months
        and record.net >= percent(scaling.min_net_percent, size)
        and record.rewards >= scaling.rewards
        and record.balance > size
    )


def doubled(size: Decimal, times: int, cap: Decimal) -> Decimal:
    """The size after doubling so often, up to the cap."""
    return min(EXACT.multiply(size, Decimal(2**times)), cap)


def merged(sizes: Sequence[Decimal], cap: Decimal) -> Decimal | None:
    """The size of accounts put together; None where that is above the cap."""
    with localcontext(EXACT):
        whole = sum(sizes, ZERO)
    return whole if whole <= cap else None


def live_start(balances: Sequence[Decimal], sizes: Sequence[Decimal]) -> Decimal:
    """The balance of a live account: what the simulated ones hold, up to the largest size."""
    with localcontext(EXACT):
        return min(sum(balances, ZERO), max(sizes))


def contracts(tiers: Sequence[Tier], previous_profit: Decimal) -> int:
    """How many contracts the profit at the previous end of day allows; it is not raised within
    the day. The first tier holds from the start, the others above their level.
    """
    allowed = [tier.contracts for tier in tiers[1:] if previous_profit > tier.above]
    return max([tiers[0].contracts, *allowed])
