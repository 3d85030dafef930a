"""Rows that nobody told of are found, and marking does not wait for the look."""

import time
from datetime import timedelta

from brokerdesk.modules.trading.models import Position
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.services.desk.sweeping import Sweeper

from .world import AT, Recorder, fund, hold, make_symbols, opened

WAIT_S = 20.0


def test_positions_and_accounts_that_nobody_told_of_are_read(fresh_db: str) -> None:
    world = World()
    make_symbols(world)
    fund(world.account, "10000")
    desk = opened(Recorder())
    sweeper = Sweeper(desk)
    hold(world.account, 1)
    Position.objects.update(synced_at=AT)
    assert not sweeper.due(AT + timedelta(seconds=4))
    at = AT + timedelta(seconds=5)
    assert sweeper.due(at)
    sweeper.sweep(at)
    assert not desk.accounts.kept[world.account.pk].rows
    until = time.monotonic() + WAIT_S
    while not sweeper.due(at):
        assert time.monotonic() < until
        time.sleep(0.01)
    sweeper.sweep(at)
    assert list(desk.accounts.kept[world.account.pk].rows) == [1]
    assert not sweeper.due(at)
