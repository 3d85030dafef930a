"""What the live watcher decides becomes a report that verifies, and reviews reach the engine."""

from datetime import timedelta

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.modules.trading.models import Symbol
from brokerdesk.modules.valuation.types import Quality

from ...evidence import verify
from ...models import Override, Report, Stage
from ...services.overrides import Proposal, approve_override, propose_override
from ...services.reports import file_of, seal_due
from ...types import OverrideKind
from ..live.making import Live
from .making import EURUSD

pytestmark = pytest.mark.django_db
CAROL, DANA = (Actor("staff", f"stf_{name}", name) for name in ("carol", "dana"))


def know_symbol(live: Live) -> None:
    account = live.stage.account
    assert account is not None
    Symbol.objects.get_or_create(
        server_id=account.server_id, name="EURUSD",
        defaults={
            "path": "", "description": "", "base": "EUR", "profit_currency": "USD",
            "margin_currency": "EUR", "digits": 5, "contract_size": 100000,
            "tick_size": EURUSD.tick_size, "tick_value": 1, "volume_min": 1, "volume_max": 1,
            "volume_step": 1, "calc_mode": "forex", "synced_at": live.stage.created_at,
        },
    )  # fmt: skip


def sealed(live: Live) -> Report:
    """The breach's report, sealed without ticks."""
    report = Report.objects.latest("pk")
    assert seal_due(at=report.due_at + timedelta(minutes=6)) >= 1
    report.refresh_from_db()
    return report


def faults(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.name, one.faults) for one in verify(file_of(report)).checks if not one.ok]


def test_a_live_breach_is_proved() -> None:
    live = Live()
    know_symbol(live)
    live.open("10")
    live.store()
    live.tick("1.0951")
    live.tick("1.0949")
    live.store()
    report = sealed(live)
    assert faults(report) == []
    assert report.decision.line["measured"] == "94900"


def test_what_is_held_and_confirmed_is_proved() -> None:
    live = Live()
    know_symbol(live)
    live.open("10")
    live.store()
    live.desk.quality = Quality.SUSPECT
    live.tick("1.0940")
    live.store()
    held = sealed(live)
    assert faults(held) == []
    proposal = Proposal(kind=OverrideKind.CONFIRM, reason="The price was the market's")
    row = propose_override(live.stage.public_id, proposal, actor=CAROL, at=held.created_at)
    approve_override(row.public_id, actor=DANA, at=held.created_at)
    account_pk = live.stage.account_id
    assert account_pk is not None
    live.watcher.reload([account_pk])
    live.store()
    assert Override.objects.get().state == "done"
    assert Stage.objects.get(pk=live.stage.pk).outcome == "failed"
    breach = sealed(live)
    assert breach.decision.type == "breach"
    assert faults(breach) == []
