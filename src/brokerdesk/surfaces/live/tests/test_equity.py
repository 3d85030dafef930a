"""Equities over a stream: to whom, how often, and until when."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import nats
import pytest
from django.conf import settings
from nats.aio.client import Client

from brokerdesk.core.access.services import ensure_role, unassign_all
from brokerdesk.core.actors import Actor
from brokerdesk.modules.clients.testing import actor_of, make_staff
from brokerdesk.modules.trading.models import Account
from brokerdesk.modules.trading.testing import (
    World,
    make_account,
    make_brand,
    make_client,
    make_product,
)
from brokerdesk.modules.valuation.queries import watchable
from brokerdesk.modules.valuation.services.desk.live import equity_subject, watch_equity_subject
from brokerdesk.surfaces.live import admission, equity
from brokerdesk.surfaces.live import hub as hubs
from brokerdesk.surfaces.live.hub import hub
from brokerdesk.surfaces.live.scope import Viewer
from brokerdesk.surfaces.live.subscriber import RESET, Subscriber


@dataclass
class Two:
    """Alice and Bob of one brand, an account each."""

    world: World
    hers: Account
    his: Account
    alice: Actor
    bob: Actor


@pytest.fixture
def two(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Two:
    """Two clients; what is told once a moment is told quickly."""
    monkeypatch.setattr(equity, "TELL_EVERY_S", 0.05)
    monkeypatch.setattr(equity, "PING_EVERY_S", 0.2)
    monkeypatch.setattr(hubs, "CHECK_EVERY_S", 0.1)
    monkeypatch.setattr(admission, "still_open", lambda viewers: {v.session_key for v in viewers})
    world = World()
    bob = make_client(world.brand, "Bob")
    his = make_account(bob, world.product, 1002)
    actors = [
        Actor(kind="client", id=one.public_id, label="", brand_id=world.brand.pk)
        for one in (world.client, bob)
    ]
    return Two(world, world.account, his, *actors)


class Marking:
    """The marking's end of the bus."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.asked: asyncio.Queue[list[int]] = asyncio.Queue()

    async def take(self, message: Any) -> None:
        await self.asked.put(json.loads(message.data)["accounts"])

    async def tell(self, account: Account, value: str) -> None:
        row = {
            "account": account.pk, "equity": value, "balance": "1000", "floating": "-2",
            "margin": "10", "level": "9980", "quality": "reported", "at": "2026-03-03T12:00:00Z",
        }  # fmt: skip
        await self.client.publish(equity_subject(account.pk), json.dumps(row).encode())
        await self.client.flush()

    async def until_asked(self, pks: Collection[int]) -> None:
        async with asyncio.timeout(5):
            while set(await self.asked.get()) != set(pks):
                pass


@asynccontextmanager
async def marking() -> AsyncIterator[Marking]:
    client = await nats.connect(settings.NATS_URL)
    found = Marking(client)
    await client.subscribe(watch_equity_subject(), cb=found.take)
    await client.flush()
    try:
        yield found
    finally:
        await hub().close()
        await client.close()


async def joined(actor: Actor, *accounts: Account) -> Subscriber:
    surface: Any = "portal" if actor.kind == "client" else "backoffice"
    viewer = Viewer(actor, surface, actor.brand_id, "s")
    return await hub().join(viewer, [one.public_id for one in accounts])


async def rows(subscriber: Subscriber) -> list[dict[str, Any]]:
    async with asyncio.timeout(5):
        event = await subscriber.queue.get()
    assert event is not None
    assert (event["type"], event["sequence"]) == ("live.equity", None)
    return list(event["rows"])


async def test_a_client_is_told_of_his_own_and_never_of_anothers(nats_url: str, two: Two) -> None:
    async with marking() as platform:
        alice = await joined(two.alice, two.hers, two.his)
        bob = await joined(two.bob, two.his)
        await platform.until_asked([two.hers.pk, two.his.pk])
        await platform.tell(two.his, "7.5")
        assert [row["account"] for row in await rows(bob)] == [two.his.public_id]
        await platform.tell(two.hers, "998.12345678")
        (row,) = await rows(alice)
        assert row["account"] == two.hers.public_id
        assert (row["equity"], row["currency"], row["places"]) == ("998.12345678", "USD", 2)
        assert alice.queue.empty()


async def test_what_moves_often_is_told_once_a_moment(
    nats_url: str, two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(equity, "TELL_EVERY_S", 0.4)
    async with marking() as platform:
        alice = await joined(two.alice, two.hers)
        for number in range(50):
            await platform.tell(two.hers, str(number))
        await asyncio.sleep(0.9)
        assert alice.queue.qsize() <= 2
        while not alice.queue.empty():
            (row,) = await rows(alice)
        assert row["equity"] == "49"


async def test_who_may_see_it_no_longer_is_told_no_longer(nats_url: str, two: Two) -> None:
    await asyncio.to_thread(ensure_role, "look", "Look", {"trading.account.view": "all"})
    finn = actor_of(await asyncio.to_thread(make_staff, "Finn", "look"))
    async with marking() as platform:
        office = await joined(finn, two.hers, two.his)
        alice = await joined(two.alice, two.hers)
        await platform.tell(two.hers, "1")
        assert (await rows(office))[0]["equity"] == (await rows(alice))[0]["equity"] == "1"
        await asyncio.to_thread(unassign_all, finn.id)
        await platform.until_asked([two.hers.pk])
        await asyncio.to_thread(hide, two.hers)
        for _turn in range(100):
            if alice.watched:
                await asyncio.sleep(0.05)
        assert not office.watched
        assert not alice.watched
        await platform.tell(two.hers, "2")
        await asyncio.sleep(0.2)
        assert office.queue.empty()
        assert alice.queue.empty()


def hide(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(visible=False)


async def test_who_leaves_is_asked_for_no_more(nats_url: str, two: Two) -> None:
    async with marking() as platform:
        alice = await joined(two.alice, two.hers)
        bob = await joined(two.bob, two.his)
        await platform.until_asked([two.hers.pk, two.his.pk])
        await hub().part(alice)
        await platform.until_asked([two.his.pk])
        await hub().part(bob)
        assert not hub().equities._held


async def test_a_slow_stream_gets_the_newest_later(nats_url: str, two: Two) -> None:
    async with marking():
        alice = await joined(two.alice, two.hers)
        while not alice.queue.full():
            alice.put(RESET)
        alice.moved = {two.hers.pk: {"equity": "1"}}
        hub().equities.tell(alice)
        assert alice.moved
        alice.queue.get_nowait()
        alice.moved[two.hers.pk] = {"equity": "2"}
        hub().equities.tell(alice)
        assert not alice.moved


def test_staff_follow_what_their_scope_holds(db: None) -> None:
    north, south = World(), make_brand("south")
    sue = make_client(south, "Sue")
    hers = make_account(sue, make_product(south, north.server), 1002)
    ids = [north.account.public_id, hers.public_id]
    ensure_role("look", "Look", {"trading.account.view": "brand"})
    ensure_role("servers", "Servers", {"trading.server.view": "all"})
    ensure_role("mine", "Mine", {"trading.account.view": "own"})
    of_north = actor_of(make_staff("Nora", "look", brand_pk=north.brand.pk))
    owner = actor_of(make_staff("Olga", "mine"))
    stranger = actor_of(make_staff("Sam", "servers"))
    assert [row.account_id for row in watchable(of_north, ids)] == ids[:1]
    assert watchable(owner, ids) == watchable(stranger, ids) == []
    sue.owner_staff_id = owner.id
    sue.save()
    assert [row.account_id for row in watchable(owner, ids)] == ids[1:]
    other_brand = Actor(kind="client", id=north.client.public_id, label="", brand_id=south.pk)
    assert watchable(other_brand, ids) == []
