"""Stands are written in slices, each account once in one; old faults are forgotten."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings

from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.models import QuoteFaultSeen, Stand
from brokerdesk.modules.valuation.services.desk.stands import Stands
from brokerdesk.modules.valuation.services.desk.storing import own
from brokerdesk.modules.valuation.services.faults import forget_faults

from .world import AT, Feed, Recorder, another, fund, hold, make_symbols, opened, quoted


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


@pytest.mark.django_db
def test_a_flat_account_whose_balance_changed_is_written_again() -> None:
    world = World()
    make_symbols(world)
    fund(world.account, "0")
    feed, desk = Feed(world.server.pk), opened(Recorder())
    stands = Stands(desk, own(0, "test", at=AT).epoch)
    assert stands.slice() == 1
    fund(world.account, "800", at=AT + timedelta(seconds=40))
    desk.take(feed.lot(logins=(1001,), received_at=AT + timedelta(seconds=10)))
    assert stands.slice() == 1
    assert Stand.objects.get().balance == Decimal(800)


@pytest.mark.django_db
def test_faults_are_forgotten_after_the_days_that_are_set() -> None:
    world = World()
    for age in (1, 2):
        last_at = AT - age * timedelta(days=settings.QUOTE_FAULTS_KEEP_DAYS - 1)
        QuoteFaultSeen.objects.create(
            server=world.server, symbol=f"S{age}", fault="stale", first_at=last_at,
            last_at=last_at, bid=1, ask=1,
        )  # fmt: skip
    assert forget_faults(at=AT) == 1
    assert QuoteFaultSeen.objects.get().symbol == "S1"
