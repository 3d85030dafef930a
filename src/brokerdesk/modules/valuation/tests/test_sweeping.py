"""Rows that nobody told of are found, and marking does not wait for the look."""

import time
from datetime import datetime, timedelta

from brokerdesk.modules.trading.models import Account, Position
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.services.desk.desk import ShardDesk
from brokerdesk.modules.valuation.services.desk.sweeping import Sweeper

from .world import AT, Recorder, another, fund, hold, make_symbols, opened

WAIT_S = 20.0


def test_positions_and_accounts_that_nobody_told_of_are_read(fresh_db: str) -> None:
    world, desk, sweeper = _untold()
    Position.objects.update(synced_at=AT)
    assert not sweeper.due(AT + timedelta(seconds=4))
    at = AT + timedelta(seconds=5)
    assert sweeper.due(at)
    sweeper.sweep(at)
    assert not desk.accounts.kept[world.account.pk].rows
    _answer(sweeper, at)
    assert list(desk.accounts.kept[world.account.pk].rows) == [1]
    assert not sweeper.due(at)


def test_who_did_not_look_for_long_finds_what_came_meanwhile(fresh_db: str) -> None:
    world, desk, sweeper = _untold()
    Position.objects.update(synced_at=AT + timedelta(seconds=1))
    _look(sweeper, AT + timedelta(minutes=3))
    assert list(desk.accounts.kept[world.account.pk].rows) == [1]


def test_an_account_that_was_opened_after_later_ones_is_found(fresh_db: str) -> None:
    world = World()
    make_symbols(world)
    first, second = another(world, 901), another(world, 902)
    Account.objects.filter(pk=first.pk).update(state="provisioning", login=None)
    desk = opened(Recorder())
    assert second.pk in desk.accounts.kept
    assert first.pk not in desk.accounts.kept
    sweeper = Sweeper(desk)
    at = AT + timedelta(seconds=5)
    Account.objects.filter(pk=first.pk).update(state="active", login=901, provisioned_at=at)
    _look(sweeper, at)
    assert first.pk in desk.accounts.kept


def _untold() -> tuple[World, ShardDesk, Sweeper]:
    """A desk whose account got a position of which nobody told."""
    world = World()
    make_symbols(world)
    fund(world.account, "10000")
    desk = opened(Recorder())
    sweeper = Sweeper(desk)
    hold(world.account, 1)
    return world, desk, sweeper


def _look(sweeper: Sweeper, at: datetime) -> None:
    assert sweeper.due(at)
    sweeper.sweep(at)
    _answer(sweeper, at)


def _answer(sweeper: Sweeper, at: datetime) -> None:
    until = time.monotonic() + WAIT_S
    while not sweeper.due(at):
        assert time.monotonic() < until
        time.sleep(0.01)
    sweeper.sweep(at)
