"""Crossings that rest on what is not known for sure yet, until it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...types import Cause, Doubt, DoubtSeen, Price

# What is not known for sure by then is left to the person who looks at what is held.
GIVEN_UP = timedelta(minutes=2)
PASSING = frozenset({Doubt.UNSETTLED, Doubt.OVERDUE, Doubt.NOT_COMPARED})


@dataclass(frozen=True, slots=True)
class Crossing:
    """A crossing by estimate, with the prices that it rests on."""

    account_pk: int
    watcher: str
    cause: Cause
    prices: dict[str, Price]


class Pending:
    """Estimated crossings; one at a time for each account and watcher."""

    def __init__(self) -> None:
        self._crossings: dict[tuple[int, str], Crossing] = {}

    def __len__(self) -> int:
        return len(self._crossings)

    def add(self, crossing: Crossing) -> None:
        """Keep the first crossing until it is settled."""
        self._crossings.setdefault((crossing.account_pk, crossing.watcher), crossing)

    def drop(self, account_pk: int) -> None:
        """Forget an account."""
        for key in [key for key in self._crossings if key[0] == account_pk]:
            del self._crossings[key]

    def done(self, crossing: Crossing) -> None:
        """Forget what is settled."""
        self._crossings.pop((crossing.account_pk, crossing.watcher), None)

    def open(self, at: datetime) -> Iterator[Crossing]:
        """All that wait, without those that have waited too long."""
        for crossing in list(self._crossings.values()):
            if at - crossing.cause.received_at > GIVEN_UP:
                self.done(crossing)
            else:
                yield crossing


def will_pass(doubts: tuple[DoubtSeen, ...]) -> bool:
    """Whether time alone settles these doubts."""
    return bool(doubts) and all(seen.doubt in PASSING for seen in doubts)
