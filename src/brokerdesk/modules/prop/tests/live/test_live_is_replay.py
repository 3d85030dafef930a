"""Whatever comes, in whatever batches, with whatever crashes: live is the replay of its journal."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerdesk.modules.valuation.types import CauseKind, Quality

from ...documents import programme_of
from ...engine import Calendar, State, evaluate_files, read_event, replay, summary
from ...models import Decision, JournalEntry
from .making import FUNDED, LOSSES, Live, percent, rule

TRAILING = rule("max_overall_loss", amount=percent("8"), mode="trail_intraday_equity")
PHASES: list[dict[str, Any]] = [
    {"name": "A", "rules": [*LOSSES, rule("profit_target", amount=percent("8"))]},
    {
        "name": "B",
        "rules": [
            rule("max_daily_loss", amount=percent("4"), anchor="max_balance_equity"),
            TRAILING,
            rule("profit_target", amount=percent("9"), measure="equity", flat=False),
            rule("min_trading_days", days=2),
        ],
    },
    {
        "name": "C",
        "rules": [
            rule("max_daily_loss", amount=percent("3"), action="pause_until_reset"),
            rule("max_overall_loss", amount=percent("8"), mode="trail_closed_balance"),
            rule("weekend_flat", action="warn"),
        ],
    },
]
PRICES = [str(Decimal("1.1000") + Decimal(step) / 1000) for step in range(-9, 10)]
STEP = st.one_of(
    st.tuples(st.just("tick"), st.sampled_from(PRICES)),
    st.tuples(st.just("tick"), st.sampled_from(PRICES)),
    st.tuples(st.just("open"), st.sampled_from(["1", "5", "-5", "10"])),
    st.tuples(st.just("close"), st.sampled_from(["whole", "part"])),
    st.tuples(st.just("money"), st.sampled_from(["-500", "2000", "-1500"])),
    st.tuples(st.just("time"), st.sampled_from(["1", "7", "26", "80"])),
    st.tuples(st.just("quality"), st.sampled_from(["reported", "reported", "estimated"])),
    st.tuples(st.just("settle"), st.sampled_from(["true", "false"])),
    st.tuples(st.just("store"), st.just("")),
    st.tuples(st.just("crash"), st.just("")),
)


def play(live: Live, step: tuple[str, str], told: list[Any]) -> None:
    kind, value = step
    if live.desk.account_pk not in live.watcher.judged:
        return
    held = [one for one in live.desk.positions if one.left(live.at)]
    if kind == "tick":
        told.append(live.tick(value))
        peak = live.watcher.judged.get(live.desk.account_pk)
        if peak is not None:
            live.watcher.peaked(live.desk.value(live.desk.account_pk), told[-1])
    elif kind == "open":
        live.open(value, cost="-7")
    elif kind == "close" and held:
        half = abs(held[0].left(live.at)) / 2
        live.close(held[0].ticket, str(half) if value == "part" else None)
    elif kind == "money":
        live.move(value)
    elif kind == "time":
        live.later(hours=int(value))
    elif kind == "quality":
        live.desk.quality = Quality(value)
    elif kind == "settle" and told:
        live.settled(told[-1], true=value == "true")
    elif kind == "store":
        live.store()
    elif kind == "crash":
        live.store() if told and told[-1].kind is CauseKind.PEAK else live.begin()
        live.tell()


@pytest.mark.django_db(transaction=False)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(phase=st.integers(0, 2), steps=st.lists(STEP, max_size=25))
def test_live_is_the_replay_of_its_journal(
    phase: int, steps: list[tuple[str, str]], django_db_blocker: Any
) -> None:
    from django.db import transaction

    with transaction.atomic():
        live = Live(phases=[PHASES[phase], FUNDED])
        told: list[Any] = []
        for step in steps:
            play(live, step, told)
        live.desk.quality = Quality.REPORTED
        live.store()
        check(live)
        transaction.set_rollback(True)


def check(live: Live) -> None:
    """State, lines and printed text are those of the journal replayed."""
    rows = list(JournalEntry.objects.filter(stage=live.stage).order_by("seq"))
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    events = [read_event(json.dumps(row.event)) for row in rows]
    programme = programme_of(live.stage.document)
    again = replay(programme, events, calendar=Calendar.of(events))
    state = State.from_json(bytes(live.stage.engine or b""))
    assert state.to_json() == again.state.to_json()
    said = Decision.objects.filter(stage=live.stage).order_by("seq", "place")
    lines = [row.line for row in said]
    assert lines == [line.row() for line in again.lines]
    text = "".join(json.dumps(row.event) + "\n" for row in rows)
    printed = evaluate_files(json.dumps(live.stage.document).encode(), text.encode())
    final = summary(state, programme).row()
    ours = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (*lines, final))
    assert _ordered(printed) == _ordered(ours)


def _ordered(text: str) -> list[str]:
    """Lines whose keys are in one order: the database keeps none."""
    return [json.dumps(json.loads(line), sort_keys=True) for line in text.splitlines()]
