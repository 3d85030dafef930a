"""Reports of decisions: begun once, given ticks, sealed in order, chained, checked by anybody."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.audit.models import AuditDetails, AuditEntry
from brokerdesk.core.events.models import OutboxEvent

from ...errors import ReportNotSealed
from ...evidence import verify
from ...models import Decision, JournalEntry, Report, SealKey, Stage
from ...services import reports
from ...services.reports import begin_report, file_of, seal_due, seal_from
from ...services.seals import present_key, published_keys, replace_key
from .conftest import DOUBTED, Scene


def failing(report: Report) -> list[str]:
    return [check.name for check in verify(file_of(report)).checks if not check.ok]


def test_a_breach_is_sealed_with_the_ticks_around_it(scene: Scene) -> None:
    report = scene.report(scene.lose())
    assert (report.state, report.faults, failing(report)) == ("sealed", [], [])
    body = json.loads(bytes(report.body or b""))
    assert set(body["ticks"]["symbols"]) == {"EURUSD", "USDJPY"}
    assert body["ticks"]["missing"] == ""
    assert body["journal"]["whole"] is True
    assert body["subject"]["account"] == scene.account.public_id
    assert body["crowd"] == {"accounts": 1, "tick_seq": 7}
    assert OutboxEvent.objects.filter(type="prop.report_sealed").count() == 1


def test_no_personal_data_is_in_it(scene: Scene) -> None:
    text = file_of(scene.report(scene.lose())).decode()
    assert "Alice" not in text
    assert "alice@" not in text
    assert "7001" not in text


def test_a_report_waits_for_the_minute_after(scene: Scene) -> None:
    decision = scene.lose()
    begin_report(decision, at=scene.at)
    begin_report(decision, at=scene.at)
    report = Report.objects.get()
    seal_from(scene.desk, scene.at + timedelta(seconds=59))
    assert seal_due(at=scene.at + timedelta(seconds=59)) == 0
    with pytest.raises(ReportNotSealed):
        file_of(report)
    seal_from(scene.desk, scene.at + timedelta(seconds=62))
    assert seal_due(at=scene.at + timedelta(seconds=62)) == 1
    assert seal_due(at=scene.at + timedelta(seconds=62)) == 0


def test_a_desk_notes_the_ticks_of_its_own_accounts_only(scene: Scene) -> None:
    begin_report(scene.lose(), at=scene.at)
    due = scene.at + timedelta(seconds=62)
    own = scene.account.pk % 2
    assert seal_from(replace(scene.desk, shards=2, shard=1 - own), due, most=1) == 0
    assert seal_from(replace(scene.desk, shards=2, shard=own), due, most=1) == 1


def test_without_a_worker_it_is_sealed_and_says_so(scene: Scene) -> None:
    decision = scene.lose()
    begin_report(decision, at=scene.at)
    assert seal_due(at=scene.at + timedelta(minutes=5)) == 0
    report = scene.report(decision, desk=False)
    assert failing(report) == []
    assert reports.NO_DESK in verify(file_of(report)).notes


def test_what_is_held_has_a_report_too(scene: Scene) -> None:
    report = scene.report(scene.lose(DOUBTED))
    body = json.loads(bytes(report.body or b""))
    assert body["decision"]["lines"][0]["type"] == "held"
    assert failing(report) == []


def test_days_that_begin_have_none(scene: Scene) -> None:
    scene.tell({"type": "clock"}, after=timedelta(days=1))
    begin_report(Decision.objects.get(type="day_started"), at=scene.at)
    assert not Report.objects.exists()


def test_reports_of_a_stage_are_chained_in_order(scene: Scene) -> None:
    first = scene.report(scene.lose(DOUBTED))
    scene.tell({"type": "state", "balance": "100000", "equity": "94000"})
    second = scene.report(Decision.objects.get(type="breach"))
    body = json.loads(bytes(second.body or b""))
    assert body["report"]["previous"] == {"id": first.public_id, "sha256": first.sha256}
    found = verify(file_of(second), previous=file_of(first))
    assert [check.name for check in found.checks if not check.ok] == []


def test_a_later_report_waits_for_the_one_before(scene: Scene) -> None:
    begin_report(scene.lose(DOUBTED), at=scene.at)
    scene.tell({"type": "state", "balance": "100000", "equity": "94000"})
    begin_report(Decision.objects.get(type="breach"), at=scene.at)
    first, second = Report.objects.order_by("pk")
    Report.objects.filter(pk=second.pk).update(state="noted")
    assert reports.seal_report(second.public_id, at=scene.at) is False
    assert reports.seal_report(first.public_id, at=scene.at) is True
    assert reports.seal_report(second.public_id, at=scene.at) is True


def test_a_crash_before_the_commit_changes_nothing_and_is_made_good(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_report(scene.lose(), at=scene.at)
    late = scene.at + timedelta(minutes=6)

    def broken(report: Report) -> None:
        raise RuntimeError("the worker died")

    with monkeypatch.context() as patched:
        patched.setattr(reports, "_tell", broken)
        with pytest.raises(RuntimeError):
            seal_due(at=late)
    assert Report.objects.get().state == "waiting"
    assert seal_due(at=late) == 1


def test_keys_are_made_once_and_replaced_by_people(scene: Scene) -> None:
    first = present_key(at=scene.at)
    assert present_key(at=scene.at) == first
    old = scene.report(scene.lose(DOUBTED))
    new = replace_key(actor=SYSTEM, at=scene.at)
    scene.tell({"type": "state", "balance": "100000", "equity": "94000"})
    report = scene.report(Decision.objects.get(type="breach"))
    assert report.key == new
    assert failing(old) == failing(report) == []
    assert [key.key_id for key in published_keys()] == [new.key_id, first.key_id]
    assert AuditEntry.objects.filter(action="prop.seal_key_replaced").count() == 1
    assert "private" not in repr(SealKey.objects.first().__dict__["public"])


def test_the_secret_half_is_not_readable_in_the_database(scene: Scene) -> None:
    from django.db import connection

    key = present_key(at=scene.at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM prop_sealkey")
        stored = cursor.fetchone()[0]
    assert key.private["ed25519"] not in stored


def test_a_sealed_report_stays_and_the_audit_holds_its_hash(scene: Scene) -> None:
    report = scene.report(scene.lose())
    entry = AuditEntry.objects.get(action="prop.report_sealed")
    assert entry.subject == report.public_id
    after: Any = AuditDetails.objects.get(entry=entry).after
    assert after["sha256"] == report.sha256
    rows = Report.objects.filter(pk=report.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(sha256="0")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()


def twin(decision: Decision) -> Decision:
    """The same decision of another stage."""
    entries = list(JournalEntry.objects.filter(stage=decision.stage))
    stage = Stage.objects.get(pk=decision.stage_id)
    stage.pk, stage.public_id, stage.account = None, "stg_twin", None
    stage.save()
    for row in entries:
        row.pk, row.stage = None, stage
    decision.pk, decision.stage, decision.public_id = None, stage, "dec_twin"
    JournalEntry.objects.bulk_create(entries)
    decision.save()
    return decision


def test_a_report_that_cannot_be_sealed_holds_up_no_other(scene: Scene) -> None:
    decision = scene.lose()
    begin_report(decision, at=scene.at)
    begin_report(twin(decision), at=scene.at)
    first, second = Report.objects.order_by("pk")
    Report.objects.filter(pk=first.pk).update(state="noted", ticks=[])
    with pytest.raises(AttributeError):
        seal_due(at=scene.at + timedelta(minutes=6))
    states = dict(Report.objects.values_list("pk", "state"))
    assert states == {first.pk: "noted", second.pk: "sealed"}
