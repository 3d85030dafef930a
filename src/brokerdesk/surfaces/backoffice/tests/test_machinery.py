"""Pages of events, parked events and the audit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import connection
from django.test import Client

from brokerdesk.core import audit
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.events import Event, EventMeta, emit, handles
from brokerdesk.core.events.delivery import process
from brokerdesk.core.events.models import OutboxEvent, ParkedEvent
from brokerdesk.core.events.numbering import number
from brokerdesk.core.events.queries import events_since
from brokerdesk.core.events.registry import forget
from brokerdesk.core.idempotency.jobs import forget_old_keys
from brokerdesk.core.jobs import defer

pytestmark = pytest.mark.django_db
GROUP = "test_pages"
broken = {"on": True}


@dataclass(frozen=True, kw_only=True)
class Shown(Event):
    """A fact to be shown."""

    type: ClassVar[str] = "test.shown"
    note: str


@pytest.fixture
def parked() -> Iterator[ParkedEvent]:
    """Give the first of two parked events of one subject."""

    def on_shown(event: Shown, meta: EventMeta) -> None:
        if broken["on"]:
            raise RuntimeError("the <b>handler</b> broke")

    handles(Shown, group=GROUP)(on_shown)
    broken["on"] = True
    for note in ("<script>one</script>", "two"):
        emit(Shown(note=note), aggregate="cli_shown", brand_id=None)
    number(patience_s=-1)
    for event in events_since(0, limit=10_000, types=["test.shown"]):
        process(event, GROUP)
    yield ParkedEvent.objects.order_by("id")[0]
    forget(GROUP)


def test_events_are_listed_shown_filtered_and_exported(finn: Client, parked: ParkedEvent) -> None:
    page = finn.get("/events/?aggregate=cli_shown").content.decode()
    assert page.count("test.shown</a>") == 2
    assert "<script>one" not in page
    assert "test.shown</a>" not in finn.get("/events/?aggregate=other").content.decode()
    event = OutboxEvent.objects.filter(type="test.shown").order_by("id")[0]
    shown = finn.get(f"/events/{event.pk}/").content.decode()
    assert str(event.event_id) in shown
    assert "<script>one" not in shown
    assert finn.get("/events/999999999/").status_code == 404
    csv = finn.get("/events/?aggregate=cli_shown&export=csv")
    assert b"test.shown" in b"".join(csv)


def test_a_parked_event_is_inspected_and_retried(finn: Client, parked: ParkedEvent) -> None:
    listed = finn.get("/events/parked/").content.decode()
    assert "cli_shown" in listed
    shown = finn.get(f"/events/parked/{parked.pk}/").content.decode()
    assert "on_shown" in shown
    assert "<b>handler" not in shown
    assert finn.post(f"/events/parked/{parked.pk}/retry/").status_code == 303
    parked.refresh_from_db()
    assert parked.attempts == 2
    broken["on"] = False
    assert finn.post(f"/events/parked/{parked.pk}/retry/").status_code == 303
    assert not ParkedEvent.objects.exists()
    assert finn.get(f"/events/parked/{parked.pk}/").status_code == 404
    assert AuditEntry.objects.filter(action="core.events.retry").count() == 2


def test_all_are_retried_at_once(finn: Client, parked: ParkedEvent) -> None:
    broken["on"] = False
    assert finn.post("/events/parked/retry-all/").status_code == 303
    assert not ParkedEvent.objects.exists()


def test_giving_up_needs_a_reason_and_is_recorded(finn: Client, parked: ParkedEvent) -> None:
    address = f"/events/parked/{parked.pk}/discard/"
    assert finn.post(address, {"reason": ""}).status_code == 422
    assert ParkedEvent.objects.count() == 2
    broken["on"] = False
    assert finn.post(address, {"reason": "made by a test"}).status_code == 303
    assert not ParkedEvent.objects.exists()
    entry = AuditEntry.objects.select_related("details").get(action="core.events.discard")
    assert (entry.actor, entry.details.reason) == ("staff:stf_finn", "made by a test")


def test_the_audit_is_listed_and_shown(finn: Client) -> None:
    audit.record("test.act", subject="cli_9", actor=SYSTEM, after={"x": "<i>y</i>"})
    pk = AuditEntry.objects.get(subject="cli_9").pk
    listed = finn.get("/audit/?action=test.").content.decode()
    assert "test.act" in listed
    shown = finn.get(f"/audit/{pk}/").content.decode()
    assert "not sealed yet" in shown
    assert "<i>y" not in shown
    assert finn.get("/audit/999999999/").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/events/", "/events/1/", "/events/parked/", "/events/parked/1/", "/audit/", "/audit/1/"],
)
def test_without_the_right_nobody_enters(nobody: Client, address: str) -> None:
    assert nobody.get(address).status_code == 403


def test_the_operations_page_shows_the_machinery(finn: Client, parked: ParkedEvent) -> None:
    page = finn.get("/operations/").content.decode()
    assert "Waiting for the relay" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_events_parked")
        assert cursor.fetchone()[0] == 2


def test_a_failed_job_is_seen_and_retried(finn: Client, nobody: Client) -> None:
    job_id = defer(forget_old_keys)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job_id])
    assert "forget_old_keys" in finn.get("/jobs/?status=failed").content.decode()
    assert nobody.get("/jobs/").status_code == 403
    address = f"/jobs/{job_id}/retry/"
    assert finn.get(address).status_code == 200
    assert finn.post(address).status_code == 303
    assert finn.post(address).status_code == 422, "it waits already"
    assert finn.post("/jobs/999999999/retry/").status_code == 404
    assert "forget_old_keys" not in finn.get("/jobs/?status=failed").content.decode()
    assert AuditEntry.objects.filter(action="core.jobs.retry").count() == 1
