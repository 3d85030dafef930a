"""What a platform, or the house, said long ago is read in the reader's own language."""

import pytest
from django.test import Client as Browser

from brokerdesk.core.actors import Actor
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.clients.testing import make_staff, office
from brokerdesk.ports.outcome import Rejected, quoted
from brokerdesk.ports.trading import PlatformError

from ..models import Account, BulkRow, Difference, Operation
from ..rest.jobs import operation_out
from ..rows import operation_row
from ..services.bulk import prepare_bulk
from ..services.changes import change_leverage
from ..services.ingest import ingest_deals
from ..services.opening import account_refused
from ..services.operations import claim_due, record_answer
from ..services.servers import set_health
from ..testing import World
from ..types import BulkAction, BulkLine, BulkOrder

DEALER = Actor(kind="staff", id="stf_dealer", label="Dora")


@pytest.fixture
def admin(world: World) -> Browser:
    return office(make_staff("Ada", "administrator"))


@pytest.fixture
def refused(world: World) -> Operation:
    """A change that the platform refused in its own words."""
    change_leverage(world.account.public_id, 30, actor=DEALER, reason="x", at=now())
    (work,) = claim_due(world.server.pk, limit=10, at=now())
    record_answer(work.work_id, Rejected("8", quoted("<Kein> Recht")), at=now())
    return Operation.objects.get()


def page(admin: Browser, name: str, **ids: object) -> str:
    return admin.get(url("backoffice", f"trading.{name}", **ids)).content.decode()


@pytest.mark.usefixtures("pseudo")
def test_a_refused_operation(world: World, admin: Browser, refused: Operation) -> None:
    shown = page(admin, "account", account_id=world.account.public_id)
    said = "⟦the platform answered: &lt;Kein&gt; Recht⟧"
    assert said in shown
    assert said in page(admin, "operations")


@pytest.mark.usefixtures("pseudo")
def test_the_api_and_the_events_speak_english(refused: Operation) -> None:
    said = "the platform answered: <Kein> Recht"
    body = operation_out(operation_row(refused)).model_dump_json()
    assert f'"reason":"{said}"' in body
    payload = OutboxEvent.objects.get(type="operation.rejected").payload
    assert payload["reason"] == said


@pytest.mark.usefixtures("pseudo")
def test_an_account_that_could_not_be_opened(
    world: World, admin: Browser, refused: Operation
) -> None:
    account_refused(refused, quoted("no group"))
    assert Account.objects.get().failure == "the platform answered: no group"
    shown = page(admin, "account", account_id=world.account.public_id)
    assert shown.count("⟦the platform answered: no group⟧") == 1
    card = admin.get(url("backoffice", "clients.card", client_id=world.client.public_id))
    assert "⟦the platform answered: no group⟧" in card.content.decode()


@pytest.mark.usefixtures("pseudo")
def test_a_row_of_a_bulk_job(world: World, admin: Browser) -> None:
    lines = (BulkLine("1001", None), BulkLine("9999", None))
    wanted = BulkOrder(BulkAction.LEVERAGE, {"leverage": "77"}, lines, "campaign")
    job = prepare_bulk(wanted, actor=DEALER, may=lambda account: True, at=now())
    messages = BulkRow.objects.order_by("position").values_list("message", flat=True)
    assert messages[1] == "there is no such account"
    shown = page(admin, "bulk_job", job_id=job.public_id)
    for message in messages:
        assert f"⟦{message}⟧" in shown


@pytest.mark.usefixtures("pseudo")
def test_a_difference(world: World, admin: Browser) -> None:
    ingest_deals(world.server.pk, [world.balance("5.00")], watermark_s=None, at=now())
    found = Difference.objects.get()
    shown = page(admin, "difference", difference_id=found.public_id)
    assert found.detail == "balance deal without one of our references"
    assert f"⟦{found.detail}⟧" in shown


@pytest.mark.usefixtures("pseudo")
def test_a_server_that_is_away(world: World, admin: Browser) -> None:
    error = PlatformError(Marked(_("the server's clock was not read yet")))
    set_health(world.server.pk, "away", lag_s=None, detail=str(error), at=now())
    shown = page(admin, "server", server_id=world.server.public_id)
    assert "⟦the server&#x27;s clock was not read yet⟧" in shown
