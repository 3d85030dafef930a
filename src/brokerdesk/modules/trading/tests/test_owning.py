"""One member of staff sees to a difference, and all can see who."""

import pytest

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import actor_of, make_staff, office

from ..errors import ChangedMeanwhile, StateConflict
from ..models import Difference
from ..services.owning import give_back, take_over
from ..testing import World
from .test_ingest import FINN, ingest

TESS = Actor("staff", "stf_tess", "Tess")


@pytest.fixture
def found(world: World) -> Difference:
    ingest(world, world.balance("55.00", "by hand"))
    row: Difference = Difference.objects.get()
    return row


def test_one_takes_it_and_gives_it_back(found: Difference) -> None:
    take_over(found.public_id, version=1, actor=FINN)
    found.refresh_from_db()
    assert found.owner == FINN.ref
    with pytest.raises(StateConflict):
        take_over(found.public_id, version=2, actor=FINN)
    with pytest.raises(StateConflict):
        give_back(found.public_id, version=2, actor=TESS)
    give_back(found.public_id, version=2, actor=FINN)
    found.refresh_from_db()
    assert found.owner == ""
    told = OutboxEvent.objects.filter(type="reconciliation.break_taken").order_by("pk")
    assert [event.payload["owner"] for event in told] == [FINN.ref, ""]
    assert AuditEntry.objects.filter(action="trading.difference_owner").count() == 2


def test_of_two_at_once_the_second_looks_again(found: Difference) -> None:
    take_over(found.public_id, version=1, actor=FINN)
    with pytest.raises(ChangedMeanwhile):
        take_over(found.public_id, version=1, actor=TESS)
    take_over(found.public_id, version=2, actor=TESS)
    found.refresh_from_db()
    assert found.owner == TESS.ref


def test_what_is_closed_is_nobodys_work(found: Difference) -> None:
    Difference.objects.update(closed_at=found.opened_at)
    with pytest.raises(StateConflict):
        take_over(found.public_id, version=1, actor=FINN)


def test_the_pages_say_whose_it_is(found: Difference, world: World) -> None:
    staff = make_staff("Fay", "finance")
    fay, page = (
        office(staff),
        url("backoffice", "trading.difference", difference_id=found.public_id),
    )
    text = fay.get(page).content.decode()
    assert "Nobody yet" in text
    assert "Alice Client" in text
    take = url("backoffice", "trading.difference_take", difference_id=found.public_id)
    assert "It is yours now." in fay.post(take, {"version": "1"}, follow=True).content.decode()
    found.refresh_from_db()
    assert found.owner == actor_of(staff).ref
    text = fay.get(page).content.decode()
    assert "Give it back" in text
    assert "Take it over" not in text
    rows = url("backoffice", "trading.differences")
    assert ">Fay<" in fay.get(rows).content.decode()
    assert found.item in fay.get(rows, {"owner": "mine", "sort": "opened_at"}).content.decode()
    assert found.item not in fay.get(rows, {"owner": "nobody"}).content.decode()
    other = office(make_staff("Gil", "finance"))
    assert found.item not in other.get(rows, {"owner": "mine"}).content.decode()
    assert found.item in other.get(rows, {"owner": actor_of(staff).ref}).content.decode()


def test_who_may_only_look_takes_nothing(found: Difference) -> None:
    ensure_role("looker", "Looker", {"trading.difference.view": "all"})
    looker = office(make_staff("Lou", "looker"))
    take = url("backoffice", "trading.difference_take", difference_id=found.public_id)
    page = url("backoffice", "trading.difference", difference_id=found.public_id)
    assert "Take it over" not in looker.get(page).content.decode()
    assert looker.post(take, {"version": "1"}).status_code == 403
    found.refresh_from_db()
    assert found.owner == ""
