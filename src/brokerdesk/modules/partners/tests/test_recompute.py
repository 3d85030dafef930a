"""A period computed anew in parts that share what they read."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest

from brokerdesk.core.events.testing import drain
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.models import Quote
from brokerdesk.modules.trading.testing import START

from ..models import Accrual, BatchRate, PlanVersion
from ..services import recompute
from .conftest import Tree
from .test_waiting import in_euro, pay_by, quote

LATER = START + timedelta(days=1)


def test_parts_keep_each_batch_to_its_rates_and_find_the_lines_that_differ(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay_by(tree, "commission")
    in_euro(tree)
    quote(tree, "EURUSD", "1.08495", "1.08505")
    batches = []
    for price in ("1.1", "1.2", "1.1"):
        Quote.objects.update(bid=price, ask=price)
        batches += tree.ingest(tree.world.closing(lots="1", commission=Decimal(-7)))
        drain()
    Quote.objects.update(bid=2, ask=2)
    rates = BatchRate.objects.filter(batch_id__in=batches).order_by("batch_id")
    assert [row.rate for row in rates] == [Decimal("1.1"), Decimal("1.2"), Decimal("1.1")]
    monkeypatch.setattr(import_module(recompute.__module__), "PART", 1)
    brand_pk = tree.world.brand.pk
    found = recompute(brand_pk, START, LATER, at=LATER, workers=1)
    assert (found.deals, found.lines, found.differing) == (3, 9, [])
    body = {"distribution": "ratio", "levels": ["1", "0.5", "0.5"]}
    rules = [{"basis": "commission", "value": "0.1"}]
    PlanVersion.objects.update(body=body | {"rules": rules}, recorded_at=now())
    differing = recompute(brand_pk, START, LATER, at=LATER, workers=1).differing
    found_pks = [(line.deal_pk, line.level, line.kind) for line in differing]
    tops = Accrual.objects.filter(level=3).order_by("deal_id")
    assert found_pks == [(line.deal_id, 3, "commission") for line in tops]
    assert [line.stands for line in differing] == [line.amount for line in tops]
    assert all(line.anew == 2 * line.stands for line in differing if line.stands)
