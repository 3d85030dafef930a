"""What a trader sees of a challenge that people reinstated: all but the wrong verdict."""

from datetime import timedelta
from decimal import Decimal

from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import make_deal
from brokerdesk.ports.trading import DealEntry

from ...models import Attempt, EquityPoint, Stage
from ...ui.portal.curve import points_of
from ...ui.portal.days import told_of
from ...ui.portal.standing import latest_stage, standing_of, today_of
from ..commerce.test_reinstated import wrongly_ended
from .conftest import Store

MINUTE = timedelta(minutes=1)


def closed(store: Store, attempt: Attempt, profit: str, *, told: bool = True) -> None:
    """A trade with its closing deal; one that is not told comes with the verdict, or after it."""
    if told:
        store.trade(attempt, profit)
    else:
        store.tickets += 1
    stage = Stage.objects.filter(attempt=attempt).latest("pk")
    deal = make_deal(
        ticket=store.tickets, login=2000 + stage.pk, entry=DealEntry.OUT, lots_closed=Decimal(1),
        profit=Decimal(profit), balance_effect=Decimal(profit), at=store.at,
    )  # fmt: skip
    ingest_deals(store.world.server.pk, [deal], watermark_s=None, at=store.at)


def marked(store: Store, attempt: Attempt, close: int) -> None:
    stage = Stage.objects.filter(attempt=attempt).latest("pk")
    EquityPoint.objects.create(
        stage=stage, at=store.at.replace(second=0, microsecond=0), balance=close, low=close,
        high=close, close=close,
    )  # fmt: skip


def test_days_curve_and_today_span_it(store: Store) -> None:
    attempt = store.funded()
    closed(store, attempt, "300")
    marked(store, attempt, 100_300)
    store.later(MINUTE)
    closed(store, attempt, "-9000", told=False)
    marked(store, attempt, 91_300)
    wrongly_ended(store, attempt)
    store.later(MINUTE)
    store.provision(attempt)
    closed(store, attempt, "50")
    marked(store, attempt, 100_350)
    found = told_of(attempt)
    assert found is not None
    assert [one.net for one in found.trades] == [300, 50]
    standing = standing_of(latest_stage(attempt.pk))
    assert standing is not None
    closes = [int(one.close) for one in points_of(standing.stage)]
    assert closes == [100_000, 100_300, 100_350]
    today = today_of(standing)
    assert (today["balance"], today["result"]) == ("100000", 350)
    old = told_of(attempt, Stage.objects.filter(attempt=attempt).earliest("pk").public_id)
    assert old is not None
    assert [one.net for one in old.trades] == [300, -9000]
