"""Four eyes on a page: what is approved is what was seen."""

from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_staff, office

from ..models import Difference
from ..services.resolving import propose
from ..testing import World
from .test_ingest import FINN, NOW, ingest


def test_an_approval_names_what_was_seen(world: World) -> None:
    ingest(world, world.balance("55.00", "by hand"))
    found = Difference.objects.get()
    propose(found.public_id, "undo_on_platform", "not ours", actor=FINN, at=NOW)
    finance = office(make_staff("Fay", "finance"))
    page = url("backoffice", "trading.difference", difference_id=found.public_id)
    path = url("backoffice", "trading.difference_approve", difference_id=found.public_id)
    assert 'name="version" value="2"' in finance.get(page).content.decode()
    propose(found.public_id, "book", "small", actor=FINN, at=NOW)
    for stale in ({}, {"version": "2"}, {"version": "x"}):
        answer = finance.post(path, stale, follow=True)
        assert "changed meanwhile" in answer.content.decode()
        found.refresh_from_db()
        assert found.closed_at is None
    finance.post(path, {"version": "3"})
    found.refresh_from_db()
    assert found.resolution == "book"
