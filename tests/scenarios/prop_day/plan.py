"""The day's course: what happens when, and when somebody is killed."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from .expected import decisions
from .market import MINUTE, SECOND, Day, Tick, readings, ticks
from .programmes import Row
from .traders import Board, Move, moves

AWAY_AFTER, AWAY_FOR = timedelta(hours=9, seconds=40), timedelta(seconds=200)


@dataclass(frozen=True)
class Course:
    """A day written out. away: when the bus is stopped."""

    day: Day
    away: tuple[datetime, datetime]
    ticks: Sequence[Tick]
    moves: Sequence[Move]
    board: Board
    readings: Sequence[datetime]

    def is_away(self, at: datetime) -> bool:
        """Whether nobody can be told anything."""
        since, until = self.away
        return since <= at <= until

    def grouped(self) -> dict[datetime, list[Move]]:
        """Moves by instant."""
        found: dict[datetime, list[Move]] = defaultdict(list)
        for move in self.moves:
            found[move.at].append(move)
        return found

    def expected(self, documents: Sequence[Row], began_at: datetime) -> list[list[Row]]:
        """What has to be decided of each trader."""
        by_trader: list[list[Move]] = [[] for _ in documents]
        for move in self.moves:
            by_trader[move.trader].append(move)
        return [
            decisions(document, mine, self.ticks, began_at, self.day)
            for document, mine in zip(documents, by_trader, strict=True)
        ]


def course(day: Day, count: int, seed: int) -> Course:
    """Write a day out."""
    began = day.begin + AWAY_AFTER
    away = began, began + AWAY_FOR
    told = ticks(day, Random(seed), [away])
    board = Board(told)
    read = [at for at in readings(day) if not away[0] <= at <= away[1]]
    return Course(day, away, told, moves(day, board, count, Random(seed + 1)), board, read)


def kills(course: Course, expected: Sequence[Sequence[Row]], count: int, rng: Random) -> set[int]:
    """After which ticks somebody is killed: by resets, by verdicts, and anywhere."""
    times = [tick.venue_at for tick in course.ticks]
    said_in = {quote.at: place for place, tick in enumerate(course.ticks) for quote in tick.quotes}
    resets = [bisect_left(times, at) - 1 for at in course.day.resets]
    verdicts = [
        said_in[line["at"]]
        for lines in expected
        for line in lines
        if line["type"] in {"breach", "phase_passed"} and line["at"] in said_in
    ]
    anywhere = range(60, len(times) - 60)
    chosen: set[int] = set()
    pools = [resets, verdicts, list(anywhere)]
    for place in range(count):
        pool = [one for one in pools[place % 3] if one > 30 and _apart(one, chosen, times)]
        if pool:
            chosen.add(rng.choice(pool))
    return chosen


def _apart(one: int, chosen: set[int], times: Sequence[datetime]) -> bool:
    """Who comes after a killed worker has time to begin."""
    return all(abs(times[one] - times[other]) > 7 * MINUTE + SECOND for other in chosen)
