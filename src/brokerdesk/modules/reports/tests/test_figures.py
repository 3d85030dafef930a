"""Figures: each fact once, in the brand's own day."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from brokerdesk.core.events.testing import drain
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import START, World, make_brand

from ..queries import figures
from ..rules import day_of
from ..types import Metric

DAY = START.date()


def total(world: World, metric: Metric) -> Decimal:
    rows = figures([world.brand.pk], metric, DAY, DAY + timedelta(days=2))
    return sum((row.amount for row in rows), Decimal(0))


def test_deals_are_counted_once(world: World) -> None:
    deals = [world.closing("12.50", lots="2", commission=Decimal("-7")), world.deal()]
    ingest_deals(world.server.pk, deals, watermark_s=None, at=START)
    ingest_deals(world.server.pk, deals, watermark_s=None, at=START)
    drain(twice=True)
    assert total(world, Metric.VOLUME) == 3
    assert total(world, Metric.CLIENT_RESULT) == Decimal("12.50")
    assert total(world, Metric.CHARGED) == 7


def test_the_day_is_the_brands_own(db: None) -> None:
    world = World(make_brand("tokyo", zone="Asia/Tokyo"))
    late = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
    ingest_deals(world.server.pk, [world.closing("1", at=late)], watermark_s=None, at=START)
    drain()
    (row,) = figures(None, Metric.VOLUME, DAY, DAY + timedelta(days=2))
    assert row.day == day_of(late, "Asia/Tokyo") == DAY + timedelta(days=1)


def test_other_brands_are_left_out(world: World) -> None:
    ingest_deals(world.server.pk, [world.closing("1")], watermark_s=None, at=START)
    drain()
    assert figures([world.brand.pk + 1], Metric.VOLUME, DAY, DAY) == []
