"""Our equity beside the platform's: what differs is found; what only moved is not taken for it."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from brokerdesk.modules.trading import queries as trading
from brokerdesk.modules.trading.models import Account
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.services.desk.chores import Chores
from brokerdesk.modules.valuation.services.desk.desk import ShardDesk
from brokerdesk.modules.valuation.types import Doubt

from .world import AT, Feed, Recorder, fund, hold, ingest, make_symbols, opened

S = timedelta(seconds=1)


class House:
    """A desk whose account holds one lot of EURUSD, bought at 1.10, and what its platform says."""

    def __init__(self) -> None:
        self.world = World()
        make_symbols(self.world)
        fund(self.world.account, "10000")
        hold(self.world.account, 1)
        self.desk: ShardDesk = opened(Recorder(), trusted=False)
        self.feed, self.chores = Feed(self.world.server.pk), Chores(self.desk)
        self.price("1.1000", AT)

    def price(self, bid: str, at: datetime) -> None:
        """A tick comes, and what is due is done."""
        self.desk.take(self.feed.lot(("EURUSD", bid, bid), received_at=at))
        self.chores.keep_up()

    def reading(self, equity: str, began: datetime, *, took: timedelta = timedelta(0)) -> None:
        """The platform's figures are read, stored and told."""
        value = Decimal(equity)
        Account.objects.filter(pk=self.world.account.pk).update(
            equity=value, floating=value - 10_000, figures_at=began
        )
        self.chores.readings.told(self.world.server.pk, began, began + took)
        self.chores.keep_up()

    def pass_on(self, until: datetime) -> None:
        """Time goes on without ticks."""
        self.desk.reach(until)
        self.chores.keep_up()

    def agrees(self) -> bool | None:
        """What the last comparison gave."""
        return self.desk.accounts.kept[self.world.account.pk].agrees

    @property
    def doubts(self) -> set[Doubt]:
        return {seen.doubt for seen in self.desk.value(self.world.account.pk).doubts}


@pytest.fixture
def house(fresh_db: str) -> House:
    return House()


def test_a_reading_waits_for_the_prices_that_are_told_after_it(house: House) -> None:
    house.pass_on(AT + 5 * S)
    house.reading("10070", AT + 5 * S)
    assert house.agrees() is None
    house.price("1.1007", AT + 6 * S)
    assert house.agrees() is None
    house.pass_on(AT + 8 * S)
    assert house.agrees()
    assert Doubt.NOT_COMPARED not in house.doubts


def test_a_price_between_two_seconds_counts(house: House) -> None:
    house.pass_on(AT + 5 * S)
    house.price("1.1050", AT + 5.3 * S)
    house.price("1.1000", AT + 5.6 * S)
    house.reading("10500", AT + 5.5 * S)
    house.pass_on(AT + 8 * S)
    assert house.agrees()


def test_what_is_read_for_long_may_show_any_of_its_moments(house: House) -> None:
    house.pass_on(AT + 4 * S)
    house.reading("9800", AT + 4 * S, took=6 * S)
    house.price("1.0980", AT + 10 * S)
    house.pass_on(AT + 13 * S)
    assert house.agrees()


def test_what_differs_twice_is_doubted_until_it_agrees(house: House) -> None:
    for step in (10, 20):
        assert house.agrees() is None
        house.pass_on(AT + step * S)
        house.reading("9999.90", AT + step * S)
        house.pass_on(AT + (step + 3) * S)
    assert house.agrees() is False
    assert Doubt.DIFFERS in house.doubts
    assert house.desk.accounts.kept[house.world.account.pk].gap == Decimal("0.1")
    house.pass_on(AT + 30 * S)
    house.reading("10000", AT + 30 * S)
    house.pass_on(AT + 33 * S)
    assert house.agrees()


def test_nothing_is_judged_beside_a_deal(house: House) -> None:
    ingest(house.world, house.world.balance("50", at=AT + 10 * S), at=AT + 10 * S)
    house.desk.take(house.feed.lot(logins=(house.world.account.login,), received_at=AT + 10.2 * S))
    house.reading("9000", AT + 8 * S)
    house.pass_on(AT + 11 * S)
    assert house.desk.accounts.kept[house.world.account.pk].strikes == 0


def test_a_reading_is_compared_though_nothing_comes_for_long_after_it(house: House) -> None:
    house.pass_on(AT + 5 * S)
    house.reading("10000", AT + 5 * S)
    house.price("1.1300", AT + 65 * S)
    assert house.agrees()


def test_who_was_flat_for_long_is_trusted_when_he_trades(house: House) -> None:
    kept = house.desk.accounts.kept[house.world.account.pk]
    kept.agrees, kept.compared_at = True, AT - timedelta(hours=9)
    assert Doubt.NOT_COMPARED in house.doubts
    kept.rows = {}
    kept.changed()
    assert Doubt.NOT_COMPARED not in house.doubts
    later = hold(house.world.account, 2, opened_at=AT - timedelta(minutes=9))
    kept.rows = {2: trading.marked_positions_of([kept.pk], [kept.server_pk])[-1]}
    kept.changed()
    assert later.ticket in kept.rows
    assert Doubt.NOT_COMPARED not in house.doubts
    house.pass_on(AT + timedelta(minutes=2))
    assert Doubt.NOT_COMPARED in house.doubts
