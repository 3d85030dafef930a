"""The page of mark-outs, and its CSV."""

import pytest

from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix

from .test_markouts import keep
from .test_pages import Room, furnished, room, visitors
from .test_partners import brought

__all__ = ["furnished", "room", "visitors"]


class TestMarkOutsPage(ResourceMatrix):
    listing, secret = True, "EURUSD"

    @pytest.fixture(autouse=True)
    def _room(self, room: Room) -> None:
        keep(room.desk, room.desk.alice, ("1", "2", "3"), 1, "USD")

    def address(self) -> str:
        return url("backoffice", "risk.markouts") + "?since=2026-03-01&until=2026-03-05"


def test_the_page_adds_up_by_partner_and_gives_a_csv(room: Room) -> None:
    bob = brought(room.desk)
    keep(room.desk, room.desk.alice, ("1.5", "2", "-3"), 1, "USD")
    address = url("backoffice", "risk.markouts") + "?since=2026-03-01&until=2026-03-05&by=partner"
    shown = room.dealer.get(address).content.decode()
    assert "Bob Client" in shown
    assert "−3.00" in shown
    answer = room.dealer.get(address + "&export=csv")
    head, line = answer.content.decode().split()
    assert head.startswith("name,trades,measured_1s,bps_1s,value_1s")
    assert line.startswith(f"{bob.public_id},1,1,1.500,1.50,1,2.000,2.00,1,-3.000,-3.00,USD")
    assert AuditEntry.objects.filter(subject="risk.markouts").count() == 1
    for nonsense in ("by=x", "since=2026-99-99", "in=%00", "until=0001-01-01"):
        assert (
            room.dealer.get(f"{url('backoffice', 'risk.markouts')}?{nonsense}").status_code == 200
        )
