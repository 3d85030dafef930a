"""Margin levels that are changed on the platform while accounts are watched."""

from datetime import timedelta
from typing import Any

import pytest

from brokerdesk.modules.trading.services.sync import sync_groups
from brokerdesk.modules.trading.testing import START
from brokerdesk.modules.valuation.types import Cause, CauseKind, Levels
from brokerdesk.modules.valuation.watching import Unhurried
from brokerdesk.ports.trading import PlatformGroup

from ..services import levels as rounds
from ..services.watching import RiskWatcher
from .conftest import Desk, get
from .test_margin import D, Room, begun, events, moved
from .test_shock import groups

ROUND = timedelta(seconds=31)


def set_levels(account: Any, call: int, stop: int) -> None:
    """Let the platform give an account's group other levels."""
    group = PlatformGroup(account.group, account.currency, 2, "hedging", D(call), D(stop))
    sync_groups(account.server_id, [group], START)


def rest(room: Room, watcher: RiskWatcher) -> None:
    """Let time go on without a tick."""
    room.at += ROUND
    for _slice in range(10):
        watcher.spare(room.at)
    watcher.store(1, room.at)
    watcher.stored()


def test_the_desk_gives_it_spare_time() -> None:
    assert isinstance(RiskWatcher(), Unhurried)


def test_a_group_with_other_levels_is_watched_at_these(desk: Desk) -> None:
    groups(desk)
    room, watcher, _levels = begun(desk)
    pk = desk.alice.pk
    set_levels(desk.alice, 150, 80)
    rest(room, watcher)
    assert room.watched == {pk: Levels(low=1500.0)}
    moved(room, watcher, pk, "1400")
    assert events() == [("margin_call", True)]
    set_levels(desk.alice, 120, 80)
    rest(room, watcher)
    assert events() == [("margin_call", False)]
    set_levels(desk.alice, 145, 141)
    rest(room, watcher)
    assert events()[1:] == [("margin_call", True), ("stop_out", True)]


def test_an_account_in_another_group_has_its_levels(desk: Desk) -> None:
    groups(desk)
    room, watcher, _levels = begun(desk)
    pk = desk.alice.pk
    moved(room, watcher, pk, "900")
    get("trading", "Account").objects.filter(pk=pk).update(group=desk.bob.group)
    get("trading", "Group").objects.filter(name=desk.bob.group).update(margin_call_level=60)
    rest(room, watcher)
    assert events() == [("margin_call", False)]
    assert room.watched[pk] == Levels(low=600.0)


def test_a_call_ends_where_there_is_no_level_any_more(desk: Desk) -> None:
    groups(desk)
    room, watcher, _levels = begun(desk)
    moved(room, watcher, desk.alice.pk, "400")
    set_levels(desk.alice, 0, 0)
    rest(room, watcher)
    assert events() == [("margin_call", False), ("stop_out", False)]
    assert room.watched[desk.alice.pk] is None
    set_levels(desk.alice, 100, 0)
    rest(room, watcher)
    assert events()[2:] == [("margin_call", True)]


def test_a_level_that_went_while_nobody_watched_ends_its_call(desk: Desk) -> None:
    groups(desk)
    room, watcher, _levels = begun(desk)
    moved(room, watcher, desk.alice.pk, "400")
    set_levels(desk.alice, 0, 0)
    heir = RiskWatcher()
    heir.begin(room)
    rest(room, heir)
    assert events() == [("margin_call", False), ("stop_out", False)]


def test_what_is_not_stored_yet_is_not_said_twice(desk: Desk) -> None:
    groups(desk)
    room, watcher, _levels = begun(desk)
    pk = desk.alice.pk
    room.values[pk] = ("900", "1000")
    watcher.crossed(room.value(pk), Cause(CauseKind.TICK, room.at, 1, room.at))
    set_levels(desk.alice, 95, 50)
    watcher.spare(room.at)
    assert len(watcher._changes) == 1
    assert room.watched[pk] == Levels(low=500.0, high=950.0)


def test_an_account_that_the_desk_does_not_mark_is_left_alone(desk: Desk) -> None:
    groups(desk)
    room, watcher, _levels = begun(desk)
    del room.values[desk.alice.pk]
    set_levels(desk.alice, 150, 80)
    rest(room, watcher)
    assert (events(), room.watched) == ([], {})


def test_rounds_pass_over_few_keys_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    groups(desk)
    monkeypatch.setattr(rounds, "SLICE", 1)
    one = rounds.Rounds()
    found = [row[0] for _slice in range(desk.bob.pk) for row in one.slice(0, 1, START)]
    assert found == sorted((desk.alice.pk, desk.bob.pk))
    assert one.slice(0, 1, START + timedelta(seconds=29)) == []
    again = [row[0] for _slice in range(desk.bob.pk) for row in one.slice(0, 1, START + ROUND)]
    assert again == found
