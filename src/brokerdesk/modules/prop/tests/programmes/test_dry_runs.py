"""Dry runs: past stages and accounts judged by other rules, beside what happened."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.ports.trading import DealEntry, DealKind

from ...models import LabCase, LabRun
from ...services.lab import DryRunWish, start_dry_run
from ..commerce.conftest import FINN, Shop

JOBS = "brokerdesk.modules.prop.services.lab"


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop()


def dry(shop: Shop, programme: Any, source: str) -> LabRun:
    wish = DryRunWish(
        programme_id=programme.public_id, since=shop.at - timedelta(days=60),
        until=shop.at + timedelta(days=60), source=source,
    )  # fmt: skip
    run = start_dry_run(wish, actor=FINN, at=shop.at)
    run_jobs(name=JOBS)
    run.refresh_from_db()
    return run


def test_a_dry_run_judges_past_stages_beside_what_happened(shop: Shop) -> None:
    attempt = shop.funded()
    shop.trade(attempt, "2500")
    same = dry(shop, attempt.order.version.programme, "stages")
    assert (same.state, same.problem, same.result["cases"]) == ("done", "", 1)
    case = LabCase.objects.get(run=same)
    assert (case.status, case.profit, case.differs) == ("funded", Decimal(2500), False)
    tight = shop.sell("tight", phases=[{
        "name": "Challenge", "rules": [
            {"rule": "profit_target", "amount": {"percent": "2", "of": "initial"}}],
    }])  # fmt: skip
    other = LabCase.objects.get(run=dry(shop, tight, "stages"))
    assert (other.status, other.differs, other.was_status) == ("passed", True, "live")
    assert "other_rules_then" in other.limits


def test_a_dry_run_judges_accounts_by_their_deals(shop: Shop) -> None:
    world = shop.world
    bought: dict[str, Any] = {"position_id": 77, "lots": Decimal(2)}
    closing: dict[str, Any] = bought | {"entry": DealEntry.OUT, "kind": DealKind.SELL}
    half, rest = Decimal("-300"), Decimal("-5900")
    deals = [
        world.balance("50000"),
        world.deal(**bought),
        world.deal(**closing | {"lots": Decimal(1), "lots_closed": Decimal(1)}, profit=half,
                   balance_effect=half),
        world.deal(**closing | {"lots": Decimal(1), "lots_closed": Decimal(1)}, profit=rest,
                   balance_effect=rest),
        world.balance("-1000"),
    ]  # fmt: skip
    ingest_deals(world.server.pk, deals, watermark_s=None, at=shop.at)
    run = dry(shop, shop.programme, "accounts")
    assert (run.state, run.problem) == ("done", "")
    assert run.result["outcomes"] == [{"status": "failed", "rule": "max_daily_loss", "count": 1}]
    case = LabCase.objects.get(run=run)
    assert (case.subject, case.profit) == (world.account.public_id, Decimal("-6200"))
    assert (case.source, case.differs, case.trading_days) == ("account", False, 1)
    assert {"floating_unknown", "other_size"} <= set(case.limits)
