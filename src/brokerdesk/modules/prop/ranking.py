"""Rankings of competitions: scores, ties, what strangers see of a name. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from brokerdesk.kit.exact import EXACT, ZERO
from brokerdesk.kit.rounding import Rounding, round_to

SCALE = 6


class Metric(StrEnum):
    """What a competition is ranked by.

    DRAWDOWN_ADJUSTED: profit over the deepest fall of the closed balance, which counts as 1 % of
    the initial balance at least.
    """

    PROFIT = "profit"
    PROFIT_PERCENT = "profit_percent"
    DRAWDOWN_ADJUSTED = "drawdown_adjusted"


@dataclass(frozen=True, slots=True)
class Entry:
    """One participant's closed result; `joined` orders those who are equal in all else."""

    attempt_id: str
    initial: Decimal
    profit: Decimal
    fall: Decimal
    joined: int


@dataclass(frozen=True, slots=True)
class Place:
    """A rank from 1 on. Equal score and fall: the earlier order is before."""

    rank: int
    attempt_id: str
    score: Decimal
    profit: Decimal
    fall: Decimal


def deepest_fall(initial: Decimal, results: Iterable[Decimal]) -> Decimal:
    """The deepest fall of a balance from its highest point, by results in their order."""
    balance = high = initial
    fall = ZERO
    for result in results:
        balance = EXACT.add(balance, result)
        high = max(high, balance)
        fall = max(fall, EXACT.subtract(high, balance))
    return fall


def score(entry: Entry, metric: Metric) -> Decimal:
    """A participant's score, rounded half even to 6 decimals where it is a ratio."""
    if metric is Metric.PROFIT:
        return entry.profit
    base = entry.initial / 100
    if metric is Metric.DRAWDOWN_ADJUSTED:
        base = max(entry.fall, base)
    return round_to(entry.profit / base, SCALE, Rounding.HALF_EVEN)


def ranked(entries: Sequence[Entry], metric: Metric) -> list[Place]:
    """All participants by rank: the higher score, then the smaller fall, then the earlier order."""
    scores = {one.attempt_id: score(one, metric) for one in entries}
    order = sorted(entries, key=lambda one: (-scores[one.attempt_id], one.fall, one.joined))
    return [
        Place(rank, one.attempt_id, scores[one.attempt_id], one.profit, one.fall)
        for rank, one in enumerate(order, 1)
    ]


def shown_name(first_name: str, last_name: str, *, masked: bool) -> str:
    """A participant's name for strangers: in full where he allowed it, else its initials."""
    parts = [part.strip() for part in (first_name, last_name) if part.strip()]
    if masked:
        return " ".join(f"{part[0].upper()}." for part in parts)
    return " ".join(parts)


def prizes_by_rank(prizes: Sequence[Mapping[str, str]]) -> dict[int, Decimal]:
    """The money of each rank that has some."""
    return {int(one["rank"]): Decimal(one["money"]) for one in prizes if one.get("money")}
