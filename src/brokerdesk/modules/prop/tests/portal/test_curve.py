"""Equities are noted minute by minute, only where they moved."""

from datetime import timedelta
from decimal import Decimal

from brokerdesk.modules.valuation.models import Stand

from ...models import Attempt, EquityPoint, Stage
from ...services.curve import note_equities
from .conftest import Store


def mark(stage: Stage, store: Store, equity: str) -> None:
    value = Decimal(equity)
    Stand.objects.update_or_create(
        account_id=stage.account_id or 0,
        defaults={
            "balance": 100_000, "credit": 0, "floating": value - 100_000, "equity": value,
            "margin": 0, "quality": "reported", "marked_at": store.at,
        },
    )  # fmt: skip
    note_equities()


def test_a_minute_keeps_its_lowest_highest_and_last(store: Store) -> None:
    store.fill("155")
    attempt = Attempt.objects.get(order=store.order(key="k", pay_now=True))
    stage = store.provision(attempt)
    mark(stage, store, "100100")
    for equity in ("99000", "100300", "100200"):
        store.later(timedelta(seconds=10))
        mark(stage, store, equity)
    point = EquityPoint.objects.get()
    assert point.at == store.at.replace(second=0, microsecond=0)
    assert point.low == 99_000
    assert point.high == 100_300
    assert point.close == 100_200
    store.later(timedelta(minutes=1))
    mark(stage, store, "100205")  # less than a hundredth of a percent of the size
    assert EquityPoint.objects.count() == 1
    mark(stage, store, "100215")
    assert EquityPoint.objects.count() == 2


def test_what_has_ended_is_noted_no_more(store: Store) -> None:
    store.fill("155")
    attempt = Attempt.objects.get(order=store.order(key="k", pay_now=True))
    stage = store.provision(attempt)
    Stage.objects.filter(pk=stage.pk).update(state="ended")
    mark(stage, store, "100100")
    assert not EquityPoint.objects.exists()
