"""Requests of the web process give the database connection back that they borrowed."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from django.db import connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from brokerdesk.config.lending import Borrower
from brokerdesk.core.db import give_back
from brokerdesk.core.role import ROLE


def _role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_role())


def broken(request: HttpRequest) -> StreamingHttpResponse:
    async def blocks() -> AsyncIterator[bytes]:
        yield b"half of it"
        raise OSError("the file is gone")

    _role()
    return StreamingHttpResponse(blocks())


def asking(request: HttpRequest) -> HttpResponse:
    _role()
    with transaction.atomic():
        give_back()
        assert connection.connection is not None
    give_back()
    assert connection.connection is None
    return HttpResponse(_role())


def leaving(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
    return HttpResponse(_role())


@pytest.fixture
def house(fresh_db: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Borrower]:
    """A pool of one connection, as the application's role."""
    database = connections.settings["default"]
    lent = {"min_size": 1, "max_size": 1, "timeout": 2}
    monkeypatch.setitem(database, "CONN_MAX_AGE", 0)
    options = {"options": f"-c role={ROLE}", "pool": lent}
    monkeypatch.setitem(database, "OPTIONS", options)
    settings.MIDDLEWARE = []
    settings.ALLOWED_HOSTS = ["*"]
    views = (fine, broken, asking, leaving)
    urls = [path(view.__name__, view) for view in views]
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": urls})
    yield Borrower()
    pools: Any = DatabaseWrapper
    pools._connection_pools.pop("default").close()


async def test_a_connection_comes_back_whatever_becomes_of_the_answer(house: Borrower) -> None:
    app: Any = house  # its own messages are typed more loosely than the transport's
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as visitor:
        for address in ("fine", "broken", "fine", "asking", "leaving", "fine", "fine"):
            answer = await visitor.get(f"/{address}")
            assert answer.status_code == 200
            if address != "broken":
                assert answer.text == ROLE
