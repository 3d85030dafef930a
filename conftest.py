"""Fixtures for every test: a database, a bus, and no way out of this machine.

Importing this file starts (or joins) the session's stack and sets Django up, so that the rooms'
own conftests may import models.
"""

import asyncio
import gc
import os
import secrets
from collections.abc import Generator, Iterator

import django
import nats
import pytest
from django.conf import settings
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from brokerdesk.core.app import load_pages
from tests.harness.sockets import stay_local
from tests.harness.testbed import clone, drop, open_testbed
from tests.harness.worlds import Keeper, kept

gc.disable()  # what is imported stays: it need not be searched for rubbish, now or later

if settings.configured:
    raise pytest.UsageError("unset DJANGO_SETTINGS_MODULE: the tests bring their own environment")

BED = open_testbed()
os.environ.update(BED.environment())
os.environ["DJANGO_SETTINGS_MODULE"] = "brokerdesk.config.settings"
stay_local()
django.setup()
load_pages()
settings.WHITENOISE_AUTOREFRESH = True  # else each test client lists all assets anew
# Workers must come here first: with the variable pytest-django would set Django up before us.
del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Give the worker its clone; tests run in it as the application role and roll back."""
    clone(BED, BED.database)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    drop(BED, BED.database)


@pytest.fixture(scope="module")
def keep(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Keeper]:
    """Make worlds once for all tests of a file."""
    with kept(django_db_blocker) as keeper:
        yield keeper


@pytest.fixture
def fresh_db(django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give a fresh clone to a test that commits, and its URL (owner; take the role yourself)."""
    name = f"fresh_{BED.worker}_{secrets.token_hex(4)}"
    clone(BED, name)
    monkeypatch.setenv("DATABASE_URL", BED.url(name))
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connections.settings["default"], "NAME", name)
        monkeypatch.setitem(connection.settings_dict, "NAME", name)
        yield BED.url(name)
        connections.close_all()
    drop(BED, name)


@pytest.fixture
def nats_url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the bus, with a prefix of the test's own; its streams go with the test."""
    prefix = f"t{secrets.token_hex(6)}"
    for name, value in {"NATS_URL": BED.nats_url, "EVENTS_PREFIX": prefix}.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setattr(settings, name, value, raising=False)
    yield BED.nats_url
    asyncio.run(_delete_streams(prefix))


async def _delete_streams(prefix: str) -> None:
    """Delete the streams whose name or subjects carry the prefix."""
    client = await nats.connect(BED.nats_url)
    try:
        stream = client.jetstream()
        for info in await stream.streams_info():
            names = [info.config.name or "", *(info.config.subjects or [])]
            if any(name.startswith(prefix) for name in names):
                await stream.delete_stream(names[0])
    finally:
        await client.close()


@pytest.fixture
def nats_prefix(nats_url: str) -> str:
    """Name the test's own prefix of streams and subjects."""
    return str(settings.EVENTS_PREFIX)


# Tests of a whole house with its street keep two cores busy: they run one after the other.
HOUSES = (
    "tests/chaos/",
    "tests/e2e/test_challenge",
    "tests/e2e/test_life",
    "tests/e2e/test_reconcile",
    "tests/scenarios/prop_day/",
    "tests/scenarios/test_demo",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole houses, which take longest, before what waits, and that before the rooms.

    pytest-django then puts those that use its database before all others: whole houses do not live
    beside the whole suite, and what is short is left for the end.
    """
    items.sort(key=lambda item: (not item.nodeid.startswith(HOUSES), _is_of_a_room(item)))


def _is_of_a_room(item: pytest.Item) -> bool:
    """Say whether a test keeps a core busy; those of several rooms together wait a lot."""
    return not item.nodeid.startswith("tests/")


def pytest_collection_finish() -> None:
    """Search for rubbish from now on, seldom, and only among what the tests themselves make."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


class ByFile(LoadScopeScheduling):
    """Keeps the tests of a file on one worker, and those of whole houses too."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return "houses" if file.startswith(HOUSES) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Distribute by file, in the order collected."""
    config.option.loadscopereorder = False
    gc.enable()  # this process collects no tests
    return ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Refuse the truncating way: the application role may not, and clones are cheaper."""
    mark = item.get_closest_marker("django_db")
    if "transactional_db" in getattr(item, "fixturenames", ()) or (
        mark and mark.kwargs.get("transaction")
    ):
        raise pytest.UsageError(f"{item.nodeid}: a test that commits uses the fixture fresh_db")
    yield


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language whose every text is the English one in brackets."""
    monkeypatch.setattr(
        "django.utils.translation._trans.gettext", lambda text: f"⟦{text}⟧", raising=False
    )
