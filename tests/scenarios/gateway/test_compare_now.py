"""Who asks for a comparison gets one of now, and hears which servers could not be compared."""

from dataclasses import replace

from brokerdesk.modules.trading.models import Deal, Difference
from brokerdesk.modules.trading.services.asking import compare_now
from tests.harness.street import Mt5Street

from .running import QUICK, eventually, gateway
from .world import World, move, opened, settled

SELDOM = replace(QUICK, rescan_s=3600.0)


def test_what_was_deleted_is_named_at_once_when_asked(
    world: World, street: Mt5Street, nats_url: str
) -> None:
    with gateway(SELDOM):
        account = opened(world)
        moved = move(account, "5.00")
        eventually(lambda: settled(moved))
        assert compare_now() == []
        assert not Difference.objects.exists()
        ticket = Deal.objects.get(login=account.login).ticket
        street.post("/delete_deal", deal=ticket)
        assert compare_now() == []
        found = Difference.objects.get(cls="deleted")
    assert found.item == f"deal:mt5a:{ticket}"


def test_a_server_without_a_gateway_is_named(world: World, nats_url: str) -> None:
    assert compare_now() == ["mt5a"]
