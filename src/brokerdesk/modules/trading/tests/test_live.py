"""Whom a batch of deals concerns, and what pages listen to."""

from datetime import timedelta

from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.core.registry import registry

from ..services.ingest import ingest_deals
from ..testing import START, World, make_account, make_client

NOW = START + timedelta(hours=1)


def test_a_batch_concerns_those_who_dealt_in_it(world: World) -> None:
    bob = make_client(world.brand, "Bob")
    make_account(bob, world.product, 1002)
    watching = {world.client.public_id, bob.public_id}
    ingest_deals(world.server.pk, [world.deal(), world.deal(login=999)], watermark_s=1, at=NOW)
    events = OutboxEvent.objects.filter(type="deal.received").values_list("payload", flat=True)
    concerned = registry.audiences["deal.received"](list(events), watching)
    assert concerned == {world.client.public_id}
    assert registry.audiences["deal.received"](list(events), {bob.public_id}) == frozenset()


def test_the_portal_hears_of_deals_and_of_every_step_of_an_operation() -> None:
    for name in ("trading.accounts", "trading.account"):
        assert {"deal.", "operation.", "account."} <= set(registry.pages["portal", name].live)
