"""Ranks that are reached and lost by themselves (partners.md §8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from brokerdesk.kit.texts import noop as _

from .numbers import ZERO
from .reading import PlanError


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank and what it needs, by measure (volume, active clients, deposits …).

    enough_is_one: one of the needs is enough; otherwise all. Nothing needed: everybody has it.
    """

    name: str
    needs: Mapping[str, Decimal]
    enough_is_one: bool = False

    def reached(self, measures: Mapping[str, Decimal]) -> bool:
        """Whether the measures are enough; equal is."""
        met = [measures.get(name, ZERO) >= least for name, least in self.needs.items()]
        return not met or (any(met) if self.enough_is_one else all(met))


@dataclass(frozen=True, slots=True)
class Ladder:
    """Ranks, lowest first, and how one moves on them.

    one_step: a single rank per evaluation, up and down. downgrade: whether a rank can be lost;
    `grace` is how long its needs may be missed before.
    """

    ranks: tuple[Rank, ...]
    one_step: bool = False
    downgrade: bool = True
    grace: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """A partner's rank, and since when its needs have been missed."""

    rank: str
    missed_since: datetime | None = None


def evaluate(
    ladder: Ladder, standing: Standing, measures: Mapping[str, Decimal], *, at: datetime
) -> Standing:
    """Move a partner up or down, or leave him and note that he misses his rank's needs.

    Raises:
        PlanError: the ladder does not have his rank.
    """
    names = [rank.name for rank in ladder.ranks]
    if standing.rank not in names:
        raise PlanError("ranks", _("there is no rank %(name)s"), name=standing.rank)
    now = names.index(standing.rank)
    reached = [n for n, rank in enumerate(ladder.ranks) if rank.reached(measures)]
    earned = max(reached, default=0)
    if earned > now:
        return Standing(names[now + 1 if ladder.one_step else earned])
    if earned == now or not ladder.downgrade:
        return Standing(standing.rank)
    since = standing.missed_since or at
    if at - since < ladder.grace:
        return Standing(standing.rank, since)
    return Standing(names[now - 1 if ladder.one_step else earned])
