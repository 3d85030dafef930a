"""Stands are written in slices, each account once in one."""

import pytest

from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.models import Stand
from brokerdesk.modules.valuation.services.desk.stands import Stands
from brokerdesk.modules.valuation.services.desk.storing import own

from .world import AT, Recorder, another, fund, hold, make_symbols, opened, quoted


@pytest.mark.django_db
def test_an_account_that_was_looked_at_is_not_written_twice() -> None:
    world = World()
    make_symbols(world)
    fund(world.account, "10000")
    other = another(world, 1002)
    hold(world.account, 1)
    hold(other, 2)
    quoted(world, "EURUSD", "1.10000")
    desk = opened(Recorder())
    desk.touched[world.account.pk] = desk.now(desk.accounts.kept[world.account.pk])
    stands = Stands(desk, own(0, "test", at=AT).epoch)
    assert stands.slice() == 2
    assert set(Stand.objects.values_list("account_id", flat=True)) == {world.account.pk, other.pk}
    assert stands.slice() == 0
