"""The ranking as it stands, from the engine's own states and journals."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from brokerdesk.kit.exact import EXACT, ZERO, plain

from ...engine import State
from ...models import Attempt, Competition, Stage
from ...ranking import Entry, Metric, Place, deepest_fall, prizes_by_rank, ranked, shown_name
from ...types import OrderState
from ..lines import told
from ..results import MOVING, result_of


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One rank; `name` is masked where the trader did not allow his own."""

    place: Place
    name: str
    client_id: str
    state: str
    prize: Decimal

    def row(self) -> dict[str, Any]:
        """The row as a result keeps it."""
        return {
            "rank": self.place.rank, "attempt": self.place.attempt_id, "client": self.client_id,
            "name": self.name, "score": plain(self.place.score), "prize": plain(self.prize),
            "profit": plain(self.place.profit), "fall": plain(self.place.fall),
        }  # fmt: skip


def leaderboard(competition: Competition) -> list[BoardRow]:
    """Who stands where now; what came after the end does not count.

    Left out: who was disqualified, who broke a rule, and who had his entry fee back.
    """
    attempts = {
        one.public_id: one
        for one in Attempt.objects.select_related("client").filter(
            order__competition=competition, order__state=OrderState.PAID
        )
        if one.public_id not in competition.excluded and one.state != "failed"
    }
    places = ranked(_entries(attempts, competition.ends_at), Metric(competition.metric))
    prizes = prizes_by_rank(competition.prizes)
    return [
        BoardRow(
            place,
            shown_name(
                attempt.client.first_name, attempt.client.last_name, masked=attempt.mask_name
            ),
            attempt.client.public_id,
            attempt.state,
            prizes.get(place.rank, ZERO),
        )
        for place in places
        for attempt in [attempts[place.attempt_id]]
    ]


def _entries(attempts: dict[str, Attempt], until: datetime) -> list[Entry]:
    stages = Stage.objects.select_related("attempt").filter(
        attempt__in=attempts.values(), engine__isnull=False
    )
    last = {stage.attempt.public_id: stage for stage in stages.order_by("pk")}
    results: dict[int, list[Decimal]] = defaultdict(list)
    late: dict[int, Decimal] = defaultdict(Decimal)
    for stage_pk, at, event in told([stage.pk for stage in last.values()], MOVING):
        if at > until:
            late[stage_pk] = EXACT.add(late[stage_pk], result_of(event))
        else:
            results[stage_pk].append(result_of(event))
    return [
        _entry(attempt_id, stage, results[stage.pk], late[stage.pk])
        for attempt_id, stage in last.items()
    ]


def _entry(attempt_id: str, stage: Stage, results: list[Decimal], late: Decimal) -> Entry:
    state = State.from_json(bytes(stage.engine or b""))
    gained = EXACT.subtract(EXACT.subtract(state.balance, stage.initial), state.moved)
    fall = deepest_fall(stage.initial, results)
    in_time = EXACT.subtract(gained, late)
    return Entry(attempt_id, stage.initial, in_time, fall, stage.attempt.order_id)
