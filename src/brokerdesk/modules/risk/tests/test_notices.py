"""Mails about margin: once a day for each account, to whom it is shown, of what is believed."""

from datetime import timedelta

import pytest

from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.core.events.testing import drain
from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.core.mail.models import Message
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.services.ingest import ingest_deals

from ..models import MarginEvent
from ..services.margin import note_stop_outs, sweep, tell
from ..types import MarginKind
from .conftest import Desk, get
from .test_margin import report
from .test_shock import groups


def told() -> list[str]:
    """Hand every fact to the room, twice, and give the mails' subjects in order."""
    drain(twice=True)
    subjects = Message.objects.filter(template__startswith="risk/").order_by("pk")
    return list(subjects.values_list("subject", flat=True))


@pytest.fixture
def called(desk: Desk) -> Desk:
    """Alice's account in a margin call."""
    groups(desk)
    report(desk.alice, "884.6", "1000", now())
    sweep(at=now())
    return desk


def test_a_margin_call_is_told_once_a_day(called: Desk) -> None:
    login = called.alice.login
    assert told() == [f"Account {login} is short of margin"]
    text = Message.objects.get(template="risk/margin_call").text
    assert "fell to 88.5 %" in text
    for equity in ("1100", "900"):
        report(called.alice, equity, "1000", now())
        sweep(at=now())
    assert len(told()) == 1


def test_a_stop_out_is_told(desk: Desk) -> None:
    deal = desk.world.closing("-500", reason="stop_out", at=now())
    for batch in ingest_deals(desk.world.server.pk, [deal], watermark_s=None, at=now()).batch_ids:
        note_stop_outs(batch)
    assert told() == [f"Positions of account {desk.alice.login} were closed"]


@pytest.mark.parametrize("hours", [0, 5])
def test_what_is_in_doubt_is_not_told(called: Desk, hours: int) -> None:
    """Nor is one that was believed before it."""
    found = MarginEvent.objects.get()
    before = found.at - timedelta(minutes=10 + hours * 60)
    MarginEvent.objects.update(quality="suspect")
    found.pk, found.at, found.ended_at = None, before, before
    found.save(force_insert=True)
    assert told() == []


def test_what_happened_long_ago_is_not_told_when_it_comes_to_light(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """As when a login is bound, or a server's history is caught up with."""
    deal = desk.world.closing("-500", reason="stop_out", at=now() - timedelta(days=20))
    for batch in ingest_deals(desk.world.server.pk, [deal], watermark_s=None, at=now()).batch_ids:
        note_stop_outs(batch)
    assert told() == []
    assert "too late" in caplog.text
    assert MarginEvent.objects.get().kind == "stopped_out"


def test_nothing_is_told_of_a_hidden_account(called: Desk) -> None:
    get("trading", "Account").objects.filter(pk=called.alice.pk).update(visible=False)
    assert told() == []


def test_all_accounts_of_a_fall_are_named(called: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brokerdesk.modules.risk.services.margin.MOST_NAMED", 1)
    tell(MarginKind.MARGIN_CALL, [called.alice.pk, called.bob.pk])
    assert len(told()) == 1


def test_a_fall_is_looked_at_once_and_none_of_it_waits_for_another(
    called: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("brokerdesk.modules.risk.services.margin.MOST_NAMED", 1)
    tell(MarginKind.STOP_OUT, [called.alice.pk, called.bob.pk])
    facts = OutboxEvent.objects.filter(type="risk.margin", payload__kind="stop_out")
    assert len(set(facts.values_list("aggregate", flat=True))) == 2
    drain(twice=True)
    assert run_jobs(name="brokerdesk.modules.risk") == 1
