"""Streams over ASGI: admitted, fed, resumed, closed at sign-out; no thread is held."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import nats
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from brokerdesk.core.access import hooks
from brokerdesk.core.access.services import assign, ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.core.identity.models import User
from brokerdesk.core.identity.services import set_totp
from brokerdesk.core.registry import registry
from brokerdesk.surfaces.live import hub as hubs
from brokerdesk.surfaces.live import scope as scopes
from brokerdesk.surfaces.live.front import with_streams
from brokerdesk.surfaces.live.hub import hub
from brokerdesk.surfaces.live.scope import Viewer
from brokerdesk.surfaces.live.subscriber import Subscriber

FINN = Actor(kind="staff", id="stf_finn", label="Finn")


class Rooms:
    """Answers as the rooms would."""

    def resolve_staff(self, user: Any) -> Actor | None:
        return FINN if user.realm == "staff" else None

    def resolve_client(self, user: Any, brand: Any) -> None:
        return None

    def resolve_brand(self, host: str) -> None:
        return None

    def all_brands(self) -> list[Any]:
        return []


@pytest.fixture
def session(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Finn's session; he may see everything."""
    monkeypatch.setattr(hooks, "_resolver", Rooms())
    monkeypatch.setattr(hubs, "CHECK_EVERY_S", 0.2)
    monkeypatch.setattr(hubs, "POLL_EVERY_S", 0.1)
    ensure_role("admin", "Admin", {"*": "all"})
    assign(FINN.id, "admin")
    user = User.objects.create_user(realm="staff", email="f@example.com", password="x")
    set_totp(user.pk, "JBSWY3DPEHPK3PXP")
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


class Stream:
    """The browser's end of one request."""

    def __init__(self) -> None:
        self.status = 0
        self.text = ""
        self.left = asyncio.Event()
        self.changed = asyncio.Event()

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.text += message["body"].decode()
        self.changed.set()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def until(self, seen: Callable[[], bool]) -> None:
        async with asyncio.timeout(8):
            while not seen():
                self.changed.clear()
                await self.changed.wait()

    def is_open(self) -> bool:
        return ": open" in self.text

    def has_events(self) -> bool:
        return bool(self.events())

    def events(self) -> list[dict[str, Any]]:
        lines = self.text.splitlines()
        return [json.loads(line[6:]) for line in lines if line.startswith('data: {"')]


async def django(scope: Any, receive: Any, send: Any) -> None:
    """Stand where Django stands."""
    await send({"type": "http.response.start", "status": 204, "headers": []})


@asynccontextmanager
async def opened(
    key: str, *, host: str = "office.localhost", query: str = "", **headers: str
) -> AsyncIterator[tuple[Stream, "asyncio.Task[None]"]]:
    sent = {"host": host, "cookie": f"sessionid={key}", **headers}
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/live/stream",
        "query_string": query.encode(),
        "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
    }
    stream = Stream()
    task = asyncio.create_task(with_streams(django)(scope, stream.receive, stream.send))
    try:
        yield stream, task
    finally:
        stream.left.set()
        await asyncio.wait_for(task, 5)


@asynccontextmanager
async def centre() -> AsyncIterator[None]:
    try:
        yield
    finally:
        await hub().close()


def store_event(sequence: int, kind: str = "deposit.created") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_events_outbox (event_id, sequence, type, version, aggregate,"
            " brand_id, payload, actor, occurred_at, correlation_id) VALUES (gen_random_uuid(),"
            " %s, %s, 1, 'deposit:dep_1', 1, '{}', 'system:x', now(), gen_random_uuid())",
            [sequence, kind],
        )


async def publish(sequence: int) -> None:
    client = await nats.connect(settings.NATS_URL)
    event = {"type": "deposit.created", "sequence": sequence, "brand_id": 1, "payload": {}}
    data = json.dumps({**event, "aggregate": "deposit:dep_1"}).encode()
    await client.publish(f"{settings.EVENTS_PREFIX}.live.1.deposit.created", data)
    await client.close()


async def test_events_arrive_from_the_bus(session: str, nats_url: str) -> None:
    async with centre(), opened(session) as (stream, _task):
        await stream.until(stream.is_open)
        await publish(7)
        await stream.until(stream.has_events)
        assert stream.status == 200
        assert stream.events()[0]["sequence"] == 7
        assert "id: 7\n" in stream.text


async def test_what_was_missed_is_sent_first(session: str, nats_url: str) -> None:
    for number in (1, 2, 3):
        await asyncio.to_thread(store_event, number)
    async with centre():
        async with opened(session, **{"last-event-id": "1"}) as (stream, _task):
            await stream.until(lambda: len(stream.events()) == 2)
            assert [e["sequence"] for e in stream.events()] == [2, 3]
        async with opened(session, query="since=3") as (stream, _task):
            await stream.until(stream.is_open)
            await publish(4)
            await stream.until(stream.has_events)
            assert [e["sequence"] for e in stream.events()] == [4]


async def test_without_a_bus_the_event_store_is_asked(
    session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "NATS_URL", "")
    async with centre(), opened(session) as (stream, _task):
        await stream.until(stream.is_open)
        await asyncio.to_thread(store_event, 9)
        await stream.until(stream.has_events)
        assert stream.events()[0]["sequence"] == 9


async def test_sign_out_closes_the_stream(session: str, nats_url: str) -> None:
    async with centre(), opened(session) as (stream, task):
        await stream.until(stream.is_open)
        await asyncio.to_thread(SessionStore(session).delete)
        await asyncio.wait_for(asyncio.shield(task), 5)
        assert "event: end" in stream.text
        assert not hub().subscribers


async def test_strangers_get_no_stream(session: str, nats_url: str) -> None:
    async with centre():
        for key, host in (
            ("x", "office.localhost"),
            (session, "north.localhost"),
            (session, "e.x"),
        ):
            async with opened(key, host=host) as (stream, task):
                await asyncio.wait_for(asyncio.shield(task), 5)
                assert stream.status == 401


async def test_many_streams_hold_no_thread(session: str, nats_url: str) -> None:
    async with centre(), opened(session) as (first, _task):
        await first.until(first.is_open)
        before = threading.active_count()
        held = [opened(session) for _n in range(20)]
        streams = [(await one.__aenter__())[0] for one in held]
        for stream in streams:
            await stream.until(stream.is_open)
        assert threading.active_count() <= before + 2
        assert len(hub().subscribers) == 21
        await publish(5)
        for stream in streams:
            await stream.until(stream.has_events)
        for one in held:
            await one.__aexit__(None, None, None)


async def test_a_closed_hub_is_not_given_again(session: str, nats_url: str) -> None:
    for _round in range(2):
        async with centre(), opened(session) as (stream, _task):
            await stream.until(stream.is_open)


async def test_an_overrun_becomes_one_reset() -> None:
    subscriber = Subscriber(Viewer(FINN, "backoffice", None, "s"))
    for number in range(400):
        subscriber.put({"type": "x", "sequence": number})
    got = [subscriber.queue.get_nowait() for _n in range(subscriber.queue.qsize())]
    assert got[0] == {"type": "live.reset", "sequence": None}
    assert got[-1] == {"type": "x", "sequence": 399}


async def test_a_batch_reaches_the_clients_it_concerns(
    session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(payloads: Any, among: Any) -> frozenset[str]:
        return frozenset(p["of"] for p in payloads) & frozenset(among)

    monkeypatch.setattr(registry, "audiences", {"deal.received": find})
    monkeypatch.setattr(scopes, "_cache", {"portal": {"deal.": {None}}, "backoffice": {}})
    monkeypatch.setattr(settings, "NATS_URL", "")
    monkeypatch.setattr(hubs, "ADDRESS_EVERY_S", 0.1)
    async with centre():
        alice, bob = [
            await hub().join(Viewer(Actor("client", name, "", 1), "portal", 1, session))
            for name in ("cli_alice", "cli_bob")
        ]
        batch = {"type": "deal.received", "brand_id": None, "aggregate": "deals:a:1"}
        hub().fan_out({**batch, "sequence": 4, "payload": {"of": "cli_alice"}})
        async with asyncio.timeout(5):
            assert await alice.queue.get() == {"type": "deal.received", "sequence": 4}
        assert bob.queue.empty()


async def test_everything_else_goes_to_django() -> None:
    stream = Stream()
    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    await with_streams(django)(scope, stream.receive, stream.send)
    assert stream.status == 204


@pytest.mark.parametrize(
    "named", ["acc%00", "%00,acc_1", "acc_%ED%A0%80", "acc_%F0%9F%92%B0,,", "-"]
)
async def test_what_is_no_account_is_followed_by_nobody(
    session: str, nats_url: str, named: str
) -> None:
    async with centre(), opened(session, query=f"equity={named}") as (stream, _):
        await stream.until(stream.is_open)
        assert stream.status == 200
