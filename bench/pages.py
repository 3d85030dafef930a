"""How fast pages are over HTTP for one signed-in person; here the back office's of clients."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import httpx
import psycopg

from .harness import Slice, benchmark
from .pages_world import prepare
from .world import World

if TYPE_CHECKING:
    from django.test import Client as Browser

UNIT = "requests/s"
ANCHOR = "the page's own SQL alone, one connection"
EACH = 10
PER_PAGE = 50
READS = ("SELECT", "WITH")  # what a WITH might write, the anchor's connection refuses

Work = Callable[[int], object]
Visitor = tuple["Browser", str]  # signed in, and where


@dataclass(frozen=True, slots=True)
class Address:
    """A page, and a text that it must show."""

    path: str
    shows: str


class PagesContest:
    """Ours: one request after another, over HTTP. Theirs: the queries of the same pages."""

    def __init__(self, world: World, browser: "Browser", addresses: Sequence[Address]) -> None:
        self._addresses = addresses
        asked = {path: _queries(browser, path) for path in {a.path for a in addresses}}
        self._queries = [asked[address.path] for address in addresses]
        self._link = psycopg.connect(
            world.database_url,
            autocommit=True,
            options="-c role=brokerdesk_app -c default_transaction_read_only=on",
            prepare_threshold=None,  # as Django's connections
        )
        self._next = [0, 0]
        self.door: httpx.Client

    def ours(self, seconds: float) -> Slice:
        """Fetch pages in turn for so long."""
        return self._repeat(0, seconds, lambda n: self._fetch(self._addresses[n]))

    def theirs(self, seconds: float) -> Slice:
        """Ask the database what these pages ask it, for so long."""
        return self._repeat(1, seconds, lambda n: self._ask(self._queries[n]))

    def _repeat(self, side: int, seconds: float, work: Work) -> Slice:
        latencies: list[float] = []
        started = last = time.perf_counter()
        while last < started + seconds:
            work(self._next[side] % len(self._addresses))
            self._next[side] += 1
            now = time.perf_counter()
            latencies.append((now - last) * 1000)
            last = now
        return Slice(n=len(latencies), seconds=last - started, latencies_ms=latencies)

    def _fetch(self, address: Address) -> str:
        answer = self.door.get(address.path)
        if answer.status_code != 200:
            raise RuntimeError(f"{address.path} answers {answer.status_code}")
        return answer.text

    def _ask(self, queries: Sequence[bytes]) -> None:
        for query in queries:
            self._link.execute(query).fetchall()

    def check(self) -> None:
        """Each page shows what it must."""
        for address in self._addresses:
            if address.shows not in self._fetch(address):
                raise RuntimeError(f"{address.path} does not show {address.shows}")

    def close(self) -> None:
        """Let the connection go."""
        self._link.close()


def _queries(browser: "Browser", path: str) -> list[bytes]:
    """Give the statements that a page runs when it is opened a second time; all only read."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from brokerdesk.core import db

    direct: list[str] = []

    class Recorded(psycopg.Cursor[tuple[object, ...]]):
        """Notes what is read past Django."""

        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            direct.append(psycopg.ClientCursor(self.connection).mogrify(query, params).lstrip())
            return super().execute(query, params, **options)

    browser.get(path)
    with CaptureQueriesContext(connection) as captured:
        read_by = vars(db)
        plain, read_by["Cursor"] = read_by["Cursor"], Recorded
        try:
            browser.get(path)
        finally:
            read_by["Cursor"] = plain
    queries = [str(query["sql"]) for query in captured.captured_queries] + direct
    if not queries or not all(query.lstrip().startswith(READS) for query in queries):
        raise RuntimeError(f"{path} does more than reading: {queries}")
    return [query.encode() for query in queries]


@contextmanager
def served(world: World, session: str, host: str) -> Iterator[httpx.Client]:
    """Serve the product as the house does, and give a client of a host that is signed in."""
    from django.conf import settings

    from brokerdesk.stack import free_port
    from brokerdesk.stack.process import Child
    from brokerdesk.surfaces.cli import house

    door = house.Door("127.0.0.1", free_port())
    server = Child(house.web(door, house.environment(door, world.data_dir)), world.data_dir)
    server.start()
    try:
        server.wait_ready()
        headers = {
            "Host": f"{host}:{door.port}",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}",
        }
        with httpx.Client(base_url=door.at("127.0.0.1"), headers=headers, timeout=30) as client:
            yield client
    finally:
        server.stop()


def reader() -> Visitor:
    """Make an administrator who looks at the back office."""
    from django.conf import settings

    from brokerdesk.modules.clients.testing import make_staff, office

    person = make_staff(f"Reader{os.urandom(3).hex()}", "administrator")
    return office(person), settings.OFFICE_HOST


@contextmanager
def contest(world: World, visitor: Visitor, addresses: Sequence[Address]) -> Iterator[PagesContest]:
    """Serve the product, and let somebody who is signed in at a host look at pages."""
    from django.conf import settings

    browser, host = visitor
    made = PagesContest(world, browser, addresses)
    try:
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        with served(world, session, host) as made.door:
            yield made
    finally:
        made.close()


@contextmanager
def book(world: World, choose: Callable[[Random], list[Address]]) -> Iterator[PagesContest]:
    """Make the book of clients, and let a member of staff look at chosen pages."""
    prepare(world)
    visitor = reader()
    with contest(world, visitor, choose(Random(11))) as made:
        yield made


def list_pages(draw: Random) -> list[Address]:
    """The first page, deep pages, and filters."""
    from brokerdesk.modules.clients.models import Client

    rows = Client.objects.order_by("-created_at", "-pk")
    pages = rows.count() // PER_PAGE
    chosen: list[Address] = []
    for _ in range(EACH):
        page = draw.randrange(pages // 2, pages)
        status, country = draw.choice(["active", "closed"]), draw.choice(["CY", "DE", "SE"])
        chosen += [
            Address("/clients/", rows[0].email),
            Address(f"/clients/?page={page}", rows[(page - 1) * PER_PAGE].email),
            Address(
                f"/clients/?status={status}&country={country}",
                rows.filter(status=status, country=country)[0].email,
            ),
        ]
    return chosen


def search_pages(draw: Random) -> list[Address]:
    """The list searched by part of a name and of an address, and the global search by login."""
    from django.db.models import Q

    from brokerdesk.modules.clients.models import Client
    from brokerdesk.modules.trading.models import Account

    rows = Client.objects.order_by("-created_at", "-pk")
    keys = list(Account.objects.order_by("pk").values_list("pk", flat=True))
    chosen: list[Address] = []
    for key in draw.sample(keys, EACH):
        account = Account.objects.select_related("client").get(pk=key)
        client = account.client
        part = client.last_name[: draw.randint(3, 6)]
        named = Q(first_name__istartswith=part) | Q(last_name__istartswith=part)
        address = client.email.partition("@")[0]
        chosen += [
            Address(f"/clients/?q={part}", rows.filter(named)[0].email),
            Address(f"/clients/?q={address}", client.email),
            Address(f"/search/?q={account.login}", f"{account.login} · {client.full_name}"),
        ]
    return chosen


def card_pages(draw: Random) -> list[Address]:
    """Cards at random of clients who have accounts and money, most of them a partner too."""
    from brokerdesk.modules.clients.models import Client
    from brokerdesk.modules.trading.models import Account

    keys = sorted(set(Account.objects.values_list("client_id", flat=True)))
    rows = Client.objects.filter(pk__in=draw.sample(keys, 3 * EACH))
    return [Address(f"/clients/{row.public_id}/", row.email) for row in rows]


@benchmark("pages.client_list", unit=UNIT, anchor=ANCHOR)
@contextmanager
def client_list(world: World) -> Iterator[PagesContest]:
    """The list of 100,000 clients."""
    with book(world, list_pages) as made:
        yield made


@benchmark("pages.client_search", unit=UNIT, anchor=ANCHOR)
@contextmanager
def client_search(world: World) -> Iterator[PagesContest]:
    """Searches among 100,000 clients."""
    with book(world, search_pages) as made:
        yield made


@benchmark("pages.client_card", unit=UNIT, anchor=ANCHOR)
@contextmanager
def client_card(world: World) -> Iterator[PagesContest]:
    """Cards of 100,000 clients."""
    with book(world, card_pages) as made:
        yield made
