"""A day over a change of clocks: workers are killed, the bus is stopped; verdicts are the same."""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, zip_longest
from pathlib import Path
from random import Random

import pytest
from django.conf import settings

from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.modules.prop.models import Action, Decision, JournalEntry, Report, Stage
from tests.harness.own_bus import OwnBus

from .clock import SharedClock
from .crew import Crew
from .expected import comparable
from .house import House
from .market import DAYS
from .plan import course, kills
from .play import Player
from .programmes import Row

ACCOUNTS = int(os.environ.get("DAY_ACCOUNTS", "28"))
KILLS = int(os.environ.get("DAY_KILLS", "6"))
WHICH = os.environ.get("DAY_WHICH", "autumn").split(",")
SEED = int(os.environ.get("DAY_SEED", "1"))
TELLS = {
    "breach": "prop.stage_breached", "phase_passed": "prop.phase_passed",
    "expired": "prop.stage_expired", "paused": "prop.attempt_paused",
    "resumed": "prop.attempt_resumed",
}  # fmt: skip


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnBus]:
    """A bus of the test's own, which everybody uses."""
    made = OwnBus(tmp_path)
    for name, value in {"NATS_URL": made.url, "EVENTS_PREFIX": "day"}.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setattr(settings, name, value, raising=False)
    yield made
    made.stop()


def lines(stage: Stage) -> list[Row]:
    """What was decided of a challenge, in order."""
    rows = Decision.objects.filter(stage=stage).order_by("seq", "place")
    return [row.line for row in rows]


def differences(stage: Stage, expected: list[Row]) -> Iterator[str]:
    """What was decided otherwise, twice, or not at all."""
    none: Row = {}
    for place, (line, like) in enumerate(zip_longest(lines(stage), expected, fillvalue=none)):
        read = comparable(line, like)
        other = {key for key in read.keys() | like.keys() if read.get(key) != like.get(key)}
        if other:
            shown = {key: (str(read.get(key)), str(like.get(key))) for key in sorted(other)}
            yield f"{stage.name} {stage.pk}, line {place} ({like.get('type')}): {shown}"


def loose_ends(stage: Stage) -> Iterator[str]:
    """A journal with gaps, a report, fact or action too many or too few."""
    stage.refresh_from_db()
    entries = list(JournalEntry.objects.filter(stage=stage).order_by("seq"))
    if [entry.seq for entry in entries] != list(range(1, stage.seq + 1)):
        yield f"{stage.pk}: the journal has gaps"
    if any(later.at < earlier.at for earlier, later in pairwise(entries)):
        yield f"{stage.pk}: the journal is out of order"
    evidenced = Decision.objects.filter(stage=stage, type__in=("breach", "held", "phase_passed"))
    reported = Report.objects.filter(decision__stage=stage).values_list("decision_id", flat=True)
    if sorted(reported) != sorted(evidenced.values_list("pk", flat=True)):
        yield f"{stage.pk}: reports {sorted(reported)}"
    told = OutboxEvent.objects.filter(aggregate=f"attempt:{stage.attempt.public_id}")
    counts = Counter(told.values_list("type", flat=True))
    kinds = Counter(line["type"] for line in lines(stage))
    if any(counts[name] != kinds[kind] for kind, name in TELLS.items()):
        yield f"{stage.pk}: told {counts}"
    wanted = Counter(Action.objects.filter(stage=stage).values_list("decision_id", "kind"))
    if any(number != 1 for number in wanted.values()):
        yield f"{stage.pk}: actions {wanted}"


def journal(stage: Stage) -> Iterator[str]:
    """A stage's journal, for whoever has to find out why."""
    for entry in JournalEntry.objects.filter(stage=stage).order_by("seq"):
        told = {key: value for key, value in entry.event.items() if key != "at"}
        yield f"    {entry.seq} {entry.at} {told} {entry.cause} {entry.recorded_at}"


@pytest.mark.parametrize("which", WHICH)
def test_a_day_over_a_change_of_clocks_is_judged_once_and_wholly(
    which: str, fresh_db: str, bus: OwnBus, tmp_path: Path
) -> None:
    day = DAYS[which]
    house = House(day, ACCOUNTS)
    house.make()
    written = course(day, ACCOUNTS, SEED)
    documents = [house.document(trader) for trader in range(ACCOUNTS)]
    expected = written.expected(documents, house.began_at)
    chosen = kills(written, expected, KILLS, Random(SEED))
    clock = SharedClock(tmp_path / "clock", house.began_at)
    crew = Crew(tmp_path / "clock", tmp_path / "workers.log")
    player = Player(written, house, bus, clock, crew)
    crew.start()
    try:
        player.play(chosen)
    finally:
        if os.environ.get("DAY_LOG"):
            Path(os.environ["DAY_LOG"]).write_bytes((tmp_path / "workers.log").read_bytes())
        crew.stop()
        player.close()
    found: list[str] = []
    for stage, wanted in zip(house.stages, expected, strict=True):
        other = [*differences(stage, wanted), *loose_ends(stage)]
        found += [*other, *journal(stage)] if other else []
    assert not found, "\n".join(found)
