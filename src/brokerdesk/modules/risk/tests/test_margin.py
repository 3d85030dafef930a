"""Margin calls and stop-outs: by what platforms report, by our marking, by their deals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import START
from brokerdesk.modules.valuation.types import (
    Cause,
    CauseKind,
    Facts,
    Key,
    Levels,
    Price,
    Quality,
    Valued,
)

from ..models import MarginEvent
from ..services.margin import note_stop_outs, sweep
from ..services.watching import RiskWatcher
from .conftest import Desk, get, later
from .test_shock import groups, set_figures

D = Decimal


def report(account: Any, equity: str, margin: str, at: datetime = START) -> None:
    get("trading", "Account").objects.filter(pk=account.pk).update(
        equity=D(equity), margin=D(margin), figures_at=at
    )


def events() -> list[tuple[str, bool]]:
    return [(row.kind, row.ended_at is None) for row in MarginEvent.objects.order_by("pk")]


def test_what_platforms_report(desk: Desk) -> None:
    groups(desk)
    report(desk.alice, "900", "1000")
    assert sweep(at=START) == 1
    assert sweep(at=later()) == 0
    report(desk.alice, "400", "1000")
    sweep(at=later())
    assert events() == [("margin_call", True), ("stop_out", True)]
    report(desk.alice, "700", "1000", later(2))
    sweep(at=later(2))
    assert events() == [("margin_call", True), ("stop_out", False)]
    report(desk.alice, "700", "0", later(3))
    sweep(at=later(3))
    assert events() == [("margin_call", False), ("stop_out", False)]
    report(desk.alice, "700", "1000", later(4))
    sweep(at=later(4))
    assert events()[-1] == ("margin_call", True)
    assert OutboxEvent.objects.filter(type="risk.margin").count() == 5


def test_accounts_that_are_marked_are_the_watchers(desk: Desk) -> None:
    groups(desk)
    report(desk.alice, "900", "1000")
    stand = {"balance": 0, "credit": 0, "floating": 0, "equity": 0, "margin": 0}
    get("valuation", "Stand").objects.create(
        account=desk.alice, quality="reported", marked_at=START, **stand
    )
    assert sweep(at=START + timedelta(seconds=30)) == 0
    assert sweep(at=START + timedelta(seconds=90)) == 1


def test_deals_of_a_stop_out_are_noted_once(desk: Desk) -> None:
    deals = [
        desk.world.closing("-500", reason="stop_out", at=START),
        desk.world.closing("10", reason="client", at=START),
    ]
    done = ingest_deals(desk.world.server.pk, deals, watermark_s=None, at=START)
    for _twice in range(2):
        for batch in done.batch_ids:
            note_stop_outs(batch)
    (row,) = MarginEvent.objects.all()
    assert (row.kind, row.account_id, row.at) == ("stopped_out", desk.alice.pk, START)


@pytest.mark.parametrize(
    ("kind", "comment", "level"),
    [
        ("mt5", "[so 45.53%/276.00/606.14]", "45.53"),
        ("mt5", "[so -3.9%/-24.9/640.5]", "-3.9"),
        ("mt5", "[so 45.53%/1276123.00/2806123.1", "45.53"),
        ("mt5", "[so 1.2.3%/1/1]", "50"),
        ("mt5", "[so 99999999999999999999%/1/1]", "50"),
        ("mt5", "[so 45.53%/1/1] x", "50"),
        ("mt5", "closed by hand", "50"),
        ("mt4", "[so 45.53%/276.00/606.14]", "50"),
        ("mt4", "so: 1.2.3%/1/1", "50"),
    ],
)
def test_a_stop_out_has_the_level_that_its_platform_tells(
    desk: Desk, kind: str, comment: str, level: str
) -> None:
    """A trader writes what he likes on MT4, and what is told in cents is not ours."""
    get("trading", "Server").objects.filter(pk=desk.world.server.pk).update(kind=kind)
    report(desk.alice, "500", "1000")
    get("trading", "Account").objects.filter(pk=desk.alice.pk).update(level=50)
    deal = desk.world.closing("-500", reason="stop_out", at=START, comment=comment)
    done = ingest_deals(desk.world.server.pk, [deal], watermark_s=None, at=START)
    assert [note_stop_outs(batch) for batch in done.batch_ids] == [1]
    row = MarginEvent.objects.get()
    assert (row.equity, row.margin, row.level) == (D(500), D(1000), D(level))


@dataclass
class Room:
    """A shard whose values a test sets, and which keeps the levels that are asked for."""

    values: dict[int, tuple[str, str]]
    watched: dict[int, Levels | None] = field(default_factory=dict)
    shard: int = 0
    shards: int = 1
    at: datetime = START

    def owns(self, account_pk: int) -> bool:
        return True

    def value(self, account_pk: int, at: datetime | None = None) -> Valued:
        equity, margin = (D(part) for part in self.values[account_pk])
        level = equity / margin * 100 if margin else None
        return Valued(
            account_pk, self.at, 1, equity, D(0), D(0), equity, margin, level, (), {},
            Quality.REPORTED,
        )  # fmt: skip

    def prices(self, key: Key, since: datetime, until: datetime) -> Sequence[Price]:
        return ()

    def watch(self, name: str, account_pk: int, levels: Levels | None) -> None:
        self.watched[account_pk] = levels


def begun(desk: Desk) -> tuple[Room, RiskWatcher, Mapping[int, Levels]]:
    room = Room({desk.alice.pk: ("2000", "1000"), desk.bob.pk: ("500", "0")})
    report(desk.alice, "2000", "1000")
    watcher = RiskWatcher()
    return room, watcher, watcher.begin(room)


def moved(room: Room, watcher: RiskWatcher, pk: int, equity: str, margin: str = "1000") -> None:
    room.values[pk] = (equity, margin)
    cause = Cause(CauseKind.TICK, room.at, 1, room.at)
    watcher.crossed(room.value(pk), cause)
    watcher.store(1, room.at)
    watcher.stored()


def test_ticks_begin_and_end_calls(desk: Desk) -> None:
    groups(desk)
    room, watcher, levels = begun(desk)
    pk = desk.alice.pk
    assert levels == {pk: Levels(low=1000.0), desk.bob.pk: Levels()}
    moved(room, watcher, pk, "999")
    assert room.watched[pk] == Levels(low=500.0, high=1000.0)
    moved(room, watcher, pk, "500")
    assert room.watched[pk] == Levels(high=500.0)
    moved(room, watcher, pk, "490")
    assert events() == [("margin_call", True), ("stop_out", True)]
    moved(room, watcher, pk, "1200")
    assert events() == [("margin_call", False), ("stop_out", False)]
    assert room.watched[pk] == Levels(low=1000.0)
    row = MarginEvent.objects.order_by("pk")[1]
    assert (row.equity, row.level, row.quality) == (D(500), D(50), "reported")


def test_what_is_told_of_before_a_call_does_not_end_it(desk: Desk) -> None:
    groups(desk)
    room, watcher, _levels = begun(desk)
    pk = desk.alice.pk
    moved(room, watcher, pk, "900")
    before = replace(room.value(pk), at=START - timedelta(seconds=1), equity=D(1100))
    watcher.told(Facts(pk, before.at, 1, START), before)
    watcher.store(1, START)
    assert events() == [("margin_call", True)]


def test_what_comes_and_goes_within_one_store_ends_as_it_stands(desk: Desk) -> None:
    groups(desk)
    room, watcher, _levels = begun(desk)
    pk = desk.alice.pk
    for equity in ("900", "1100", "950"):
        assert watcher.decided is (equity != "900")
        room.values[pk] = (equity, "1000")
        watcher.crossed(room.value(pk), Cause(CauseKind.TICK, room.at, 1, room.at))
    watcher.store(1, room.at)
    watcher.stored()
    assert not watcher.decided
    assert events() == [("margin_call", False), ("margin_call", True)]
    moved(room, watcher, pk, "1100")
    assert events() == [("margin_call", False), ("margin_call", False)]


def test_a_call_that_cannot_be_kept_keeps_no_other_from_it(desk: Desk) -> None:
    groups(desk)
    room, watcher, _levels = begun(desk)
    cause = Cause(CauseKind.TICK, room.at, 1, room.at)
    for pk, equity in ((desk.alice.pk, "-1e25"), (desk.bob.pk, "900")):
        room.values[pk] = (equity, "1000")
        watcher.crossed(room.value(pk), cause)
    watcher.store(1, room.at)
    watcher.stored()
    assert not watcher.decided
    kept = MarginEvent.objects.values_list("account_id", "kind")
    assert list(kept) == [(desk.bob.pk, "margin_call")]


def test_a_new_owner_of_a_shard_goes_on(desk: Desk) -> None:
    groups(desk)
    room, watcher, _levels = begun(desk)
    pk = desk.alice.pk
    moved(room, watcher, pk, "900")
    heir = RiskWatcher()
    assert heir.begin(room)[pk] == Levels(low=500.0, high=1000.0)
    moved(room, heir, pk, "890")
    assert events() == [("margin_call", True)]


def test_facts_and_reloads_are_looked_at(desk: Desk) -> None:
    groups(desk)
    room, watcher, _levels = begun(desk)
    pk = desk.alice.pk
    room.values[pk] = ("900", "1000")
    watcher.told(Facts(pk, START, 1, START), room.value(pk))
    get("trading", "Account").objects.filter(pk=desk.bob.pk).update(kind="demo")
    watcher.reload([desk.bob.pk])
    watcher.store(1, START)
    assert room.watched[desk.bob.pk] is None
    assert events() == [("margin_call", True)]
    set_figures(desk.alice, "1", "1")
