"""The state: pure evaluation, its one byte form, and what random histories keep to."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brokerdesk.kit.reading import CaseError

from ...engine import (
    Calendar,
    Decision,
    Event,
    Programme,
    State,
    begin,
    evaluate,
    fingerprint,
    read_event,
    read_programme,
    replay,
    summary,
)
from ...engine.events import Tick
from ...engine.explain import explained
from .cases import (
    START,
    Body,
    at,
    closed,
    daily,
    deposit,
    hour,
    news,
    of_anchor,
    opened,
    overall,
    phase,
    programme,
    rule,
    state,
    target,
    text,
    tick,
    withdrawal,
)

MODES = ("static", "trail_eod_balance", "trail_closed_balance", "trail_intraday_equity")
ANCHORS = ("balance", "equity", "max_balance_equity", "initial", "intraday_peak_equity")
COUNTS = ("position_opened", "opened_and_closed", "held", "closed_profit_at_least")


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Programmes of two phases, narrow enough that something happens."""

    def one(*choices: Any) -> Any:
        return draw(st.sampled_from(choices))

    def rules() -> list[Body]:
        measure = one("equity", "min_balance_equity", "closed_balance")
        loss = {"measure": measure, "breach_when": one("below", "touch")}
        offered = [
            daily("2", anchor=one(*ANCHORS), action=one("fail", "pause_until_reset", "warn"),
                  amount=one(of_anchor("2"), {"money": "1000"}), **loss),
            overall("4", mode=one(*MODES), lock=one(None, {"floor_at": "99000"}),
                    on_withdrawal=one("keep", "subtract", "reset_to_balance"), **loss),
            target("1", measure=one("balance", "equity"), flat=one(True, False)),
            rule("min_trading_days", days=one(1, 2), counts=one(*COUNTS)),
            rule("max_days", days=6), rule("inactivity", days=one(2, 4)),
            rule("consistency", denominator=one("net", "positive_days"), max_share="0.6"),
            rule("max_lots", lots="2", scope=one("position", "total"), action=one("fail", "warn")),
            rule("news_window", before_s=3600, action=one("fail", "warn")),
            rule("weekend_flat", action=one("fail", "warn")),
        ]  # fmt: skip
        return [kept for kept in offered if draw(st.booleans())]

    clock = {"zone": one("Europe/Prague", "America/New_York", "UTC"),
             "reset": one("00:00", "17:00", "02:30")}  # fmt: skip
    phases = [phase(*rules(), name="One"), phase(*rules(), name="Two", funded=one(True, False))]
    return read_programme(text(programme(phases=phases, clock=clock, started_at=at(START))))


def _event(kind: int, moment: Any, number: int, money: int) -> Body | None:
    """An event of a kind; None closes a position."""
    made: list[Body | None] = [
        state(moment, 100000 + money, 100000 + money + number * 100, open_positions=number % 3),
        state(moment, 100000 + money, 100000 - money),
        deposit(moment, 500), withdrawal(moment, 700), news(moment, symbols=["EURUSD"]),
        opened(moment, f"n{moment:%d%H%M%S}{number}", lots=str(1 + number % 2)), None, None,
        state(moment, 100000, 90000, quality="suspect"), tick(moment),
    ]  # fmt: skip
    return made[kind]


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Events of some days over the weekend before New York's clocks change."""
    moment, open_ones, found = START + timedelta(days=1), list[str](), list[Event]()
    parts = st.tuples(st.integers(0, 9), st.integers(0, 90_000), st.integers(0, 9),
                      st.integers(-30, 30))  # fmt: skip
    for n, (kind, wait_s, number, hundreds) in enumerate(draw(st.lists(parts, max_size=25))):
        moment += timedelta(seconds=wait_s)
        body = _event(kind, moment, number, hundreds * 100)
        if body is None:
            if not open_ones:
                continue
            body = closed(moment, hundreds * 100, open_ones.pop(0))
        elif body["type"] == "position_opened":
            body["position"] += f"x{n}"
            open_ones.append(body["position"])
        found.append(read_event(json.dumps(body)))
    return found


def rows(decision: Decision) -> list[dict[str, object]]:
    return [line.row() for line in decision.lines]


def stepped(bought: Programme, events: list[Event]) -> Iterator[Decision]:
    """Evaluate event by event, each time from the state's bytes."""
    calendar = Calendar.of(events)
    decision = begin(bought, START)
    yield decision
    for event in events:
        before = decision.state.to_json()
        again = State.from_json(before)
        decision = evaluate(again, bought, event, calendar)
        assert again.to_json() == before, "what is given stays as it is"
        yield decision


@settings(max_examples=60, deadline=None)
@given(programmes(), histories())
def test_a_replay_gives_what_each_step_gave(bought: Programme, events: list[Event]) -> None:
    whole = replay(bought, events, calendar=Calendar.of(events))
    steps = list(stepped(bought, events))
    assert [row for step in steps for row in rows(step)] == rows(whole)
    assert steps[-1].state.to_json() == whole.state.to_json()
    assert summary(steps[-1].state, bought) == summary(whole.state, bought)


@settings(max_examples=40, deadline=None)
@given(programmes(), histories(), st.integers(1, 7200))
def test_looking_more_often_changes_nothing(
    bought: Programme, events: list[Event], every_s: int
) -> None:
    calendar = Calendar.of(events)
    looked: list[Event] = []
    for one, other in pairwise(events):
        looked.append(one)
        moment = one.at + timedelta(seconds=every_s)
        if moment < other.at:
            looked.append(Tick(moment))
    looked += events[-1:]
    seldom, often = (
        replay(bought, events, calendar=calendar),
        replay(bought, looked, calendar=calendar),
    )
    assert rows(seldom) == rows(often)
    assert seldom.state.to_json() == often.state.to_json()


@settings(max_examples=40, deadline=None)
@given(programmes(), histories(), st.integers(0, 25))
def test_what_is_decided_stays_decided(bought: Programme, events: list[Event], cut: int) -> None:
    calendar = Calendar.of(events)
    whole, part = (replay(bought, some, calendar=calendar) for some in (events, events[:cut]))
    assert rows(whole)[: len(part.lines)] == rows(part)
    instants = [line.at for line in whole.lines]
    assert instants == sorted(instants)


@settings(max_examples=30, deadline=None)
@given(programmes())
def test_what_is_explained_is_the_same_programme(bought: Programme) -> None:
    again = read_programme(json.dumps(explained(bought)).encode())
    assert again == bought
    assert fingerprint(again) == fingerprint(bought)


def test_defaults_are_written_out() -> None:
    rules = [rule(name) | more for name, more in (
        ("max_daily_loss", {"amount": {"money": "5.00"}}),
        ("max_overall_loss", {"amount": {"percent": "6", "of": "peak"}}),
        ("profit_target", {"amount": {"money": "5"}}), ("min_trading_days", {"days": 4}),
        ("max_days", {"days": 30}), ("inactivity", {"days": 30}),
        ("consistency", {"max_share": "0.40"}), ("max_lots", {"lots": "20"}),
        ("news_window", {}), ("weekend_flat", {}),
    )]  # fmt: skip
    found = explained(read_programme(text(programme(phases=[{"name": "A", "rules": rules}]))))
    assert found["clock"] == {"zone": "UTC", "reset": "00:00"}
    assert found["phases"] == [{"name": "A", "funded": False, "rules": [
        {"rule": "max_daily_loss", "amount": {"money": "5"}, "anchor": "balance",
         "measure": "equity", "breach_when": "below", "action": "fail"},
        {"rule": "max_overall_loss", "mode": "static", "amount": {"percent": "6", "of": "peak"},
         "lock": None, "on_withdrawal": "keep", "measure": "equity", "breach_when": "below",
         "action": "fail"},
        {"rule": "profit_target", "amount": {"money": "5"}, "measure": "balance", "flat": True},
        {"rule": "min_trading_days", "days": 4, "counts": "position_opened",
         "threshold": {"percent": "0.5", "of": "initial"}},
        {"rule": "max_days", "days": 30}, {"rule": "inactivity", "days": 30},
        {"rule": "consistency", "denominator": "net", "max_share": "0.4", "strict": False},
        {"rule": "max_lots", "lots": "20", "scope": "position", "action": "fail"},
        {"rule": "news_window", "before_s": 120, "after_s": 120, "action": "fail"},
        {"rule": "weekend_flat", "action": "fail"},
    ]}]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"format": 2}, "format"), ({"colour": 1}, "colour"), ({"day": "soon"}, "day"),
        ({"balance": 1}, "balance"), ({"floating_of": "1"}, "floating_of"),
        ({"status": "lost"}, "status"), ({"positions": []}, "positions"),
    ],
)  # fmt: skip
def test_a_broken_state_is_refused(change: Body, names: str) -> None:
    bought = read_programme(text(programme()))
    good = json.loads(begin(bought, hour(0)).state.to_json())
    with pytest.raises(CaseError, match=names):
        State.from_json(json.dumps(good | change).encode())


def test_a_state_keeps_all_digits_of_an_instant() -> None:
    bought = read_programme(text(programme(daily(), overall(), target())))
    event = read_event(json.dumps(state("2026-03-03T09:00:00.1234567891Z", "99999.10", "99999.1")))
    decision = evaluate(begin(bought, START).state, bought, event)
    again = State.from_json(decision.state.to_json())
    assert again.at == event.at
    assert again.to_json() == decision.state.to_json()
    with pytest.raises(CaseError, match="earlier"):
        evaluate(again, bought, read_event(json.dumps(tick("2026-03-03T09:00:00.123456789Z"))))
