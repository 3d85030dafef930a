"""What a desk shows becomes verdicts: breach, hold, pass, pause, expiry; each once."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.modules.valuation.types import Levels, Quality

from ...models import Action, Decision, JournalEntry, Payout, Report, Signal, Stage
from ...services.lifecycle import go_on
from ...services.news import Told, add_releases
from .making import FUNDED, LOSSES, Live, percent, rule

pytestmark = pytest.mark.django_db


def lines(live: Live) -> list[str]:
    rows = Decision.objects.filter(stage=live.stage).order_by("seq", "place")
    return [row.type for row in rows if row.type != "day_started"]


def asked(live: Live, stage: Stage | None = None) -> list[str]:
    rows = Action.objects.filter(stage=stage or live.stage, state__in=("wanted", "working"))
    return list(rows.order_by("pk").values_list("kind", flat=True))


def told(live: Live) -> list[str]:
    rows = OutboxEvent.objects.filter(aggregate=f"attempt:{live.attempt.public_id}")
    return list(rows.order_by("pk").values_list("type", flat=True))


def events(live: Live) -> list[str]:
    rows = JournalEntry.objects.filter(stage=live.stage).order_by("seq")
    return [row.event["type"] for row in rows]


def test_a_tick_below_the_floor_fails() -> None:
    live = Live()
    live.open("10")
    live.store()
    assert live.attempt.state == "active"
    live.tick("1.0951")
    before = live.watcher.decided
    live.tick("1.0949")
    assert (before, live.watcher.decided) == (False, True)
    live.store()
    assert lines(live) == ["breach"]
    assert (live.stage.state, live.stage.outcome, live.attempt.state) == (
        "ended", "failed", "failed",
    )  # fmt: skip
    assert asked(live) == ["block", "flatten", "disable"]
    decision = Decision.objects.get(type="breach")
    assert decision.line["measured"] == "94900"
    assert decision.line["floor"] == "95000"
    assert decision.valued is not None
    assert decision.valued["equity"] == "94900"
    assert Report.objects.get().decision == decision
    assert "prop.stage_breached" in told(live)
    assert live.desk.levels[live.desk.account_pk] is None


def test_the_floor_itself_is_allowed() -> None:
    live = Live()
    live.open("10")
    live.tick("1.0950")
    live.store()
    assert lines(live) == []


def test_the_same_ticks_twice_decide_once() -> None:
    live = Live()
    live.open("10")
    live.store()
    cause = live.tick("1.0949")
    live.look(cause)
    live.store()
    live.begin()
    live.look(cause)
    live.store()
    assert lines(live) == ["breach"]


def test_what_a_crash_lost_is_decided_again() -> None:
    live = Live()
    live.open("10")
    live.store()
    cause = live.tick("1.0949")
    live.begin()
    live.tell()
    live.look(cause, cause.at)
    live.store()
    assert lines(live) == ["breach"]
    assert [row.seq for row in JournalEntry.objects.order_by("seq")] == [1, 2, 3, 4]


def test_deals_that_nobody_told_are_found_at_the_beginning() -> None:
    live = Live()
    live.open("10", tell=False)
    live.begin()
    live.tell()
    live.store()
    assert events(live) == ["clock", "position_opened", "state"]


def test_an_estimate_holds_and_the_truth_decides() -> None:
    live = Live()
    live.open("10")
    live.store()
    live.desk.quality = Quality.ESTIMATED
    cause = live.tick("1.0949")
    live.store()
    assert (lines(live), live.attempt.state, live.stage.state) == (["held"], "held", "held")
    assert asked(live) == ["block"]
    live.begin()
    live.settled(cause, true=True)
    live.store()
    assert lines(live) == ["held", "released", "breach"]
    assert live.attempt.state == "failed"


def test_an_estimate_that_is_refuted_lets_go() -> None:
    live = Live()
    live.open("10")
    live.desk.quality = Quality.ESTIMATED
    cause = live.tick("1.0949")
    live.store()
    live.desk.ticks[-1] = (live.at, Decimal("1.0951"))
    live.settled(cause, true=False)
    live.store()
    assert lines(live) == ["held", "released"]
    assert (live.attempt.state, live.stage.state) == ("active", "live")
    assert asked(live) == ["unblock"]


def test_while_an_estimate_is_held_a_better_value_does_not_let_it_go() -> None:
    live = Live()
    live.open("10")
    live.desk.quality = Quality.ESTIMATED
    live.tick("1.0949")
    live.desk.quality = Quality.REPORTED
    live.tick("1.1")
    live.tell()
    live.store()
    assert lines(live) == ["held"]
    live.tick("1.0940")
    live.store()
    assert lines(live) == ["held", "released", "breach"]


def test_a_suspect_value_waits_for_a_person() -> None:
    live = Live()
    live.open("10")
    live.desk.quality = Quality.SUSPECT
    cause = live.tick("1.0949")
    live.store()
    live.desk.quality = Quality.SUSPECT
    live.look(cause)
    live.store()
    assert (lines(live), live.attempt.state) == (["held"], "held")


def test_a_part_that_is_closed_leaves_the_rest_open() -> None:
    live = Live()
    ticket = live.open("10", cost="-35")
    live.tick("1.1010")
    live.close(ticket, "4")
    live.store()
    state = live.watcher.judged[live.desk.account_pk].state
    assert (state.balance, state.open_count) == (Decimal("100365"), 1)
    assert state.positions[str(ticket)].lots == Decimal(6)
    assert state.equity == live.desk.value(live.desk.account_pk).equity
    live.close(ticket)
    live.store()
    assert live.stage.balance == Decimal("100965")


def test_a_withdrawal_is_no_loss() -> None:
    live = Live()
    live.open("1")
    live.move("-3000")
    live.store()
    assert lines(live) == []
    assert live.stage.floor == Decimal(92000)


def test_a_loss_carried_over_the_reset_is_judged_there() -> None:
    live = Live()
    ticket = live.open("10")
    live.tick("1.1040")
    live.close(ticket)
    live.open("10")
    live.tick("1.0960")
    live.store()
    assert (live.stage.balance, lines(live)) == (Decimal(104000), [])
    live.later(days=1)
    live.store()
    decision = Decision.objects.get(type="breach")
    assert (decision.line["floor"], decision.line["measured"]) == ("99000", "96000")
    assert decision.at.hour == 0
    assert live.attempt.state == "failed"


def test_a_reset_is_not_judged_by_an_estimate() -> None:
    live = Live()
    live.open("10")
    live.tick("1.0990")
    live.store()
    live.desk.quality = Quality.ESTIMATED
    live.later(days=1)
    live.store()
    assert Decision.objects.filter(type="day_started").count() == 1
    live.desk.quality = Quality.REPORTED
    live.store()
    assert Decision.objects.filter(type="day_started").count() == 2


def test_a_pass_leads_to_the_next_account() -> None:
    live = Live(terms={"identity": {"level": 0}})
    ticket = live.open("10")
    live.tick("1.1101")
    live.close(ticket)
    live.store()
    assert (lines(live), live.attempt.state) == (["phase_passed"], "passed")
    first = live.stage
    go_on(live.attempt.public_id, at=live.at)
    live.attempt.refresh_from_db()
    assert (live.attempt.state, live.attempt.phase) == ("provisioning", 1)
    live.provision()
    live.attempt.refresh_from_db()
    assert (live.attempt.state, live.stage.name) == ("funded", "Funded")
    assert asked(live, first) == ["block", "flatten", "disable"]


def test_a_pause_ends_at_the_reset() -> None:
    daily = rule("max_daily_loss", amount=percent("5"), action="pause_until_reset")
    live = Live(phases=[{"name": "Only", "rules": [daily]}, FUNDED])
    ticket = live.open("10")
    live.tick("1.0949")
    live.close(ticket)
    live.store()
    assert (lines(live), live.attempt.state) == (["breach", "paused"], "paused")
    assert asked(live) == ["block", "flatten"]
    live.later(days=1)
    live.store()
    assert (lines(live)[-1], live.attempt.state) == ("resumed", "active")
    assert asked(live) == ["unblock"]


def test_an_account_whose_reward_is_open_stays_blocked_after_a_pause() -> None:
    daily = rule("max_daily_loss", amount=percent("5"), action="pause_until_reset")
    live = Live(phases=[FUNDED | {"rules": [daily]}], terms={"identity": {"level": 0}})
    ticket = live.open("10")
    live.tick("1.0949")
    live.close(ticket)
    live.store()
    Payout.objects.create(
        attempt=live.attempt, stage=live.stage, number=1, state="review", asked=1, profit=1,
        split="0.8", trader=1, firm=0, currency="USD", requested_at=live.at,
    )  # fmt: skip
    live.later(days=1)
    live.store()
    assert (lines(live)[-1], live.attempt.state) == ("resumed", "payout")
    assert asked(live) == ["block", "flatten"]


def test_a_phase_expires() -> None:
    phase = {"name": "Short", "rules": [*LOSSES, rule("inactivity", days=3)]}
    live = Live(phases=[phase, FUNDED])
    live.later(days=5)
    live.store()
    assert (lines(live), live.attempt.state) == (["expired"], "expired")
    assert live.stage.outcome == "expired"


def test_a_peak_raises_the_floor() -> None:
    trailing = rule("max_overall_loss", amount=percent("5"), mode="trail_intraday_equity")
    live = Live(phases=[{"name": "Trailing", "rules": [trailing]}, FUNDED])
    live.open("10")
    cause = live.tick("1.1030")
    live.watcher.peaked(live.desk.value(live.desk.account_pk), cause)
    levels = live.desk.levels[live.desk.account_pk]
    assert levels == Levels.of(low=Decimal(98_000), peak=Decimal(103_000), trail=Decimal(5_000))
    live.tick("1.0979")
    live.store()
    assert lines(live) == ["breach"]


def test_a_deal_that_comes_after_its_day_is_raised() -> None:
    live = Live()
    ticket = live.open("10")
    live.later(seconds=1)
    live.close(ticket, tell=False)
    began = live.at
    live.desk.moves, moves = live.desk.moves[:-1], live.desk.moves
    live.later(days=1)
    live.desk.moves = moves
    from brokerdesk.modules.trading.models import Deal

    Deal.objects.filter(occurred_at=began).update(recorded_at=live.at)
    live.tell()
    live.store()
    assert Signal.objects.get().kind == "late_fact"


def test_a_stage_that_was_ended_elsewhere_is_not_written() -> None:
    live = Live()
    live.open("10")
    live.store()
    before = JournalEntry.objects.count()
    live.tick("1.0949")
    Stage.objects.filter(pk=live.stage.pk).update(state="ended", outcome="closed")
    live.store()
    assert JournalEntry.objects.count() == before
    assert live.stage.outcome == "closed"
    assert live.desk.account_pk not in live.watcher.judged


def test_dst_days_have_their_own_length() -> None:
    live = Live(clock={"zone": "Europe/Prague", "reset": "00:00"})
    live.later(days=30)
    live.store()
    rows = Decision.objects.filter(type="day_started").order_by("at")
    lengths = {(b.at - a.at) for a, b in pairwise(list(rows)[1:])}
    assert lengths == {timedelta(hours=24), timedelta(hours=23)}


def test_releases_are_told_before_their_windows_and_count() -> None:
    news = rule("news_window", before_s=120, after_s=120, action="fail")
    live = Live(phases=[{"name": "Quiet", "rules": [*LOSSES, news]}, FUNDED])
    told = [
        Told(at=live.at + timedelta(minutes=30), title="Jobs"),
        Told(at=live.at + timedelta(minutes=1), title="Too late"),
        Told(at=live.at + timedelta(minutes=31), title="Small", impact="low"),
        Told(at=live.at + timedelta(days=9), title="Far"),
    ]
    brand_pk = live.world.brand.pk
    assert add_releases(brand_pk, told, actor=SYSTEM, at=live.at) == 4
    assert add_releases(brand_pk, told, actor=SYSTEM, at=live.at) == 0
    live.store()
    entry = JournalEntry.objects.get(cause__kind="news")
    assert entry.cause["title"] == "Jobs"
    live.later(minutes=1)
    live.open("1")
    live.store()
    assert lines(live) == []
    live.begin()
    live.later(minutes=27)
    live.open("1")
    live.store()
    assert lines(live) == ["breach"]
    assert JournalEntry.objects.filter(cause__kind="news").count() == 1


def test_a_flat_weekend_is_looked_at_when_it_begins() -> None:
    live = Live(phases=[{"name": "Flat", "rules": [rule("weekend_flat")]}, FUNDED])
    live.open("1")
    live.store()
    live.later(days=5)
    live.store()
    decision = Decision.objects.get(type="breach")
    assert (decision.rule, decision.at.isoformat()) == (
        "weekend_flat", "2026-03-06T22:00:00+00:00",
    )  # fmt: skip


def test_a_challenge_that_cannot_be_judged_is_put_aside_and_tried_again() -> None:
    live = Live()
    live.open("10")
    live.store()
    whole = bytes(live.stage.engine or b"")
    Stage.objects.update(engine=b"{")
    live.begin()
    live.tick("1.0949")
    live.tick("1.0940")
    live.store()
    live.begin()
    live.tell()
    live.store()
    signal = Signal.objects.get()
    assert (signal.kind, signal.attempt, lines(live)) == ("stuck", live.attempt, [])
    assert "Error" in signal.evidence["error"]
    assert live.desk.levels[live.desk.account_pk] == Levels()
    Stage.objects.update(engine=whole)
    live.watcher.reload([live.desk.account_pk])
    live.tick("1.0940")
    live.store()
    assert lines(live) == ["breach"]
