"""Live equities: told to those who look, in slices that hold up no tick."""

import json
from decimal import Decimal

import pytest

from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.services.desk import live
from brokerdesk.modules.valuation.services.desk.live import Lookers, equity_subject

from .world import Feed, Recorder, another, fund, hold, make_symbols, opened

pytestmark = pytest.mark.django_db


def test_many_who_look_share_the_time_that_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    make_symbols(world)
    pks = [fund(world.account, "10000").pk, another(world, 1002).pk]
    hold(world.account, 1)
    feed, desk = Feed(world.server.pk), opened(Recorder())
    told: list[tuple[str, str]] = []
    lookers = Lookers(
        desk, lambda subject, data: told.append((subject, json.loads(data)["equity"]))
    )
    monkeypatch.setattr(live, "SLICE_S", 0.0)
    lookers.look([*pks, 999])
    desk.take(feed.lot(("EURUSD", "1.1010", "1.1011")))
    lookers.tell()
    assert told == [(equity_subject(pks[0]), str(Decimal("10100.00000000")))]
    lookers.tell()
    assert [subject for subject, _ in told] == [equity_subject(pk) for pk in pks]
    for _again in range(3):
        lookers.tell()
    assert len(told) == 2
    monkeypatch.setattr(live, "EVERY_S", 0.0)
    desk.take(feed.lot(("EURUSD", "1.1020", "1.1021")))
    for _again in range(4):
        lookers.tell()
    assert [subject for subject, _ in told[2:]] == [equity_subject(pks[0])]
